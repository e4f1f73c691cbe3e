"""A small valid talking book for the auditor's tests, made by code that shares none with the writers."""

import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

RATE = 22_050
FRAMES = {"audio/c1.mp3": 5 * RATE, "audio/c2.mp3": 2 * RATE}

OPF = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="uid">urn:uuid:6a1f7a0e-7c3d-5a44-9a53-0f5b8a1b2c3d</dc:identifier>
    <dc:title>The Ferry</dc:title>
    <dc:language>en</dc:language>
    <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
    <meta property="media:duration">0:00:07.000</meta>
    <meta property="media:duration" refines="#m1">0:00:05.000</meta>
    <meta property="media:duration" refines="#m2">0:00:02.000</meta>
    <meta property="media:narrator">Synthetic voice: a tone</meta>
    <meta property="media:active-class">mo-active</meta>
    <meta property="media:playback-active-class">mo-playing</meta>
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessMode">visual</meta>
    <meta property="schema:accessModeSufficient">textual</meta>
    <meta property="schema:accessModeSufficient">auditory</meta>
    <meta property="schema:accessibilityFeature">synchronizedAudioText</meta>
    <meta property="schema:accessibilityFeature">tableOfContents</meta>
    <meta property="schema:accessibilityFeature">structuralNavigation</meta>
    <meta property="schema:accessibilityFeature">alternativeText</meta>
    <meta property="schema:accessibilityFeature">ARIA</meta>
    <meta property="schema:accessibilityHazard">none</meta>
    <meta property="schema:accessibilitySummary">A tone stands for every sentence.</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="css" href="book.css" media-type="text/css"/>
    <item id="boat" href="boat.png" media-type="image/png"/>
    <item id="c1" href="c1.xhtml" media-type="application/xhtml+xml" media-overlay="m1"/>
    <item id="c2" href="c2.xhtml" media-type="application/xhtml+xml" media-overlay="m2"/>
    <item id="m1" href="c1.smil" media-type="application/smil+xml"/>
    <item id="m2" href="c2.smil" media-type="application/smil+xml"/>
    <item id="a1" href="audio/c1.mp3" media-type="audio/mpeg"/>
    <item id="a2" href="audio/c2.mp3" media-type="audio/mpeg"/>
  </manifest>
  <spine>
    <itemref idref="c1"/>
    <itemref idref="c2"/>
  </spine>
</package>
"""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
"""

C1 = (
    HEAD
    + """<head><title>The Crossing</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
<body>
<section epub:type="chapter" role="doc-chapter" aria-labelledby="c1-h">
<h1 id="c1-h">The Crossing</h1>
<p><span id="c1-s1">The ferry left at <em>n<!-- not a word's end -->oon</em>.</span>
<span id="c1-s2">Nobody waved.</span><a id="c1-r" href="#c1-n" epub:type="noteref"
role="doc-noteref">1</a></p>
<aside id="c1-n" epub:type="footnote" role="doc-footnote"><p id="c1-n1">It was a Sunday.</p></aside>
<p><img id="c1-i" src="boat.png" alt="a white boat"/></p>
<p hidden="hidden">Nobody sees this.</p>
</section>
</body>
</html>
"""
)

C2 = (
    HEAD
    + """<head><title>The Shore</title><style>.mo-active { background: #ffe066; color: #000; }</style></head>
<body>
<h1 id="c2-h">The Shore</h1>
<p id="c2-p">Sand, and then grass.</p>
</body>
</html>
"""
)

NAV = (
    HEAD
    + """<head><title>Contents</title></head>
<body>
<nav epub:type="toc" role="doc-toc" aria-labelledby="toc-h">
<h1 id="toc-h">Contents</h1>
<ol><li><a href="c1.xhtml#c1-h">The Crossing</a></li><li><a href="c2.xhtml">The Shore</a></li></ol>
</nav>
</body>
</html>
"""
)

SMIL = """<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body epub:textref="{0}.xhtml">
{1}
</body>
</smil>
"""

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def par(key: str, begin: str, end: str) -> str:
    """Return a line of an overlay: `key` is "c1-s1", times are seconds such as "1.250"."""
    name = key.partition("-")[0]
    sound = f'<audio src="audio/{name}.mp3" clipBegin="0:00:0{begin}" clipEnd="0:00:0{end}"/>'
    return f'<par><text src="{name}.xhtml#{key}"/>{sound}</par>'


PARS = {
    "c1": (
        par("c1-h", "0.000", "1.000"),
        par("c1-s1", "1.000", "2.500"),
        par("c1-s2", "2.500", "3.250"),
        par("c1-r", "3.250", "3.500"),
        f'<seq epub:textref="c1.xhtml#c1-n" epub:type="footnote">{par("c1-n1", "3.500", "4.000")}</seq>',
        par("c1-i", "4.000", "5.000"),
    ),
    "c2": (par("c2-h", "0.000", "1.000"), par("c2-p", "1.000", "2.000")),
}


@cache
def png() -> bytes:
    """Return a picture of one white point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff")) + chunk(b"IEND", b"")
    )


@cache
def mp3(frames: int, *options: str) -> bytes:
    """Return so many frames of a soft saw tooth as MP3: mono, 64 kbit/s, Info header by default."""
    import imageio_ffmpeg

    tone = b"".join(struct.pack("<h", place * 37 % 4001 - 2000) for place in range(frames))
    with TemporaryDirectory() as folder:
        made = Path(folder) / "made.mp3"
        source = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
        rate = options or ("-b:a", "64k")
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, *rate, str(made)]
        subprocess.run(command, input=tone, check=True)
        return made.read_bytes()


@dataclass
class Book:
    """The files of a book, open to change."""

    files: dict[str, bytes] = field(default_factory=dict)
    packed: set[str] = field(default_factory=set)  # names that are compressed in the zip

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that must be there exactly once in a file."""
        text = self.files[name].decode()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        self.files[name] = text.replace(old, new).encode()

    def opf(self, old: str, new: str = "") -> None:
        self.edit("EPUB/package.opf", old, new)

    def save(self, path: Path) -> Path:
        """Write the book as a zip in the order of its files."""
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in self.files.items():
                packed = zipfile.ZIP_DEFLATED if name in self.packed else zipfile.ZIP_STORED
                archive.writestr(zipfile.ZipInfo(name), data, packed)
        return path


def valid_book() -> Book:
    """Return a fresh copy of the valid book."""
    texts = {"package.opf": OPF, "nav.xhtml": NAV, "c1.xhtml": C1, "c2.xhtml": C2}
    texts |= {f"{name}.smil": SMIL.format(name, "\n".join(pars)) for name, pars in PARS.items()}
    texts["book.css"] = "/* .not-this {} */\n.mo-active { background-color: #ffe066; color: #000; }\n"
    book = Book({"mimetype": b"application/epub+zip", "META-INF/container.xml": CONTAINER.encode()})
    book.files |= {f"EPUB/{name}": text.encode() for name, text in texts.items()}
    book.files["EPUB/boat.png"] = png()
    book.files |= {f"EPUB/{name}": mp3(frames) for name, frames in FRAMES.items()}
    book.packed = {name for name in book.files if name.endswith((".xhtml", ".smil", ".opf"))}
    return book


Mutation = Callable[[Book], None]
