"""Heteronyms and names: which sound a sentence means, and that the engines get it."""

import pytest

from voicebook.languages.en import ENGLISH, names
from voicebook.languages.en.heteronyms import data
from voicebook.languages.en.heteronyms.decide import decide, pairs, sounds
from voicebook.languages.en.heteronyms.tagger import british_of
from voicebook.model.speech import Phonemes
from voicebook.text.language import Context
from voicebook.text.normalize.lexicon import Lexicon, LexiconEntry
from voicebook.text.normalize.normalizer import normalize

_AMERICAN = Context("en-US")


def _sounds(written: str, context: Context = _AMERICAN) -> dict[str, str]:
    return {
        word.text: word.phonemes.text for word in normalize(written, ENGLISH, context).words if word.phonemes
    }


@pytest.mark.parametrize(
    ("sentence", "word", "sense"),
    [
        ("They had read the letter twice.", "read", "past"),
        ("He read the letter and left.", "read", "past"),
        ("She wants to read the letter.", "read", "present"),
        ("Did he read it?", "read", "present"),
        ("Read the first page.", "Read", "present"),
        ("It was a good read.", "read", "present"),
        ("They sat and read all day.", "read", "past"),
        ("She is used to the noise.", "used", "wont"),
        ("They used to sing here.", "used", "wont"),
        ("It was used to cut rope.", "used", "employed"),
        ("The roof was of lead.", "lead", "metal"),
        ("Ann will lead the choir.", "lead", "guide"),
        ("A lead pipe burst.", "lead", "metal"),
        ("The host made a deep bow.", "bow", "bend"),
        ("The archer drew his bow and chose an arrow.", "bow", "knot"),
        ("Spray flew over the bow of the boat.", "bow", "bend"),
        ("They caught a bass in the lake.", "bass", "fish"),
        ("She sings bass in the choir.", "bass", "music"),
        ("What a row about nothing!", "row", "quarrel"),
        ("They stood in a row of ten.", "row", "line"),
        ("A tear ran down her cheek.", "tear", "eye"),
        ("Do not tear the page.", "tear", "rip"),
        ("The path wound up the hill.", "wound", "turned"),
        ("The wound healed.", "wound", "hurt"),
        ("Wait a minute.", "minute", "time"),
        ("A minute trace was found.", "minute", "small"),
        ("She was content with it.", "content", "adjective"),
        ("The content of the box was dull.", "content", "noun"),
        ("The learned judge rose.", "learned", "two"),
        ("She learned to swim.", "learned", "one"),
        ("An aged aunt came.", "aged", "two"),
        ("A boy aged 10 came.", "aged", "one"),
        ("He went to Reading by train.", "Reading", "place"),
        ("Reading is fun.", "Reading", "verb"),
        ("The patience of Job is known.", "Job", "name"),
        ("His job is hard.", "job", "work"),
        ("The Polish army came.", "Polish", "place"),
        ("Please polish the boots.", "polish", "shine"),
        ("They will object to it.", "object", "verb"),
        ("A strange object lay there.", "object", "noun"),
        ("They record each visit.", "record", "verb"),
        ("The record was broken.", "record", "noun"),
        ("The shop will close soon.", "close", "verb"),
        ("At the close of the day they left.", "close", "verb"),
        ("They live in Leeds.", "live", "verb"),
        ("Use the back door.", "Use", "verb"),
        ("It is of no use.", "use", "noun"),
        ("Her fingers grew number.", "number", "numb"),
        ("The number grew.", "number", "count"),
        ("An invalid chair stood there.", "invalid", "noun"),
        ("The vote was invalid.", "invalid", "adjective"),
    ],
)
def test_a_sentence_tells_the_sense(sentence: str, word: str, sense: str) -> None:
    assert [each.sense for each in decide(sentence) if each.word == word] == [sense]


def test_every_word_has_a_sound_for_each_sense() -> None:
    senses = {word: set(found) for word, found in sounds().items()}
    assert all(len(found) > 1 for word, found in senses.items() if word in pairs())
    cues = data.rows("collocations.tsv", 3)
    assert not [row for row in cues if row[1] not in senses[row[0]]]
    assert not [row for row in data.rows("own.tsv", 3) if row[1] not in senses[row[0]]]


def test_phonemes_go_with_the_word_and_the_text_stays() -> None:
    assert _sounds("Lead is heavy.") == {"Lead": "ˈlɛd"}
    form = normalize("Lead is heavy.", ENGLISH, _AMERICAN)
    assert form.text == "Lead is heavy."
    assert form.readings[0].kind == "heteronym"
    assert form.readings[0].rule.startswith("metal (")


def test_a_word_in_a_compound_is_not_touched() -> None:
    assert _sounds("A well-read man left.") == {}
    assert _sounds("The lead's end was bent.").keys() == {"lead's"}


def test_a_decision_that_is_not_sure_is_a_guess() -> None:
    sentences = ("Axes.", "Lead is heavy.", "They will object to it.", "Row?", "Celtic.")
    decided = [each.confidence for sentence in sentences for each in decide(sentence)]
    doubts = [
        each.doubt
        for sentence in sentences
        for each in normalize(sentence, ENGLISH, _AMERICAN).readings
        if each.kind == "heteronym"
    ]
    assert doubts == [confidence < 0.7 for confidence in decided] == [True, False, False, True, False]


def test_the_readers_lexicon_wins() -> None:
    own = Lexicon.of([LexiconEntry("lead", "lead", (Phonemes("ipa", "xx"),), any_case=True)])
    words = normalize("Lead is heavy.", ENGLISH, _AMERICAN, own).words
    assert words[0].phonemes == Phonemes("ipa", "xx")


def test_british_voices_get_british_sounds() -> None:
    assert [british_of(each) for each in ("ˈɹɛkɚd", "ˈlɜːnɪd", "ɹɪˈkɔːɹd", "ˈboʊ")] == [
        "ˈɹɛkəd",
        "ˈlɜːnɪd",
        "ɹɪˈkɔːd",
        "ˈbəʊ",
    ]
    assert _sounds("They record it.", Context("en-GB")) == {"record": "ɹɪˈkɔːd"}


def test_names_are_said_by_phonemes() -> None:
    assert _sounds("Chopin met Hermione’s aunt.") == {"Chopin": "ˈʃoʊpæn", "Hermione's": "hɚˈmaɪəni"}
    assert all(_sounds(f"They saw {name} there.").get(name) for name in sorted(names.NAMES)[::10])
