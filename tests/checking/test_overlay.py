"""Clock values, as other writers have them too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.checking.overlay import clock
from voicebook.model.timeline import format_clock


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        ("0:00:01.250", 1250),
        ("00:01.25", 1250),
        ("1.25s", 1250),
        ("1.25", 1250),
        ("1250ms", 1250),
        ("1.5h", 5_400_000),
        ("2min", 120_000),
        ("125:00:00", 450_000_000),
        ("1.2344999", 1234),
        ("1.2345", 1235),
        (" 3s ", 3000),
    ],
)
def test_clock_values_of_smil(value: str, milliseconds: int) -> None:
    assert clock(value) == milliseconds


@pytest.mark.parametrize(
    "value", [None, "", "npt=1s", "1,5", "0:00:60.000", "0:60:00", "-1s", "1s2", "1.s", "9" * 50, "١s"]
)
def test_what_is_no_clock_value(value: str | None) -> None:
    assert clock(value) is None


@given(st.integers(0, 400_000_000))
def test_what_is_written_is_read_back(milliseconds: int) -> None:
    assert clock(format_clock(milliseconds)) == milliseconds
