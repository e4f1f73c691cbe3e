import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.model.publication import Metadata
from voicebook.readers.binding.xhtml import PHRASES, chapter, escape, title_page
from voicebook.text.structure.xml import parse

X = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = "{http://www.idpf.org/2007/ops}type"


def test_a_chapter_is_named_by_its_heading() -> None:
    data = chapter(title="A & B", language="de-CH", content='<h1 id="h">A &amp; B</h1>', heading_id="h")
    root = parse(data, "a.xhtml")
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n')
    assert (root.tag, root.get("lang"), root.get(LANG)) == (f"{X}html", "de-CH", "de-CH")
    assert root.findtext(f"{X}head/{X}title") == "A & B"
    (section,) = root.findall(f"{X}body/{X}section")
    assert (section.get(TYPE), section.get("role"), section.get("aria-labelledby")) == (
        "chapter",
        "doc-chapter",
        "h",
    )
    assert section.get("aria-label") is None


def test_a_chapter_without_heading_is_named_by_its_title() -> None:
    root = parse(chapter(title='"A" <B>', language="en", content="<p>x</p>", kind="part"), "a.xhtml")
    (section,) = root.findall(f"{X}body/{X}section")
    assert (section.get("aria-label"), section.get("role")) == ('"A" <B>', "doc-part")


@pytest.mark.parametrize("language", [*PHRASES, "en-GB", "de-CH"])
def test_the_title_page_says_title_authors_and_voice_in_its_language(language: str) -> None:
    metadata = Metadata("The Sea", language, ("Ada Marsh", "Bo Lind", "Cy Orr"))
    root = parse(title_page(metadata, "eSpeak NG, English (America)"), "title.xhtml")
    title, authors, voice = root.iterfind(f"{X}body/{X}section/*")
    phrases = PHRASES[language[:2]]
    assert (title.tag, title.text) == (f"{X}h1", "The Sea")
    assert authors.text == phrases.by.format(f"Ada Marsh, Bo Lind {phrases.conjunction} Cy Orr")
    assert voice.text == phrases.narrated.format("eSpeak NG, English (America)")
    assert voice.get("lang") is None


def test_the_title_page_of_another_language_marks_its_english_words() -> None:
    root = parse(title_page(Metadata("Meri", "fi", ("Ada Marsh", "Bo Lind")), "V"), "title.xhtml")
    _, authors, voice = root.iterfind(f"{X}body/{X}section/*")
    assert authors.text == "Ada Marsh, Bo Lind"
    assert (voice.text, voice.get("lang"), voice.get(LANG)) == (
        "Narrated by a synthetic voice: V.",
        "en",
        "en",
    )


def test_the_title_page_says_synthetic_voice_once() -> None:
    page = title_page(Metadata("A", "en"), "Synthetic voice: eSpeak NG").decode()
    assert page.lower().count("synthetic voice") == 1
    assert "author" not in page


@given(st.text(), st.text(), st.text())
def test_any_words_make_a_well_formed_title_page(title: str, author: str, narrator: str) -> None:
    parse(title_page(Metadata(title, "en", (author,)), narrator), "title.xhtml")


@given(st.text())
def test_any_text_can_be_escaped(text: str) -> None:
    root = parse(f'<p a="{escape(text)}">{escape(text)}</p>'.encode(), "a.xhtml")
    assert set(root.text or "") <= {*text, "\n"}
