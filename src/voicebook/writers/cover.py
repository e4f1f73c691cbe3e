"""A cover for a book that has none: title and author on a plain ground, readable as a thumbnail.

Pillow draws, in Roboto (the wheel font-roboto). A title in letters that Roboto lacks gets no cover: boxes
in place of letters would be worse than none.
"""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any

SIZE = (1200, 1800)
"""Pixels: 2 to 3, as paper books are; both sides over 1,000, as shops ask."""
PAPER = (250, 248, 243)
GROUNDS = ((32, 58, 84), (84, 40, 48), (30, 70, 58), (70, 50, 92), (92, 60, 24), (44, 52, 60))
"""Colours of the ground, in each of which `PAPER` has a contrast of 7 to 1 or more (WCAG 2.2, 1.4.6)."""

_MARGIN = 110
_LARGEST, _SMALLEST = 150, 44  # pixels of type
_AUTHOR = 64
_MOST_LINES = 9
_LONGEST = 300  # characters of a title that are shown
_GAP = 1.22  # of a line's height to its type


def cover(title: str, author: str) -> bytes:
    """Return a PNG, the same for the same words; b"" where the font lacks a letter of them."""
    from PIL import Image, ImageDraw

    title, author = " ".join(title.split()), " ".join(author.split())
    if not title or not _has_letters(title + author):
        return b""
    picture = Image.new("L", SIZE, 0)  # how much of the paper's colour
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    draw.rectangle((_MARGIN, 300, width - _MARGIN, 306), fill=255)
    size, lines = _fitted(title)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, 380 + number * size * _GAP), line, font=_font("Bold", size), fill=255)
    if author:
        name = _cut(author, _font("Regular", _AUTHOR), width - 2 * _MARGIN)
        draw.text((_MARGIN, height - 260), name, font=_font("Regular", _AUTHOR), fill=255)
    return _png(picture, GROUNDS[sha256(f"{title}\n{author}".encode()).digest()[0] % len(GROUNDS)])


def _png(mask: Any, ground: tuple[int, int, int]) -> bytes:
    """Return a mask as a PNG of 16 colours, from the ground to the paper: small, and quick to pack."""
    shades = mask.point(lambda grey: grey >> 4)
    palette = [
        round(dark + (light - dark) * shade / 15)
        for shade in range(16)
        for dark, light in zip(ground, PAPER, strict=True)
    ]
    shades.putpalette(palette)
    file = BytesIO()
    shades.save(file, "PNG", bits=4)
    return file.getvalue()


def _fitted(title: str) -> tuple[int, list[str]]:
    """Return the largest type in which a title has room, and its lines; a very long title is cut."""
    words = (
        [*title[:_LONGEST].rsplit(" ", 1)[0].split(" "), "…"] if len(title) > _LONGEST else title.split(" ")
    )
    for size in range(_LARGEST, _SMALLEST, -6):
        lines = _lines(words, size)
        if (
            len(lines) <= _MOST_LINES
            and max(map(_font("Bold", size).getlength, lines)) <= SIZE[0] - 2 * _MARGIN
        ):
            return size, lines
    font = _font("Bold", _SMALLEST)
    lines = [_cut(line, font, SIZE[0] - 2 * _MARGIN) for line in _lines(words, _SMALLEST)]
    return _SMALLEST, lines[: 2 * _MOST_LINES]


def _lines(words: list[str], size: int) -> list[str]:
    font = _font("Bold", size)
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if font.getlength(longer) <= SIZE[0] - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(text: str, font: Any, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


@cache
def _font(weight: str, size: int) -> Any:
    from PIL import ImageFont

    path = files("font_roboto").joinpath("files", f"Roboto-{weight}.ttf")
    return ImageFont.truetype(BytesIO(path.read_bytes()), size)


def _has_letters(text: str) -> bool:
    """Tell whether the font has every letter: one that it lacks is drawn as the one for U+FFFF is."""
    font = _font("Regular", 20)
    lacking = bytes(font.getmask("\uffff"))
    return all(bytes(font.getmask(char)) != lacking for char in set(text) if not char.isspace())
