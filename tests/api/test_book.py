"""A book that stays open: its text, its chapters, and single sentences from warm workers."""

import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import voicebook
from voicebook import Book, EngineError, Studio, UsageError
from voicebook.engines.fake import CHARACTER

TEXT = """# One

The owl saw Dr. Marsh. It ate 10 mice.

## Inside

The river went by.

# Two

It rained on the owl.
"""


@pytest.fixture
def studio() -> Iterator[Studio]:
    with Studio(jobs=1) as opened:
        yield opened


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "owl.md").write_text(TEXT)
    return tmp_path / "owl.md"


@pytest.fixture
def book(studio: Studio, source: Path) -> Iterator[Book]:
    with studio.open(source, engine="fake", language="en") as opened:
        yield opened


def test_documents_are_those_that_are_narrated(book: Book) -> None:
    assert [(each.name, each.title, each.sentences) for each in book.documents()] == [
        ("title.xhtml", "Owl", 2),
        ("chapter-01.xhtml", "One", 5),
        ("chapter-02.xhtml", "Two", 2),
        ("nav.xhtml", "Owl", 5),
    ]
    assert {each.language for each in book.documents()} == {"en"}


def test_a_chapter_holds_the_chapters_below_it(book: Book) -> None:
    assert [(each.title, each.level, each.first, each.last) for each in book.chapters()][1:] == [
        ("One", 1, "chapter-01.xhtml#vb1-1", "chapter-01.xhtml#vb4-1"),
        ("Inside", 2, "chapter-01.xhtml#vb3-1", "chapter-01.xhtml#vb4-1"),
        ("Two", 1, "chapter-02.xhtml#vb1-1", "chapter-02.xhtml#vb2-1"),
    ]


def test_sentences_are_as_in_the_finished_book(book: Book, studio: Studio, tmp_path: Path) -> None:
    (outcome,) = book.rebuild(tmp_path / "out")
    assert outcome.error is None
    with zipfile.ZipFile(tmp_path / "out" / "owl" / "owl.epub") as made:
        overlay = made.read("EPUB/chapter-01.smil").decode()
    for planned in book.sentences("chapter-01.xhtml"):
        assert f"chapter-01.xhtml#{planned.fragments[0].id}" in overlay
    rest = list(book.sentences("chapter-01.xhtml", start="vb2-2"))
    assert [each.sentence.written for each in rest] == ["It ate 10 mice.", "Inside", "The river went by."]


def test_words_are_found_in_any_case(book: Book) -> None:
    assert list(book.find("the  OWL")) == ["chapter-01.xhtml#vb2-1", "chapter-02.xhtml#vb2-1"]
    assert list(book.find("no such words")) == []


def test_sentences_are_spoken_in_the_order_they_are_asked_for(book: Book) -> None:
    refs = ["chapter-02.xhtml#vb2-1", "chapter-01.xhtml#vb2-2"]
    spoken = list(book.speak(refs))
    assert [each.ref for each in spoken] == refs
    assert [each.speech.frames for each in spoken] == [
        CHARACTER * len("Itrainedontheowl."),
        CHARACTER * len("Itatetenmice."),
    ]
    written = "It ate 10 mice."
    assert [word.span.of(written) for word in spoken[1].words] == ["It", "ate", "10", "mice."]


def test_a_book_speaks_for_several_threads(book: Book) -> None:
    refs = [f"chapter-0{number}.xhtml#vb2-1" for number in (1, 2)] * 4
    with ThreadPoolExecutor(4) as threads:
        spoken = list(threads.map(lambda ref: next(book.speak([ref])), refs))
    assert spoken == list(book.speak(refs))


def test_play_goes_on_through_the_documents(book: Book) -> None:
    played = [each.ref for each in book.play("chapter-01.xhtml#vb3-1")]
    assert played[:4] == [
        "chapter-01.xhtml#vb3-1",
        "chapter-01.xhtml#vb4-1",
        "chapter-02.xhtml#vb1-1",
        "chapter-02.xhtml#vb2-1",
    ]
    assert next(book.play()).ref == "title.xhtml#vb1-1"


@pytest.mark.parametrize("ref", ["chapter-01.xhtml#vb9-1", "no-such.xhtml#vb1-1"])
def test_a_sentence_that_is_not_there_is_an_error(book: Book, ref: str) -> None:
    for way in (book.speak([ref]), book.play(ref)):
        with pytest.raises(UsageError) as caught:
            next(way)
        assert caught.value.code == "VB-U16"


def test_decisions_and_structure_are_those_of_the_text(book: Book) -> None:
    assert ("Dr.", "Doctor") in {(each.written, each.spoken) for each in book.decisions()}
    assert not list(book.decisions(guesses=True))
    assert "chapter > heading 1" in {line.structure for line in book.structure()}


def test_a_rebuild_speaks_what_has_changed(book: Book, source: Path, tmp_path: Path) -> None:
    list(book.rebuild(tmp_path / "out"))
    (unchanged,) = book.rebuild(tmp_path / "out")
    assert unchanged.report is not None
    assert unchanged.report.unchanged
    source.write_text(TEXT.replace("10 mice", "11 mice"))
    (changed,) = book.rebuild(tmp_path / "out")
    assert changed.report is not None
    assert not changed.report.unchanged


def test_one_book_is_opened_at_a_time(studio: Studio, source: Path) -> None:
    (source.parent / "other.md").write_text("Text.")
    with pytest.raises(UsageError) as caught:
        studio.open(source.parent)
    assert caught.value.code == "VB-U15"
    with pytest.raises(UsageError):
        studio.open(source, colour="red")


def test_a_studio_says_short_texts(studio: Studio) -> None:
    assert studio.say("It has 10.", voice="fake:tone").frames == CHARACTER * len("Ithasten.")
    assert voicebook.say("It has 10.", "fake:tone") == studio.say("It has 10.", voice="fake:tone")


def test_a_closed_studio_speaks_nothing(source: Path) -> None:
    with Studio(jobs=1) as studio, studio.open(source, engine="fake") as book:
        assert list(book.speak(["title.xhtml#vb1-1"]))
    with pytest.raises(EngineError) as caught:
        list(book.speak(["title.xhtml#vb2-1"]))
    assert caught.value.code == "VB-E12"
