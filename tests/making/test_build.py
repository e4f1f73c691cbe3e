"""A book from end to end, with the fake engine: timing is arithmetic."""

import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import voicebook
from building import Silent, build, made
from voicebook import Studio
from voicebook.audio.decode import decoded_frames
from voicebook.engines.fake import CHARACTER, RATE
from voicebook.model.proof import Proof
from voicebook.model.timeline import frames_of, milliseconds, parse_clock
from voicebook.storage.packs import read_index

TEXT = "The Owl\n\nOne owl sat. Two owls flew.\n\nThen 10 000 owls came.\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def clips(epub: Path, overlay: str) -> list[tuple[str, int, int]]:
    """Return (fragment id, begin, end in milliseconds) of an overlay's pars."""
    with zipfile.ZipFile(epub) as archive:
        root = etree.fromstring(archive.read(overlay))
    texts = [str(text.get("src")).partition("#")[2] for text in root.iter("{*}text")]
    sounds = [(str(sound.get("clipBegin")), str(sound.get("clipEnd"))) for sound in root.iter("{*}audio")]
    return [
        (text, parse_clock(begin), parse_clock(end)) for text, (begin, end) in zip(texts, sounds, strict=True)
    ]


def test_cues_are_the_sum_of_words_and_pauses(tmp_path: Path) -> None:
    source = write(tmp_path, "owl.txt", TEXT)
    pauses = {"sentence": 100, "paragraph": 200, "heading": 300, "chapter": 400}
    report = made(*build([source], tmp_path / "out", {"pauses": pauses, "language": "en"}))
    assert [track.document for track in report.tracks] == ["title.xhtml", "chapter-01.xhtml", "nav.xhtml"]

    spoken = [("One owl sat.", 100), ("Two owls flew.", 200), ("Then ten thousand owls came.", 400)]
    frames, ends = 0, []
    for text, pause in spoken:
        frames += len(text.replace(" ", "")) * CHARACTER + frames_of(pause, RATE)
        ends.append(milliseconds(frames, RATE))
    found = clips(tmp_path / "out" / "owl" / "owl.epub", "EPUB/chapter-01.smil")
    assert [(name, end) for name, _, end in found] == list(
        zip(["vb1-1", "vb1-2", "vb2-1"], ends, strict=True)
    )
    assert [begin for _, begin, _ in found] == [0, *ends[:-1]]


def test_what_is_encoded_is_what_was_counted(tmp_path: Path) -> None:
    source = write(tmp_path, "owl.txt", TEXT)
    report = made(*build([source], tmp_path / "out"))
    files = sorted((tmp_path / "out" / "owl" / "audio").iterdir())
    heard = [track for track in report.tracks if track.heard]
    assert [track.document for track in heard] == ["title.xhtml", "chapter-01.xhtml"]
    assert [decoded_frames(path) for path in files] == [(track.frames, track.rate) for track in heard]


def test_every_visible_word_is_narrated_and_the_auditor_agrees(tmp_path: Path) -> None:
    source = write(tmp_path, "owl.txt", TEXT)
    report = made(*build([source], tmp_path / "out"))
    found = voicebook.check(tmp_path / "out" / "owl" / "owl.epub", decode=True)
    assert found.findings == ()
    assert report.visible == report.narrated == found.narrated > 10


def test_repeated_sentences_are_spoken_once(tmp_path: Path) -> None:
    build([write(tmp_path, "owl.txt", "Owl\n\n" + "Again and again.\n\n" * 50)], tmp_path / "out")
    packs = sorted((tmp_path / "cache").rglob("*.pack"))
    assert sum(len(read_index(pack).entries) for pack in packs) == 4  # and title page, contents


