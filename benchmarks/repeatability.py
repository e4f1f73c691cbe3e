"""What it costs to make espeak repeat itself: CPU by the size of the batch that one fork speaks.

Run it as `python benchmarks/repeatability.py [SENTENCES]`. It prints, in one run, the CPU time of
every way against speaking all sentences in one process, and whether two runs gave the same bytes.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Sequence

from voicebook.engines.base import Session
from voicebook.engines.espeak import ENGINE
from voicebook.model.speech import SpeechSettings, Word

_TEMPLATES = (
    "The keeper of lamp {0} walked along the harbour wall before the rain came in.",
    "Nobody had counted the boats, {0} of them at least, since the winter.",
    "She wrote the number {0} in the book and closed it without a word.",
    "When the bell rang for the {0} o'clock watch, the dog was already at the door.",
    "It was quiet.",
)
_BATCHES = (1, 5, 20, 80)


def sentences(count: int) -> list[tuple[Word, ...]]:
    """Return so many different sentences of about 14 words."""
    texts = (_TEMPLATES[index % len(_TEMPLATES)].format(index) for index in range(count))
    return [tuple(Word(word) for word in text.split()) for text in texts]


def in_one_process(session: Session, texts: Sequence[Sequence[Word]], size: int) -> str:
    """Speak everything in one fork: the floor."""
    del size
    return by_fork(session, texts, len(texts))


def by_fork(session: Session, texts: Sequence[Sequence[Word]], size: int) -> str:
    """Speak every `size` sentences in a fork of this process, which never speaks. Return their hash."""
    whole = hashlib.sha256()
    for start in range(0, len(texts), size):
        whole.update(_forked(session, texts[start : start + size]))
    return whole.hexdigest()


def _forked(session: Session, texts: Sequence[Sequence[Word]]) -> bytes:
    reading, writing = os.pipe()
    if os.fork() == 0:
        digest = hashlib.sha256()
        for words in texts:
            digest.update(session.synth(words).pcm)
        os.write(writing, digest.digest())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.wait()
    return answer


def cpu() -> float:
    """Return the CPU seconds of this process and the children it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(work: Callable[[], str]) -> tuple[float, bool]:
    """Run something twice; return the CPU seconds of the cheaper run and whether both agree."""
    costs, results = [], []
    for _ in range(2):
        before = cpu()
        results.append(work())
        costs.append(cpu() - before)
    return min(costs), results[0] == results[1]


def main() -> None:
    """Print a line for each way."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    texts = sentences(count)
    voice = next(voice for voice in ENGINE.voices() if voice.language == "en-US")
    session = ENGINE.open(voice, SpeechSettings())
    floor, same = measured(lambda: in_one_process(session, texts, count))
    print(f"{count} sentences, one state: {floor:.2f} CPU s, twice the same bytes: {same}")
    for size in _BATCHES:
        cost, same = measured(lambda size=size: by_fork(session, texts, size))  # type: ignore[misc]
        each = 1000 * (cost - floor) / (count / size)
        print(
            f"a fork for every {size:2} sentences: {cost:.2f} CPU s, {cost / floor:.2f} times the floor, "
            f"{each:+.1f} ms a fork, twice the same bytes: {same}"
        )


if __name__ == "__main__":
    main()
