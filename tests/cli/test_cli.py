"""The command line: what it prints where, and how it exits."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from voicebook.errors import ExitStatus
from voicebook.text.normalize.lexicon_files import read_lexicon

GOOD = "The Owl\n\nIt sat there. Then 10 000 came.\n"


def run(*arguments: str | Path, cwd: Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    own = {"VOICEBOOK_CACHE": str(cwd / "cache"), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "voicebook", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | own,
        check=False,
    )


@pytest.fixture
def owl(tmp_path: Path) -> Path:
    (tmp_path / "owl.txt").write_text(GOOD)
    return tmp_path


def test_build_prints_paths_on_stdout_and_everything_else_on_stderr(owl: Path) -> None:
    done = run("build", "owl.txt", "--engine", "fake", "--language", "en", cwd=owl)
    assert done.returncode == ExitStatus.DONE, done.stderr
    assert done.stdout == f"{Path('output/owl/owl.epub')}\n"
    assert "Part 2 of 3 is ready" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stderr


def test_build_without_arguments_takes_texts(owl: Path) -> None:
    (owl / "texts").mkdir()
    (owl / "owl.txt").rename(owl / "texts" / "owl.txt")
    done = run("build", "--engine", "fake", "--progress", "none", cwd=owl)
    assert done.returncode == ExitStatus.DONE, done.stderr
    assert (owl / "output" / "owl" / "owl.epub").is_file()
    assert "Part" not in done.stderr


def test_any_setting_can_be_an_option(owl: Path) -> None:
    settings = [
        "--set",
        "engine=fake",
        "--set",
        "rights=CC0",
        "--set",
        "date=2026",
        "--set",
        "pauses.chapter=9000",
        "--language",
        "en",
    ]
    done = run("build", "owl.txt", *settings, cwd=owl)
    assert done.returncode == ExitStatus.DONE, done.stderr
    with zipfile.ZipFile(owl / "output" / "owl" / "owl.epub") as book:
        package = book.read("EPUB/content.opf").decode()
    assert "<dc:rights>CC0</dc:rights>" in package
    assert "<dc:date>2026</dc:date>" in package
    report = json.loads((owl / "output" / "owl" / "report.json").read_text())
    assert all(document["seconds"] > 9 for document in report["documents"])
    assert report["voices"] == ["fake: tone"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of another kind there")
def test_an_interrupt_is_status_130_says_how_to_go_on_and_leaves_nothing_half_written(owl: Path) -> None:
    (owl / "long.txt").write_text(
        "\n\n".join(["The owl sat there and looked at the river for a while."] * 4000)
    )
    command = [sys.executable, "-m", "voicebook", "build", "owl.txt", "long.txt", "--language", "en"]
    heard = []
    with subprocess.Popen(
        [*command, "--engine", "fake"],
        cwd=owl,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as process:
        for line in process.stderr or ():
            heard.append(line)
            if line.startswith("Done: "):
                process.send_signal(signal.SIGINT)
                interrupted = time.monotonic()
        process.wait()
    assert time.monotonic() - interrupted < 2
    assert process.returncode == ExitStatus.INTERRUPTED
    assert "the same command goes on from there" in heard[-1]
    assert "Traceback" not in "".join(heard)
    assert sorted(path.name for path in (owl / "output").rglob("*.epub")) == ["owl.epub"]
    assert sorted(path.name for path in (owl / "output").iterdir()) == [".voicebook", "owl", "report.json"]


def test_a_failed_book_is_one_error_and_status_1(owl: Path) -> None:
    (owl / "empty.txt").write_text("")
    done = run("build", "empty.txt", "owl.txt", "--engine", "fake", cwd=owl)
    assert done.returncode == ExitStatus.FAILED
    assert done.stderr.count("error VB-") == 1
    assert "  where  empty.txt" in done.stderr
    assert "  try    " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == f"{Path('output/owl/owl.epub')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "nothing.txt"],
        ["build", "owl.txt", "--format", "wax"],
        ["build", "owl.txt", "--engine", "nobody"],
        ["build", "owl.txt", "--chapters", "3-2"],
        ["build", "owl.txt", "--sample", "long"],
        ["build", "owl.txt", "--rate", "99"],
        ["build", "owl.txt", "--set", "rights"],
        ["build", "owl.txt", "--set", "colour=red"],
        ["build", "owl.txt", "--set", "pauses.sentence=long"],
        ["build", "--no-such-option"],
        ["check", "nothing.epub"],
        ["normalize", "--language", "xx"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_is_status_2_and_no_traceback(owl: Path, arguments: list[str]) -> None:
    done = run(*arguments, cwd=owl)
    assert done.returncode == ExitStatus.USAGE, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not (owl / "output").exists()


def test_an_unknown_voice_fails_the_book_with_a_way_out(owl: Path) -> None:
    done = run("build", "owl.txt", "--engine", "fake", "--voice", "nobody", cwd=owl)
    assert done.returncode == ExitStatus.FAILED
    assert "voicebook voices" in done.stderr


def test_check_is_silent_about_a_good_book_and_loud_about_a_bad_one(owl: Path) -> None:
    run("build", "owl.txt", "--engine", "fake", "--language", "en", cwd=owl)
    book = owl / "output" / "owl" / "owl.epub"
    good = run("check", book, "--decode", cwd=owl)
    assert (good.returncode, good.stdout) == (ExitStatus.DONE, "")
    book.write_bytes(book.read_bytes()[:-2000])
    bad = run("check", book, cwd=owl)
    assert bad.returncode == ExitStatus.FAILED
    assert "Traceback" not in bad.stderr


def test_normalize_answers_a_line_for_each_line(tmp_path: Path) -> None:
    done = run("normalize", cwd=tmp_path, stdin="It had 10 000.\n\nA\u2028b\rc.\n")
    assert done.stdout.split("\n")[0] == "It had ten thousand."
    assert done.stdout.count("\n") == 3


def test_normalize_explains_its_map(tmp_path: Path) -> None:
    done = run("normalize", "--json", cwd=tmp_path, stdin="By 1946 it met.\n")
    answer = json.loads(done.stdout)
    assert answer["spoken"] == "By nineteen forty six it met."
    assert [3, 21, 3, 7] in answer["map"]


def test_normalize_reads_lines_as_one_document_when_told(tmp_path: Path) -> None:
    lines = "The Old Rope Yard Ties (ORYT) is here.\nThe ORYT met.\n"
    alone = run("normalize", cwd=tmp_path, stdin=lines).stdout
    together = run("normalize", "--document", cwd=tmp_path, stdin=lines).stdout
    assert len(alone.splitlines()) == len(together.splitlines()) == 2


def test_segment_answers_a_line_for_each_line(tmp_path: Path) -> None:
    lines = "  He saw Dr. Marsh. It was late. \n\nOne.\r\n"
    done = run("segment", cwd=tmp_path, stdin=lines)
    assert done.stdout == "He saw Dr. Marsh. ¦ It was late.\n\nOne.\n"
    done = run("segment", "--json", cwd=tmp_path, stdin=lines)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [[[2, 19], [20, 32]], [], [[0, 4]]]


def test_pronounce_answers_words_and_an_empty_line_for_each_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Lead, 5 km.\n\nSee it.\n")
    done = run("pronounce", "a.txt", "--voice", "espeak:en-us", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Lead", "five", "kilometers", "", "", "See", "it", ""]
    assert lines[1] == "five\tfaɪv"
    done = run("pronounce", "a.txt", "--voice", "espeak:en-us", "--json", cwd=tmp_path)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(words) for words in answers] == [3, 0, 2]
    assert answers[0][1] == {"word": "five", "ipa": "faɪv", "written": [6, 10]}


def test_a_voice_that_does_not_tell_its_phonemes_is_one_error(tmp_path: Path) -> None:
    done = run("pronounce", "--voice", "fake:tone", cwd=tmp_path, stdin="Hello.\n")
    assert (done.returncode, done.stdout) == (ExitStatus.FAILED, "")
    assert done.stderr.startswith("error VB-E07: ")


@pytest.mark.parametrize("command", [["normalize"], ["segment"], ["pronounce", "--voice", "espeak:en-us"]])
def test_filters_answer_each_line_before_the_next_is_there(tmp_path: Path, command: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "voicebook", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=tmp_path,
    ) as filtering:
        assert filtering.stdin
        assert filtering.stdout
        for _ in range(2):
            filtering.stdin.write("See.\n")
            filtering.stdin.flush()
            assert filtering.stdout.readline().startswith("See")
            if command[0] == "pronounce":
                assert filtering.stdout.readline() == "\n"


@pytest.mark.parametrize("command", ["normalize", "segment", "pronounce"])
def test_what_is_not_utf_8_is_an_error_with_its_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_bytes(b"One.\n\xff\n")
    done = run(command, "a.txt", cwd=tmp_path)
    assert done.returncode == ExitStatus.FAILED
    assert "VB-R09" in done.stderr
    assert "line 2" in done.stderr


def test_explain_names_place_form_and_rule(owl: Path) -> None:
    done = run("explain", "owl.txt", "--language", "en", cwd=owl)
    assert done.stdout.splitlines() == ["10 000\tten thousand\tcardinal: grouped, chapter-01.xhtml#vb1-2"]


def test_explain_begins_with_guesses_and_its_lines_are_a_lexicon(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("In 1946 it met.[7]\n\nThen the QRMKZ met at 9:15.\n")
    done = run("explain", "a.txt", "--language", "en", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert ["guess" in line for line in lines] == sorted(("guess" in line for line in lines), reverse=True)
    assert any("\t-\t" in line for line in lines)
    doubtful = run("explain", "a.txt", "--language", "en", "--doubtful", cwd=tmp_path)
    assert doubtful.stdout.splitlines() == [line for line in lines if "guess" in line]
    (tmp_path / "lexicon.tsv").write_text(done.stdout)
    lexicon, findings = read_lexicon(tmp_path / "lexicon.tsv")
    assert (len(lexicon.entries), findings) == (len(lines), ())


def test_explain_lists_words_that_no_dictionary_knows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The Brumblesnout met a dog. Two Brumblesnouts, one Brumblesnout’s hat.\n"
    )
    done = run("explain", "a.txt", "--language", "en", "--unknown", cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "Brumblesnout\tBrumblesnout\t2 times, chapter-01.xhtml#vb1-1",
        "Brumblesnouts\tBrumblesnouts\t1 time, chapter-01.xhtml#vb1-2",
    ]
    unheard = run("explain", "a.txt", "--language", "sw", "--unknown", cwd=tmp_path)
    assert "no dictionary for sw" in unheard.stderr


def test_voices_and_doctor_tell_what_speaks_here(tmp_path: Path) -> None:
    voices = run("voices", "--language", "en-US", "--json", cwd=tmp_path)
    assert {voice["engine"] for voice in json.loads(voices.stdout)} >= {"espeak"}
    doctor = run("doctor", cwd=tmp_path)
    assert doctor.returncode == ExitStatus.DONE, doctor.stdout
    assert "ok       engine espeak" in doctor.stdout


def test_help_is_plain_and_every_command_has_an_example(tmp_path: Path) -> None:
    for command in ("build", "check", "normalize", "segment", "pronounce", "explain", "voices", "doctor"):
        done = run(command, "--help", cwd=tmp_path)
        assert done.returncode == ExitStatus.DONE
        assert "Example: " in done.stdout
        assert "\x1b" not in done.stdout


def test_start_up_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, voicebook.cli;"
        "print([n for n in ('lxml', 'rich', 'pydub', 'numpy', 'msgspec', 'ebooklib') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout == "[]\n"


def test_a_book_that_has_not_changed_loads_nothing_that_plans_or_writes(owl: Path) -> None:
    arguments = ["build", "owl.txt", "--engine", "fake", "--language", "en"]
    run(*arguments, cwd=owl)
    code = (
        "import contextlib, sys, voicebook.cli;"
        f"sys.argv = ['voicebook', *{arguments}]\n"
        "with contextlib.suppress(SystemExit): voicebook.cli.main()\n"
        "print([n for n in ('ebooklib', 'PIL', 'voicebook.planning.planner') if n in sys.modules])"
    )
    environment = {**os.environ, "VOICEBOOK_CACHE": str(owl / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=owl, check=True, env=environment
    )
    assert "Nothing has changed" in done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_cache_tells_what_it_holds_and_makes_room(owl: Path) -> None:
    folder = owl / "speech here"
    build = run("build", "owl.txt", "--engine", "fake", "--cache", str(folder), cwd=owl)
    assert build.returncode == ExitStatus.DONE
    told = run("cache", "info", "--cache", str(folder), cwd=owl)
    assert told.stdout == f"{folder}\n"
    assert "packs, " in told.stderr
    assert "Removed 0 packs" in run("cache", "prune", "--cache", str(folder), cwd=owl).stderr
    assert "Removed 0" not in run("cache", "prune", "--to", "1KB", "--cache", str(folder), cwd=owl).stderr
    run(
        "build",
        "owl.txt",
        "--engine",
        "fake",
        "--cache",
        str(folder),
        "--force",
        "--set",
        "pitch=1.1",
        cwd=owl,
    )
    assert "Removed 0" not in run("cache", "clear", "--cache", str(folder), cwd=owl).stderr
    assert not list(folder.rglob("*.pack"))
    wrong = run("cache", "prune", "--to", "much", "--cache", str(folder), cwd=owl)
    assert wrong.returncode == ExitStatus.USAGE
    assert "VB-U10" in wrong.stderr


def test_the_cache_limit_is_kept_after_a_build(owl: Path) -> None:
    run("build", "owl.txt", "--engine", "fake", "--cache", str(owl / "c"), "--cache-limit", "0", cwd=owl)
    assert not list((owl / "c").rglob("*.pack"))


def test_a_cache_that_cannot_be_used_is_one_error(owl: Path) -> None:
    (owl / "file").write_text("not a folder")
    done = run("build", "owl.txt", "--engine", "fake", "--cache", str(owl / "file"), cwd=owl)
    assert done.returncode == ExitStatus.FAILED
    assert "VB-W05" in done.stderr
    assert "Traceback" not in done.stderr
