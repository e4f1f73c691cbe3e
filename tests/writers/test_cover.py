"""The cover that is drawn where there is none."""

from io import BytesIO

import pytest
from PIL import Image

from voicebook.writers import cover as module
from voicebook.writers.cover import GROUNDS, PAPER, SIZE, cover
from wcag import contrast


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the box that holds all that is not ground."""
    ground = picture.convert("RGB").getpixel((0, 0))
    plain = Image.new("RGB", picture.size, ground)
    from PIL import ImageChops

    box = ImageChops.difference(picture.convert("RGB"), plain).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("ground", GROUNDS)
def test_words_stand_out_from_their_ground(ground: tuple[int, int, int]) -> None:
    assert contrast(ground, PAPER) >= 7


@pytest.mark.parametrize(
    "title",
    [
        "Owl",
        "The Owl and the River, or How We Came to the Sea",
        "Owl " * 1_250,
        "w" * 500,
        "Сова и река",
        "Ώρα",
    ],
)
def test_a_title_stays_inside_the_margins(title: str) -> None:
    picture = opened(cover(title, "Ann Lee"))
    assert picture.size == SIZE
    left, top, right, bottom = inked(picture)
    assert left >= 100
    assert right <= SIZE[0] - 100
    assert top >= 290
    assert bottom <= SIZE[1] - 150


def test_the_same_words_are_the_same_bytes_and_others_are_not() -> None:
    assert cover("Owl", "Ann") == cover(" Owl ", "Ann")
    assert cover("Owl", "Ann") != cover("Owl", "Bea")
    assert len(cover("Owl", "Ann")) < 40_000


@pytest.mark.parametrize("title", ["", "  ", "日本の本", "كتاب"])
def test_what_the_font_lacks_gets_no_cover(title: str) -> None:
    assert cover(title, "") == b""


def test_a_title_uses_the_largest_type_that_fits() -> None:
    short, long = (module._fitted(title) for title in ("Owl", "The Owl and the River " * 8))
    assert short[0] > long[0]
    assert len(long[1]) > 3