def test_two_builds_in_different_folders_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = []
    for name, jobs in (("here", 1), ("there", 2)):
        folder = tmp_path / name
        write(folder, "texts/owl.txt", TEXT * 40)
        monkeypatch.chdir(folder)
        build([Path("texts")], Path("output"), jobs=jobs)
        files = [path for path in (folder / "output").rglob("*") if path.is_file() and path.name != "lock"]
        outputs.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) >= 5


def test_dry_run_speaks_and_writes_nothing(tmp_path: Path) -> None:
    heard = Silent()
    report = made(*build([write(tmp_path, "owl.txt", TEXT)], tmp_path / "out", progress=heard, dry_run=True))
    assert report.plan.sentences == 8  # with the navigation document's three
    assert not any(line.startswith("spoken") for line in heard.heard)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.name != "lock"] == [".voicebook"]


def test_a_lexicon_beside_the_text_is_applied(tmp_path: Path) -> None:
    source = write(tmp_path, "owl.txt", TEXT)
    write(tmp_path, "lexicon.tsv", "owl\tbird\tnot its name\n")
    long = made(*build([source], tmp_path / "out"))
    (tmp_path / "lexicon.tsv").unlink()
    short = made(*build([source], tmp_path / "out2"))
    assert long.tracks[1].frames == short.tracks[1].frames + CHARACTER


def test_the_users_own_lexicon_serves_every_book_and_the_nearer_one_wins(tmp_path: Path) -> None:
    text = write(tmp_path / "in", "a.txt", "An owl and a fox.")
    write(tmp_path / "user", "lexicon.tsv", "owl\tmouse\nfox\tdog\n")
    write(tmp_path / "in", "lexicon.tsv", "owl\tbird\n")
    said = {each.written: each.spoken for each in voicebook.explain(text, language="en")}
    assert said == {"owl": "bird", "fox": "dog"}


def test_phonemes_that_the_voice_does_not_take_are_a_finding(tmp_path: Path) -> None:
    text = write(tmp_path, "a.txt", "An owl.")
    write(tmp_path, "lexicon.tsv", "owl\t/aʊl/\n")
    (outcome,) = build([text], tmp_path / "out", {"language": "en"})
    assert "VB-L03" in [finding.code for finding in made(outcome).findings]


def test_a_broken_lexicon_line_is_a_finding(tmp_path: Path) -> None:
    source = write(tmp_path, "owl.txt", TEXT)
    write(tmp_path, "lexicon.tsv", "owl\n")
    report = made(*build([source], tmp_path / "out"))
    assert [finding.where.line for finding in report.findings if finding.where.source.endswith(".tsv")] == [1]


def test_front_matter_wins_over_the_folder_and_options_over_both(tmp_path: Path) -> None:
    write(tmp_path, "voicebook.toml", 'author = "Folder"\nrights = "Folder"\ndate = "2001"\n')
    source = write(tmp_path, "owl.md", "---\nauthor: Text\nrights: Text\n---\n# Owl\n\nIt flew.\n")
    metadata = made(*build([source], tmp_path / "out", {"rights": "Option"})).metadata
    assert (metadata.authors, metadata.rights, metadata.date) == (("Text",), "Option", "2001")


def test_a_folder_can_be_one_book(tmp_path: Path) -> None:
    write(tmp_path, "saga/voicebook.toml", 'book = true\ntitle = "The Saga"\nlanguage = "en"\n')
    for name in ("10.txt", "2.txt"):
        write(tmp_path, f"saga/{name}", f"Tale {name[:-4]}\n\nIt was told.\n")
    report = made(*build([tmp_path / "saga"], tmp_path / "out"))
    assert report.metadata.title == "The Saga"
    assert [track.title for track in report.tracks] == ["The Saga", "Tale 2", "Tale 10", "The Saga"]
    assert report.findings == ()


