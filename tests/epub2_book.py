"""An EPUB 2 with everything that EPUB 3 forbids, for tests."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
PAGE = """<?xml version="1.0" encoding="utf-8"?>
{doctype}
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" version="-//W3C//DTD XHTML 1.1//EN">
<head><meta http-equiv="Content-Type" content="application/xhtml+xml; charset=utf-8"/>
<meta http-equiv="Content-Style-Type" content="text/css"/>
<title>{title}</title><link rel="stylesheet" type="text/css" href="book.css" charset="utf-8"/></head>
<body{attributes}>
{body}
</body>
</html>
"""
ONE = """<h1 align="center"><a name="top" id="start"></a>The Mill</h1>
<p align="center">By the&nbsp;water<br clear="all"/>stood a <acronym title="old mill">OM</acronym>.</p>
<center><p>Its <big>wheel</big> &mdash; <tt>oak</tt> &mdash;
turned <font color="maroon" size="+1">slowly</font>.</p></center>
<p><a name="second"></a>Nobody <strike>saw</strike> heard it.<a href="two.xhtml#n1">[1]</a></p>
<ul type="square" compact="compact"><li value="3">Flour</li><li type="disc">Bran</li></ul>
<ol type="A" start="2"><li>Rye</li></ol>
<table border="1" cellpadding="4" cellspacing="0" width="80%" align="center" summary="Prices"
bgcolor="#eeeeee">
<tr valign="top"><td nowrap="nowrap" width="20" align="right">Flour</td><td height="12">2</td></tr></table>
<p><img src="mill.png" alt="the mill" align="left" border="0" hspace="4" width="50%"/></p>
<hr noshade="noshade" size="2" width="50%" align="center"/>
<pre xml:space="preserve">sack  1</pre>
"""
TWO = """<h1>Notes</h1>
<p id="n1">A note on the mill.</p>
"""
OPF = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="bookid">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:identifier id="bookid" opf:scheme="UUID">urn:uuid:3f4b8a0e-2d7b-5f4e-9f60-2f0b5f6a7c11</dc:identifier>
<dc:title>The Mill</dc:title>
<dc:creator opf:role="aut" opf:file-as="Marsh, Ada">Ada Marsh</dc:creator>
<dc:language>en</dc:language>
<dc:date opf:event="publication">1899</dc:date>
<dc:date opf:event="conversion">2015-01-01</dc:date>
<meta name="cover" content="mill"/>
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="book.css" media-type="text/css"/>
<item id="mill" href="mill.png" media-type="image/png"/>
</manifest>
<spine toc="ncx"><itemref idref="one"/><itemref idref="two"/></spine>
<guide><reference type="text" title="Text" href="one.xhtml#start"/>
<reference type="notes" title="Notes" href="two.xhtml"/></guide>
</package>
"""
NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
<head><meta name="dtb:uid" content="urn:uuid:3f4b8a0e-2d7b-5f4e-9f60-2f0b5f6a7c11"/>
<meta name="dtb:depth" content="2"/>
<meta name="dtb:totalPageCount" content="0"/><meta name="dtb:maxPageNumber" content="0"/></head>
<docTitle><text>The Mill</text></docTitle>
<navMap>
<navPoint id="p1" playOrder="1"><navLabel><text>The Mill</text></navLabel><content src="one.xhtml"/>
<navPoint id="p2" playOrder="2"><navLabel><text>Nobody heard</text></navLabel>
<content src="one.xhtml#second"/></navPoint>
</navPoint>
<navPoint id="p3" playOrder="3"><navLabel><text>Notes</text></navLabel><content src="two.xhtml"/></navPoint>
</navMap>
</ncx>
"""
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def png() -> bytes:
    """Return a picture of one red square."""
    rows = b"".join(b"\0" + bytes([200, 60, 60]) * 8 for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def page(title: str, body: str, attributes: str = "") -> str:
    """Return a document of XHTML 1.1."""
    return PAGE.format(doctype=DOCTYPE, title=title, body=body, attributes=attributes)


def members(**changed: str) -> dict[str, str | bytes]:
    """Return the members of the book; `changed` are texts by name without folder and suffix."""
    texts = {"one.xhtml": page("The Mill", ONE, ' bgcolor="white" text="#000000" link="blue"')}
    texts |= {"two.xhtml": page("Notes", TWO), "book.opf": OPF, "toc.ncx": NCX, "book.css": "p { margin: 0 }"}
    texts |= {name: changed[stem] for name in texts if (stem := name.partition(".")[0]) in changed}
    return {
        "META-INF/container.xml": CONTAINER,
        **{f"OPS/{name}": text for name, text in texts.items()},
        "OPS/mill.png": png(),
    }


def write(path: Path, content: Mapping[str, str | bytes] | None = None) -> Path:
    """Write the book, or other members, as an EPUB."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, data in (content or members()).items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return path
