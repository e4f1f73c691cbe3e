"""One broken book for each rule: the rule fires, and no other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from narrated_epub import PARS, RATE, Book, mp3, par, valid_book
from voicebook.checking.audit import audit
from voicebook.checking.codes import RULES

OPF, NAV, C2 = "EPUB/package.opf", "EPUB/nav.xhtml", "EPUB/c2.xhtml"
S1, S2, A2 = "EPUB/c1.smil", "EPUB/c2.smil", "EPUB/audio/c2.mp3"
AUDITORY = '<meta property="schema:accessModeSufficient">auditory</meta>'
FEATURE = '<meta property="schema:accessibilityFeature">ARIA</meta>'
CONTENTS = '<meta property="schema:accessibilityFeature">tableOfContents</meta>'
ALTERNATIVE = '<meta property="schema:accessibilityFeature">alternativeText</meta>'
PLAYING = '<meta property="media:playback-active-class">mo-playing</meta>'
HAZARD = '<meta property="schema:accessibilityHazard">none</meta>'


def edit(name: str, old: str, new: str = "") -> Callable[[Book], None]:
    return lambda book: book.edit(name, old, new)


def opf(old: str, new: str = "") -> Callable[[Book], None]:
    return edit(OPF, old, new)


def both(*mutations: Callable[[Book], None]) -> Callable[[Book], None]:
    def mutate(book: Book) -> None:
        for mutation in mutations:
            mutation(book)

    return mutate


def add(name: str, data: bytes = b"text") -> Callable[[Book], None]:
    return lambda book: book.files.update({name: data})


def drop(name: str) -> Callable[[Book], None]:
    def mutate(book: Book) -> None:
        del book.files[name]

    return mutate


def mimetype_last(book: Book) -> None:
    book.files["mimetype"] = book.files.pop("mimetype")


def pack(name: str) -> Callable[[Book], None]:
    return lambda book: book.packed.add(name)


def swap(first: str, second: str) -> Callable[[Book], None]:
    """Exchange the texts of two pars of the first overlay, and leave their times."""

    def mutate(book: Book) -> None:
        book.edit(S1, f"#{first}", "#parking")
        book.edit(S1, f"#{second}", f"#{first}")
        book.edit(S1, "#parking", f"#{second}")

    return mutate


def one_overlay_backwards(book: Book) -> None:
    """Let one overlay narrate both chapters, the second first."""
    pars = "\n".join((*PARS["c2"], *PARS["c1"]))
    old = book.files[S1].decode()
    book.files[S1] = old.replace("\n".join(PARS["c1"]), pars).replace(' epub:textref="c1.xhtml"', "").encode()
    book.opf('media-overlay="m2"', 'media-overlay="m1"')
    book.opf('<meta property="media:duration" refines="#m2">0:00:02.000</meta>')
    book.opf("0:00:05.000", "0:00:07.000")
    book.opf('<item id="m2" href="c2.smil" media-type="application/smil+xml"/>')
    del book.files[S2]


def silent(book: Book) -> None:
    """Take all narration out of the book."""
    for n in "12":
        book.opf(f' media-overlay="m{n}"')
        book.opf(f'<item id="m{n}" href="c{n}.smil" media-type="application/smil+xml"/>')
        book.opf(f'<item id="a{n}" href="audio/c{n}.mp3" media-type="audio/mpeg"/>')
        del book.files[f"EPUB/c{n}.smil"], book.files[f"EPUB/audio/c{n}.mp3"]
    book.opf('<meta property="media:duration">0:00:07.000</meta>')
    book.opf('<meta property="media:duration" refines="#m1">0:00:05.000</meta>')
    book.opf('<meta property="media:duration" refines="#m2">0:00:02.000</meta>')
    book.opf('<meta property="schema:accessibilityFeature">synchronizedAudioText</meta>')
    book.opf(AUDITORY)


def again(key: str) -> Callable[[Book], None]:
    """Let the last half second of the book belong to a par of that id."""
    halves = par("c2-p", "1.000", "1.500") + par(key, "1.500", "2.000")
    return edit(S2, PARS["c2"][1], halves)


def page_break(book: Book, sound: str) -> None:
    """Add a page break before the last paragraph, and a par of it."""
    book.edit(C2, '<p id="c2-p">', '<span id="c2-b" role="doc-pagebreak" aria-label="2"/><p id="c2-p">')
    book.edit(S2, PARS["c2"][1], f'<par><text src="c2.xhtml#c2-b"/>{sound}</par>{PARS["c2"][1]}')


def audio_missing(book: Book) -> None:
    page_break(book, '<audio src="audio/x.mp3" clipBegin="0s" clipEnd="1s"/>')
    book.opf("02.000", "03.000")
    book.opf("07.000", "08.000")


def no_audio(book: Book) -> None:
    page_break(book, "")


CASES: list[tuple[str, Callable[[Book], None], set[str]]] = [
    ("mimetype-last-error", mimetype_last, {"VB-C01"}),
    ("mimetype-packed-error", pack("mimetype"), {"VB-C01"}),
    ("mimetype-with-newline-error", add("mimetype", b"application/epub+zip\n"), {"VB-C01"}),
    ("name-climbs-error", add("EPUB/../../evil.txt"), {"VB-C02"}),
    ("name-absolute-error", add("/etc/evil.txt"), {"VB-C02"}),
    ("name-of-a-drive-error", add("C:/evil.txt"), {"VB-C02"}),
    ("name-with-backslash-error", add("EPUB\\evil.txt"), {"VB-C02"}),
    ("name-differs-in-case-error", add("META-INF/CONTAINER.xml"), {"VB-C03"}),
    ("document-not-well-formed-error", edit(C2, "</h1>", "</h2>"), {"VB-C04"}),
    ("file-not-declared-warning", add("EPUB/notes.txt"), {"VB-C05"}),
    ("title-empty-error", opf("The Ferry"), {"VB-C10"}),
    ("language-missing-error", opf("<dc:language>en</dc:language>"), {"VB-C10"}),
    ("identifier-not-named-error", opf('unique-identifier="uid"', 'unique-identifier="id"'), {"VB-C10"}),
    ("modified-missing-error", opf("2026-01-01T00:00:00Z"), {"VB-C11"}),
    (
        "modified-twice-error",
        opf(FEATURE, FEATURE + '<meta property="dcterms:modified">2026-01-02T00:00:00Z</meta>'),
        {"VB-C11"},
    ),
    ("modified-local-time-error", opf("T00:00:00Z", "T00:00:00+01:00"), {"VB-C11"}),
    ("package-language-missing-warning", opf(' xml:lang="en"'), {"VB-C12"}),
    (
        "manifest-file-missing-error",
        opf("</manifest>", '<item id="x" href="x.txt" media-type="text/plain"/></manifest>'),
        {"VB-C13"},
    ),
    ("package-id-twice-error", opf("<dc:title>", '<dc:title id="css">'), {"VB-C14"}),
    (
        "file-declared-twice-error",
        opf("</manifest>", '<item id="x" href="book.css" media-type="text/css"/></manifest>'),
        {"VB-C14"},
    ),
    ("spine-dangling-error", opf("</spine>", '<itemref idref="c3"/></spine>'), {"VB-C15"}),
    (
        "refines-dangling-error",
        opf(FEATURE, FEATURE + '<meta property="role" refines="#x">a</meta>'),
        {"VB-C15"},
    ),
    ("spine-without-ncx-error", opf("<spine>", '<spine toc="ncx">'), {"VB-C15"}),
    (
        "audio-type-misspelt-error",
        opf('href="audio/c2.mp3" media-type="audio/mpeg"', 'href="audio/c2.mp3" media-type="audio/mp3"'),
        {"VB-C16"},
    ),
    (
        "overlay-type-error",
        opf('href="c2.smil" media-type="application/smil+xml"', 'href="c2.smil" media-type="text/xml"'),
        {"VB-C16"},
    ),
    ("navigation-missing-error", both(opf(' properties="nav"'), opf(CONTENTS)), {"VB-C17"}),
    (
        "navigation-without-toc-error",
        both(edit(NAV, 'epub:type="toc"', 'epub:type="lot"'), opf(CONTENTS)),
        {"VB-C17"},
    ),
    ("hazard-missing-warning", opf(HAZARD), {"VB-C20"}),
    (
        "auditory-with-silent-words-error",
        edit(C2, "</body>", "<p>And a gull.</p></body>"),
        {"VB-C21", "VB-C41"},
    ),
    ("feature-not-there-error", opf(">ARIA<", ">MathML<"), {"VB-C22"}),
    ("feature-misspelt-error", opf(">ARIA<", ">aria<"), {"VB-C22"}),
    ("mode-auditory-for-narration-error", opf(">visual<", ">auditory<"), {"VB-C22"}),
    ("hazards-contradict-error", opf(HAZARD, HAZARD + HAZARD.replace("none", "sound")), {"VB-C22"}),
    ("hazard-misspelt-error", opf(HAZARD, HAZARD.replace("none", "nothing")), {"VB-C22"}),
    (
        "hazard-there-and-not-there-error",
        opf(HAZARD, HAZARD.replace("none", "sound") + HAZARD.replace("none", "noSoundHazard")),
        {"VB-C22"},
    ),
    (
        "transformability-of-fixed-layout-error",
        both(
            opf(">ARIA<", ">displayTransformability<"),
            opf(HAZARD, HAZARD + '<meta property="rendition:layout">pre-paginated</meta>'),
        ),
        {"VB-C22"},
    ),
    (
        "alternatives-claimed-and-one-missing-error",
        edit(C2, "grass.", 'grass.<img src="boat.png"/>'),
        {"VB-C22", "VB-C32"},
    ),
    ("narration-not-claimed-warning", opf("synchronizedAudioText", "readingOrder"), {"VB-C23"}),
    (
        "conformance-without-evaluator-warning",
        opf(
            FEATURE,
            FEATURE + '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>',
        ),
        {"VB-C24"},
    ),
    (
        "conformance-malformed-warning",
        opf(
            FEATURE,
            FEATURE + '<meta property="dcterms:conformsTo">EPUB accessibility 1.1 AA</meta>'
            '<meta property="a11y:certifiedBy">A. Reader</meta>',
        ),
        {"VB-C24"},
    ),
    ("language-of-document-missing-error", edit(C2, ' lang="en"'), {"VB-C30"}),
    ("languages-differ-error", edit(C2, 'xml:lang="en"', 'xml:lang="fr"'), {"VB-C30"}),
    (
        "heading-skipped-warning",
        both(edit(C2, '<p id="c2-p">', '<h3 id="c2-p">'), edit(C2, "</p>", "</h3>")),
        {"VB-C31"},
    ),
    (
        "image-without-alt-error",
        both(opf(ALTERNATIVE), edit(C2, "grass.", 'grass.<img src="boat.png"/>')),
        {"VB-C32"},
    ),
    ("id-twice-error", edit(C2, "grass.", '<i id="x">gr</i><i id="x">ass</i>.'), {"VB-C33"}),
    ("link-to-missing-id-error", edit(NAV, "#c1-h", "#c1-x"), {"VB-C34"}),
    ("link-to-missing-file-error", edit(NAV, 'href="c2.xhtml"', 'href="c3.xhtml"'), {"VB-C34"}),
    ("link-out-of-the-book-error", edit(NAV, 'href="c2.xhtml"', 'href="../../c2.xhtml"'), {"VB-C34"}),
    ("document-title-empty-warning", edit(C2, "<title>The Shore</title>", "<title> </title>"), {"VB-C35"}),
    ("no-narration-error", silent, {"VB-C40"}),
    ("words-silent-error", both(opf(AUDITORY), edit(C2, "</body>", "<p>And a gull.</p></body>")), {"VB-C41"}),
    (
        "alternative-silent-error",
        both(opf(AUDITORY), edit(C2, "</body>", '<img src="boat.png" alt="gull"/></body>')),
        {"VB-C41"},
    ),
    ("navigation-in-spine-silent-note", opf("<spine>", '<spine><itemref idref="nav"/>'), {"VB-C42"}),
    (
        "par-of-hidden-element-error",
        edit(C2, '<p id="c2-p">Sand, and then grass.', '<p id="c2-p" hidden="">Sand.'),
        {"VB-C43"},
    ),
    ("overlay-version-error", edit(S2, 'version="3.0"', 'version="2.0"'), {"VB-C50"}),
    ("sequence-without-textref-error", edit(S1, ' epub:textref="c1.xhtml#c1-n"'), {"VB-C50"}),
    ("par-of-missing-id-error", edit(C2, '<p id="c2-p">Sand, and then grass.</p>'), {"VB-C51"}),
    (
        "par-of-missing-document-error",
        edit(
            S2,
            "</body>",
            '<par><text src="c9.xhtml#a"/>'
            '<audio src="audio/c2.mp3" clipBegin="2s" clipEnd="2.001s"/></par></body>',
        ),
        {"VB-C51"},
    ),
    ("sequence-of-missing-id-error", edit(S1, '#c1-n"', '#c1-x"'), {"VB-C51"}),
    ("audio-file-missing-error", audio_missing, {"VB-C52"}),
    ("par-without-audio-error", no_audio, {"VB-C53"}),
    ("element-narrated-twice-warning", again("c2-p"), {"VB-C54"}),
    (
        "narrated-inside-narrated-warning",
        both(again("c2-b"), edit(C2, "grass", '<b id="c2-b">grass</b>')),
        {"VB-C54"},
    ),
    ("pars-out-of-order-error", swap("c1-s1", "c1-s2"), {"VB-C55"}),
    ("overlay-against-spine-error", one_overlay_backwards, {"VB-C55"}),
    (
        "overlay-nobody-names-error",
        both(
            opf("</manifest>", '<item id="m3" href="c3.smil" media-type="application/smil+xml"/></manifest>'),
            add("EPUB/c3.smil"),
        ),
        {"VB-C56"},
    ),
    ("class-with-dot-error", opf(">mo-playing<", ">.mo-playing<"), {"VB-C57"}),
    ("class-twice-error", opf(PLAYING, PLAYING + PLAYING), {"VB-C57"}),
    ("class-of-one-item-error", opf(PLAYING, PLAYING.replace(">mo", ' refines="#m1">mo')), {"VB-C57"}),
    ("class-not-styled-error", edit(C2, ".mo-active", "p"), {"VB-C57"}),
    ("class-styled-in-comment-only-error", opf(">mo-active<", ">not-this<"), {"VB-C57"}),
    ("class-missing-warning", opf('<meta property="media:active-class">mo-active</meta>'), {"VB-C58"}),
    ("clip-without-end-error", edit(S2, ' clipEnd="0:00:02.000"'), {"VB-C60"}),
    ("clip-npt-error", edit(S2, 'clipEnd="0:00:02.000"', 'clipEnd="npt=2s"'), {"VB-C60"}),
    ("clip-end-before-begin-error", edit(S2, 'clipEnd="0:00:02.000"', 'clipEnd="0:00:00.500"'), {"VB-C61"}),
    ("clip-of-no-length-error", edit(S2, 'clipEnd="0:00:02.000"', 'clipEnd="0:00:01.000"'), {"VB-C61"}),
    ("clips-with-gap-warning", edit(S1, 'clipBegin="0:00:02.500"', 'clipBegin="0:00:02.501"'), {"VB-C62"}),
    ("clips-overlap-error", edit(S1, 'clipBegin="0:00:02.500"', 'clipBegin="0:00:02.499"'), {"VB-C63"}),
    ("first-clip-late-warning", edit(S2, 'clipBegin="0:00:00.000"', 'clipBegin="0:00:00.001"'), {"VB-C64"}),
    (
        "clip-past-end-error",
        both(
            edit(S2, 'clipEnd="0:00:02.000"', 'clipEnd="0:00:02.500"'),
            opf("02.000", "02.500"),
            opf("07.000", "07.500"),
        ),
        {"VB-C65"},
    ),
    ("audio-unheard-warning", add(A2, mp3(3 * RATE)), {"VB-C66"}),
    (
        "duration-missing-error",
        opf('<meta property="media:duration" refines="#m2">0:00:02.000</meta>'),
        {"VB-C67"},
    ),
    ("duration-differs-error", opf("0:00:02.000", "0:00:02.002"), {"VB-C67"}),
    ("duration-malformed-error", opf("0:00:02.000", "2,0"), {"VB-C67"}),
    ("total-missing-error", opf('<meta property="media:duration">0:00:07.000</meta>'), {"VB-C68"}),
    ("total-differs-error", opf("0:00:07.000", "0:00:08.000"), {"VB-C68"}),
    (
        "audio-unused-warning",
        both(
            opf("</manifest>", '<item id="a3" href="a3.mp3" media-type="audio/mpeg"/></manifest>'),
            add("EPUB/a3.mp3"),
        ),
        {"VB-C69"},
    ),
    ("audio-of-variable-rate-warning", add(A2, mp3(2 * RATE, "-q:a", "5")), {"VB-C70"}),
    ("audio-without-info-warning", add(A2, mp3(2 * RATE, "-b:a", "64k", "-write_xing", "0")), {"VB-C71"}),
    ("audio-no-mp3-error", add(A2, b"no sound at all" * 100), {"VB-C72"}),
    ("audio-packed-warning", pack(A2), {"VB-C73"}),
]


@pytest.mark.parametrize(
    ("mutate", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_broken_book_fires_its_rule_and_no_other(
    mutate: Callable[[Book], None], expected: set[str], tmp_path: Path
) -> None:
    book = valid_book()
    mutate(book)
    found = audit(book.save(tmp_path / "book.epub"))
    assert {finding.code for finding in found.findings} == expected, found.findings


def test_every_rule_has_a_broken_book() -> None:
    assert {rule.code for rule in RULES} - {code for *_, codes in CASES for code in codes} == set()


def test_the_valid_book_is_clean_and_wholly_narrated(tmp_path: Path) -> None:
    found = audit(valid_book().save(tmp_path / "book.epub"))
    assert found.findings == ()
    assert (found.visible, found.narrated, found.seconds, found.documents) == (22, 22, 7.0, 3)
