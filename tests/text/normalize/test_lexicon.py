"""The reader's own pronunciations."""

from voicebook.model.speech import Phonemes
from voicebook.text.language import Context
from voicebook.text.normalize.lexicon import EMPTY, Lexicon, LexiconEntry, say


def _lexicon(**entries: str) -> Lexicon:
    return Lexicon.of(LexiconEntry(written.replace("_", " "), spoken) for written, spoken in entries.items())


def _said(lexicon: Lexicon, view: str, language: str = "en-US") -> list[tuple[str, str]]:
    tokens = lexicon.tag(view, Context(language))
    return [(token.span.of(view), token.fields["spoken"]) for token in tokens]


def test_whole_words_match_and_the_longest_wins() -> None:
    lexicon = Lexicon.of(
        [*_lexicon(New_York="the city", New="fresh").entries, LexiconEntry("C++", "see plus plus")]
    )
    assert _said(lexicon, "New York, New Yorkers, Newer, C++.") == [
        ("New York", "the city"),
        ("New", "fresh"),
        ("C++", "see plus plus"),
    ]


def test_lower_case_entry_also_matches_capitalized() -> None:
    lexicon = _lexicon(gif="jif", Polish="Pole-ish")
    assert _said(lexicon, "Gif gif GIF polish Polish") == [
        ("Gif", "jif"),
        ("gif", "jif"),
        ("Polish", "Pole-ish"),
    ]


def test_typographic_forms_match_plain_ones() -> None:
    lexicon = Lexicon.of([LexiconEntry("rock’n’roll", "rock and roll")])
    assert _said(lexicon, "rock'n'roll") == [("rock'n'roll", "rock and roll")]


def test_later_lexicon_wins_when_merged() -> None:
    merged = _lexicon(a_b="x").merged([_lexicon(a_b="y"), EMPTY])
    assert _said(merged, "a b") == [("a b", "y")]


def test_an_entry_may_match_any_case() -> None:
    lexicon = Lexicon.of([LexiconEntry("Kim", "Keem", any_case=True)])
    assert [written for written, _ in _said(lexicon, "Kim KIM kim Kimchi")] == ["Kim", "KIM", "kim"]


def test_an_entry_in_its_own_case_is_stronger_than_one_in_any() -> None:
    lexicon = Lexicon.of([LexiconEntry("US", "the States"), LexiconEntry("us", "uss", any_case=True)])
    assert _said(lexicon, "US us Us") == [("US", "the States"), ("us", "uss"), ("Us", "uss")]


def test_an_entry_may_be_for_one_language() -> None:
    lexicon = Lexicon.of(
        [LexiconEntry("Paris", "Paree", language="fr"), LexiconEntry("lift", "elevator", language="en-US")]
    )
    assert _said(lexicon, "Paris lift", "en-US") == [("lift", "elevator")]
    assert _said(lexicon, "Paris lift", "fr-CA") == [("Paris", "Paree")]
    assert _said(lexicon, "Paris lift", "en-GB") == []


def test_the_entry_for_a_language_wins_over_the_one_for_all() -> None:
    lexicon = Lexicon.of(
        [LexiconEntry("Paris", "Paree", language="fr"), LexiconEntry("Paris", "Paris of all")]
    )
    assert _said(lexicon, "Paris", "fr") == [("Paris", "Paree")]


def test_an_entry_may_match_inside_words() -> None:
    lexicon = Lexicon.of([LexiconEntry("quay", "key", within=True)])
    assert {written for written, _ in _said(lexicon, "quayside Quays")} == {"quay", "Quay"}


def test_phonemes_do_not_match_half_of_a_compound() -> None:
    lexicon = Lexicon.of([LexiconEntry("Kim", "Kim", (Phonemes("ipa", "kɪm"),))])
    assert len(_said(lexicon, "Kim Kim's Kim, (Kim) Kim-Il Il-Kim")) == 4


def test_capitals_in_a_row_are_letters() -> None:
    (token,) = _lexicon(WPK="W P K of A").tag("WPK", Context())
    assert [(said.text, said.letters) for said in say(token, Context())] == [
        ("W", True),
        ("P", True),
        ("K", True),
        ("of", False),
        ("A", False),
    ]


def test_phonemes_are_said_word_by_word() -> None:
    sounds = (Phonemes("ipa", "pɔːt"), Phonemes("ipa", "ˈɛlən"))
    (token,) = Lexicon.of([LexiconEntry("Port Ellen", "Port Ellen", sounds)]).tag("Port Ellen", Context())
    assert [(said.text, said.phonemes) for said in say(token, Context())] == [
        ("Port", sounds[0]),
        ("Ellen", sounds[1]),
    ]
