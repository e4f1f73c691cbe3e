"""Times a whole build against its floor, in one run: CPU seconds and their ratio.

    python benchmarks/build.py [--kilobytes N]

The floor is the engine alone over the same utterances plus the encoder alone over the same samples,
in one process each. The text is made up, with a fixed seed.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = (
    "the of and to a in that it was his her with as had for on at by which but from they she he be not this"
    " all so were lamp river night morning window table garden letter soldier winter harbour forest captain"
    " silence question answer stone bread water road bridge market silver yellow gentle distant ordinary"
    " remember forget carry follow listen wander gather promise believe"
).split()

FLOOR = """
import sys
from pathlib import Path
from voicebook.audio.encode import Mp3Encoder
from voicebook.engines.espeak import ENGINE
from voicebook.model.speech import SpeechSettings, Word
voice = next(voice for voice in ENGINE.voices() if voice.language == "en-US")
session = ENGINE.open(voice, SpeechSettings())
sound = [session.synth([Word(word) for word in line.split()]).pcm
         for line in Path(sys.argv[1]).read_text().split("\\n") if line]
with Mp3Encoder(Path(sys.argv[2]), voice.rate) as encoder:
    for pcm in sound:
        encoder.write(pcm)
"""


def text(kilobytes: int) -> list[list[str]]:
    """Return paragraphs of sentences, the same at every call."""
    choose = random.Random(5)
    paragraphs: list[list[str]] = []
    size = 0
    while size < kilobytes * 1000:
        sentences = []
        for _ in range(choose.randint(2, 7)):
            words = " ".join(choose.choice(WORDS) for _ in range(choose.randint(6, 24)))
            sentences.append(words.capitalize() + choose.choice("..?!."))
        paragraphs.append(sentences)
        size += sum(map(len, sentences))
    return paragraphs


def cpu(command: list[str]) -> float:
    """Run a command and return the CPU seconds of it and of all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kilobytes", type=int, default=100)
    size = parser.parse_args().kilobytes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paragraphs = text(size)
        chapters = [paragraphs[at : at + 60] for at in range(0, len(paragraphs), 60)]
        book = "\n\n".join(
            f"CHAPTER {number}\n\n" + "\n\n".join(" ".join(sentences) for sentences in chapter)
            for number, chapter in enumerate(chapters, start=1)
        )
        (folder / "book.txt").write_text(f"The Book\n\n{book}\n")
        (folder / "lines.txt").write_text("\n".join(line for sentences in paragraphs for line in sentences))
        floor = cpu([sys.executable, "-c", FLOOR, str(folder / "lines.txt"), str(folder / "floor.mp3")])
        build = [sys.executable, "-m", "voicebook", "build", str(folder / "book.txt"), "--language", "en"]
        print(f"{'text':>8} {'engine+encoder':>15} {'jobs':>5} {'build':>8} {'ratio':>6}")
        for jobs in (1, 2):
            spent = cpu([*build, "-o", str(folder / f"out{jobs}"), "--jobs", str(jobs)])
            print(f"{size:>5} KB {floor:>13.2f} s {jobs:>5} {spent:>6.2f} s {spent / floor:>6.2f}")


if __name__ == "__main__":
    main()
