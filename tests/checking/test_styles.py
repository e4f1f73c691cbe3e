"""Classes in style sheets."""

import pytest

from voicebook.checking.styles import classes


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (".a { color: red } p.b > .c-d, .é {}", {"a", "b", "c-d", "é"}),
        ("/* .a {} */ .b {} /**/ .c {}", {"b", "c"}),
        (".a {} /* .b {}", {"a"}),
        ("p { width: 1.5em; margin: .5em }", set()),
    ],
)
def test_classes_outside_of_comments(css: str, found: set[str]) -> None:
    assert classes(css) == found


def test_comments_without_end_take_no_time() -> None:
    assert classes("/*" * 1_000_000) == frozenset()