@pytest.mark.parametrize(("proof", "parts"), [(Proof(chapters=(2, 2)), 3), (Proof(seconds=1.0), 3)])
def test_a_proof_is_a_small_book_of_its_own(tmp_path: Path, proof: Proof, parts: int) -> None:
    text = "".join(f"# Chapter {number}\n\nIt was told.\n\nAgain.\n\n" for number in (1, 2, 3))
    source = write(tmp_path, "saga.md", "---\ntitle: Saga\nlanguage: en\n---\n" + text)
    report = made(*build([source], tmp_path / "out", proof=proof))
    assert len(report.tracks) == parts
    book = tmp_path / "out" / "saga-proof" / "saga-proof.epub"
    assert voicebook.check(book, decode=True).findings == ()
    assert not (tmp_path / "out" / "saga").exists()


def test_outputs_no_longer_made_are_removed_and_nothing_else(tmp_path: Path) -> None:
    source = write(tmp_path, "owl.txt", TEXT)
    build([source], tmp_path / "out")
    folder = tmp_path / "out" / "owl"
    (folder / "audio" / "mine.mp3").write_bytes(b"mine")
    build([source], tmp_path / "out", {"formats": ["epub"]})
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "mine.mp3",
        "owl.epub",
        "report.json",
    ]


def test_the_report_says_what_was_made(tmp_path: Path) -> None:
    build([write(tmp_path, "owl.txt", TEXT + "\nBack to top button\n")], tmp_path / "out", {"language": "en"})
    report = json.loads((tmp_path / "out" / "owl" / "report.json").read_text())
    assert {each["path"] for each in report["outputs"]} == {
        "owl.epub",
        "audio/01-the-owl.mp3",
        "audio/02-the-owl.mp3",
    }
    assert report["words"]["visible"] == report["words"]["narrated"]
    assert [each["code"] for each in report["findings"]] == ["VB-R25"]


def test_a_language_without_a_pack_is_spoken_with_a_finding(tmp_path: Path) -> None:
    source = write(tmp_path, "eule.txt", "Die Eule\n\nSie sah 10 Mäuse.\n")
    report = made(*build([source], tmp_path / "out", {"language": "sv"}))
    assert [finding.code for finding in report.findings] == ["VB-L02"]
    assert report.visible == report.narrated


PARTY = """Royal Society of Timekeepers (RST)

Before all others the Royal Society of Timekeepers (RST) met. The RST met twice. The RST slept.

CHAPTER II

The RST woke. The RST met.
"""


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("short", ["The R S T met twice.", "The R S T woke.", "The R S T met."]),
        ("first", ["The R S T met twice.", "The Royal Society of Timekeepers woke.", "The R S T met."]),
        (
            "long",
            [
                "The Royal Society of Timekeepers met twice.",
                "The Royal Society of Timekeepers woke.",
                "The Royal Society of Timekeepers met.",
            ],
        ),
    ],
)
def test_abbreviations_are_said_as_the_setting_wants(tmp_path: Path, wish: str, said: list[str]) -> None:
    text = write(tmp_path, "a.txt", PARTY)
    with (
        Studio() as studio,
        studio.open(text, engine="fake", language="en", abbreviations=wish) as book,
    ):
        spoken = [
            each.utterance.spoken.text
            for document in book.documents()
            for each in book.sentences(document.name)
        ]
    assert [text for text in spoken if text in said] == said


def test_explained_abbreviations_get_a_title_and_stand_in_the_report(tmp_path: Path) -> None:
    text = write(tmp_path, "a.txt", PARTY)
    (outcome,) = build([text], tmp_path / "out", {"language": "en"})
    made(outcome)
    with zipfile.ZipFile(tmp_path / "out" / "a" / "a.epub") as book:
        chapter = book.read("EPUB/chapter-02.xhtml").decode()
    assert '<abbr title="Royal Society of Timekeepers">RST</abbr> woke.' in chapter
    report = json.loads((tmp_path / "out" / "a" / "report.json").read_text())
    assert report["abbreviations"] == [{"written": "RST", "means": "Royal Society of Timekeepers"}]
    assert report["words"]["visible"] == report["words"]["narrated"]
