"""What planning observes of the words it passes."""

import pytest

from voicebook.planning.observations import Observations


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was c1ear, and 5o on.", ["c1ear"]),
        ("all in the h2o way, in B2B, of catch22 and x1y2z", []),
        ("the caf\ufffd, or \ue000 alone", ["caf\ufffd,", "\ue000"]),
        ("RÃ©sumÃ© in one", ["RÃ©sumÃ©"]),
        ("she saidâ€” then", ["saidâ€”"]),
        ("nothing at all", []),
    ],
)
def test_words_that_look_spoilt_are_noted(text: str, words: list[str]) -> None:
    observations = Observations()
    observations.look_at("a.xhtml", text)
    assert list(observations.words) == words


@pytest.mark.parametrize("letter", ["a", "1", "a1", "\ufffd", "Ã", "a\u0301"])
def test_a_word_without_end_is_looked_at_in_a_time_like_its_length(letter: str) -> None:
    observations = Observations()
    observations.look_at(
        "a.xhtml", letter * 1_000_000
    )  # a look at each half of it from each letter takes hours
    assert all(len(word) < 100 for word in observations.words)
