"""A made-up novel of any size, the same at every call."""

import random
from pathlib import Path

_WORDS = (
    "the of and to a in that it was his her with as had for on at by which but from they she he be not this"
    " all so were lamp river night morning window table garden letter soldier winter harbour forest captain"
    " silence question answer stone bread water road bridge market silver yellow gentle distant ordinary"
    " remember forget carry follow listen wander gather promise believe"
).split()
_CHAPTER = 60  # paragraphs


def write_novel(path: Path, kilobytes: int, seed: int = 5) -> Path:
    """Write a novel of about so many kB: chapters of about 20 minutes, sentences of 6 to 24 words."""
    choose = random.Random(seed)
    size = paragraphs = chapters = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("The Book\n\n")
        while size < 1000 * kilobytes:
            if paragraphs % _CHAPTER == 0:
                chapters += 1
                file.write(f"CHAPTER {chapters}\n\n")
            text = " ".join(_sentence(choose) for _ in range(choose.randint(2, 7)))
            file.write(f"{text}\n\n")
            size += len(text)
            paragraphs += 1
    return path


def change_sentence(path: Path) -> None:
    """Replace one sentence in the middle of a novel."""
    text = path.read_text("utf-8")
    start = text.index(". ", len(text) // 2) + 2
    end = text.index(". ", start)
    path.write_text(f"{text[:start]}This one sentence is another{text[end:]}", "utf-8")


def _sentence(choose: random.Random) -> str:
    words = " ".join(choose.choice(_WORDS) for _ in range(choose.randint(6, 24)))
    return words.capitalize() + choose.choice("..?!.")
