"""Measures builds with the natural voice: what two jobs gain, and what a build adds to the model's own work.

    python benchmarks/natural.py [--kilobytes 60]

The floor is one session of the voice over the same utterances, model loaded before timing, and the encoder
over the same samples. Each build starts from nothing, in fresh processes. Linux.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from floor import cpu, encode
from measure import Cost, measure
from novel import write_novel

from voicebook import Studio
from voicebook.engines.hibari import ENGINE
from voicebook.model.speech import SpeechSettings
from voicebook.speaking.batches import batches


def alone(novel: Path, folder: Path) -> tuple[float, float, float]:
    """Return CPU seconds of the model and of the encoder, and seconds of speech."""
    model = encoder = frames = 0.0
    session = None
    with Studio() as studio, studio.open(novel, language="en", engine="hibari") as book:
        for document in book.documents():
            for (voice, how), lines in batches(each.utterance for each in book.sentences(document.name)):
                session = session or ENGINE.open(voice, SpeechSettings(how.rate, how.pitch))
                begun = cpu()
                made = [session.synth(line.words) for line in lines]
                spoken = cpu()
                encode(folder / "floor.mp3", voice.rate, [speech.pcm for speech in made])
                model, encoder = model + spoken - begun, encoder + cpu() - spoken
                frames += sum(speech.frames for speech in made) / voice.rate
    return model, encoder, frames


def build(novel: Path, folder: Path, jobs: int) -> Cost:
    """Build a novel from nothing."""
    command = [
        sys.executable,
        "-m",
        "voicebook",
        "build",
        str(novel),
        "--language",
        "en",
        "--engine",
        "hibari",
    ]
    place = folder / f"jobs-{jobs}"
    options = ["--jobs", str(jobs), "-o", str(place / "out"), "--progress", "none"]
    return measure([*command, *options], {"VOICEBOOK_CACHE": str(place / "cache")})


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kilobytes", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        novel = write_novel(folder / "novel.txt", options.kilobytes)
        one, two = build(novel, folder, 1), build(novel, folder, 2)
        model, encoder, seconds = alone(novel, folder)
        print("| figure | measured | wanted | of which |\n| --- | --- | --- | --- |")
        walls = f"{one.wall:.1f} s / {two.wall:.1f} s"
        print(f"| speed, 2 jobs / 1 job | {one.wall / two.wall:.2f} | 1.6 | {walls} |")
        print(
            f"| CPU of a cold build / model and encoder alone | {two.cpu / (model + encoder):.2f} | 1.1 "
            f"| {two.cpu:.1f} s / {model:.1f} + {encoder:.1f} s, for {seconds / 60:.0f} minutes of speech |"
        )
        print(f"| peak memory, 2 jobs | {two.rss:.0f} MB | | shared counted once: {two.pss:.0f} MB |")


if __name__ == "__main__":
    main()
