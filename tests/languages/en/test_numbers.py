"""English number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.languages.en import numbers
from voicebook.text.language import Context

_US = Context("en-US")
_GB = Context("en-GB")


@pytest.mark.parametrize(
    ("number", "american", "british"),
    [
        ("0", "zero", "zero"),
        ("17", "seventeen", "seventeen"),
        ("100", "one hundred", "one hundred"),
        ("101", "one hundred one", "one hundred and one"),
        ("1000001", "one million one", "one million and one"),
        ("40120", "forty thousand one hundred twenty", "forty thousand one hundred and twenty"),
    ],
)
def test_cardinals_take_and_in_british_english_only(number: str, american: str, british: str) -> None:
    assert " ".join(numbers.cardinal(number, _US)) == american
    assert " ".join(numbers.cardinal(number, _GB)) == british


def test_number_too_long_for_a_name_is_said_digit_by_digit() -> None:
    assert numbers.cardinal("1" * 40, _US) == ["one"] * 40


@pytest.mark.parametrize(
    ("year", "spoken"),
    [
        (1834, "eighteen thirty four"),
        (1807, "eighteen oh seven"),
        (1700, "seventeen hundred"),
        (2000, "two thousand"),
        (2007, "two thousand seven"),
        (2018, "twenty eighteen"),
        (312, "three twelve"),
        (44, "forty four"),
        (1000, "one thousand"),
    ],
)
def test_years_are_said_in_pairs(year: int, spoken: str) -> None:
    assert " ".join(numbers.year(year, _US)) == spoken


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (1, "first"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty first"),
        (100, "one hundredth"),
        (8, "eighth"),
    ],
)
def test_ordinals_change_the_last_word(number: int, spoken: str) -> None:
    assert " ".join(numbers.ordinal(number, _US)) == spoken


@given(st.integers(min_value=0, max_value=10**36 - 1))
def test_cardinals_lead_back_to_their_number(number: int) -> None:
    assert _value(numbers.cardinal(number, _US)) == number
    assert _value([word for word in numbers.cardinal(number, _GB) if word != "and"]) == number


def _value(words: list[str]) -> int:
    """Read number words the way a listener does."""
    small = {" ".join(numbers.cardinal(n, _US)): n for n in [*range(20), *range(20, 100, 10)]}
    scales = {numbers.cardinal(10**power, _US)[-1]: 10**power for power in range(3, 34, 3)}
    total = group = 0
    for word in words:
        if word == "hundred":
            group *= 100
        elif word in scales:
            total, group = total + group * scales[word], 0
        else:
            group += small[word]
    return total + group
