"""Rules by hand: for each word, what its sentence must have for a sense; asked before the models."""

from collections.abc import Callable
from functools import cache

from voicebook.languages.en.heteronyms import data, features
from voicebook.languages.en.heteronyms.words import Words

_NEAR = 10  # words on each side
_LIKELY, _MAYBE, _HARDLY = 0.5, 0.3, 0.2  # that a word is a verb
_BE = frozenset("am is are was were be been being 's 're 'm".split())
_HAVE = frozenset("have has had having 've 'd".split())
_GET = frozenset("get gets got getting gotten grow grows grew grown growing become became".split())
_NOMINAL = frozenset({"NN", "NNS", "NNP"})
_DETERMINING = frozenset({"DT", "PS"})
_PLACES = frozenset(
    "in at from to near of for through via towards past between around outside leave left".split()
)
_BARE = frozenset("make makes made let lets help helps helped hear hears heard see saw watch watched".split())
_PERSONS = frozenset("i we you they he she who one".split())

Rule = Callable[[Words, int, float], str]
"""Words, where the heteronym is, how likely it is a verb -> its sense; "" if the rule does not know."""


def collocated(words: Words, at: int) -> tuple[str, str]:
    """Return the sense that a word beside it or near it tells, and the cue; ("", "") if none does."""
    for sense, where, listed in _collocations().get(words.low[at], ()):
        if where == "before":
            cue = words.word(at - 1)
        elif where == "after":
            cue = words.word(at + 1)
        else:
            near = (*words.low[max(0, at - _NEAR) : at], *words.low[at + 1 : at + 1 + _NEAR])
            cue = next((word for word in near if word in listed), "")
        if cue in listed:
            return sense, f"{where} {cue}"
    return "", ""


@cache
def _collocations() -> dict[str, list[tuple[str, str, frozenset[str]]]]:
    found: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for word, sense, where, listed in data.rows("collocations.tsv", key=3):
        found.setdefault(word, []).append((sense, where, frozenset(listed.split())))
    return found


def _before(words: Words, at: int) -> int:
    """Return where the word before stands, adverbs and "not" passed over."""
    at -= 1
    while at > 0 and (words.main(at) == "RB" or words.word(at) in {"not", "n't", "never", "ever", "also"}):
        at -= 1
    return at


def _read(words: Words, at: int, verb: float) -> str:
    """Tell past (had read, was read, he read) from present (to read, will read, Read this)."""
    del verb
    left = _before(words, at)
    word, kind = words.word(left), words.main(left)
    after, near = words.main(at + 1), {words.word(step) for step in range(max(0, left - 4), left)}
    noun = (
        kind in {"JJ", "VBG"} and after in {".", ","} and "DT" in {words.main(left - 1), words.main(left - 2)}
    )
    answers = (
        (word in _HAVE | _BE | _GET or words.word(at - 1) == "-" or words.word(at + 1) == "by", "past"),
        (word in {"to", "let", "please", "n't", "'ll"} or kind in {"MD", "DO"}, "present"),
        (kind in _DETERMINING or (kind == "JJ" and words.main(left - 1) == "DT") or noun, "present"),
        (left < 0 or (kind == "." and after in {"DT", "PRP", "PS", "IN"}), "present"),
        (word in features.OBJECTS and near & _BARE, "present"),
        (near & _HAVE and kind in {"PRP", "NNP"}, "past"),
        (near & (features.DO | features.MODALS) and kind in {"PRP", "NNP", "NN", "NNS"}, "present"),
        (word in {"he", "she", "it", "who"} or kind in {"NNP", "NN"}, "past"),
    )
    return next((answer for holds, answer in answers if holds), "") or _like_others(words, at)


def _like_others(words: Words, at: int) -> str:
    """Return the time of the other verbs of the sentence; of "and read" that of the nearest before it."""
    if words.word(at - 1) in {"and", "or", ","}:
        for step in range(at - 2, max(-1, at - 14), -1):
            kind = words.main(step)
            if kind in {"VBD", "VBN"} or words.word(step) in {"was", "were", "had", "did"}:
                return "past"
            if kind in {"VB", "VBZ", "MD", "TO"}:
                return "present"
    others = [words.main(step) for step in range(len(words.low)) if step != at]
    past = sum(kind == "VBD" for kind in others) + sum(word in {"was", "were", "had"} for word in words.low)
    present = others.count("VBZ") + sum(word in {"is", "are", "am", "have", "'ve"} for word in words.low)
    return "past" if past > present else "present" if present > past else ""


def _used(words: Words, at: int, verb: float) -> str:
    """Tell "used to it" and "used to go" from "was used to cut"."""
    del verb
    if words.word(at + 1) != "to":
        return "employed" if words.word(at - 1) != "un" else "wont"
    left = words.word(_before(words, at))
    if left in _BE and {"VB", "VBN", "VBD"} & set(words.kind(at + 2).split("/")):
        subject = words.word(_before(words, at) - 1)
        return "wont" if subject in _PERSONS else "employed"
    return "wont"


def _minute(words: Words, at: int, verb: float) -> str:
    del verb
    if words.main(at - 1) == "CD":
        return "time"
    if words.main(at - 1) in _DETERMINING | {"JJ", "IN", "CC"} and words.main(at + 1) in _NOMINAL | {"JJ"}:
        return "small" if words.word(at + 1) not in {"hand", "hands", "man", "men", "guns"} else "time"
    return "small" if words.word(at - 1) in _BE and words.main(at + 1) in {".", ",", "CC"} else ""


def _content(words: Words, at: int, verb: float) -> str:
    del verb
    before, after = words.main(at - 1), words.main(at + 1)
    if before in _DETERMINING | {"JJ", "NN", "VBN", "-"} or words.word(at - 1) == "of":
        return "noun"
    if words.word(_before(words, at)) in _BE and words.word(at - 1) != "the":
        return "adjective"
    return "adjective" if before == after == "," else ""


def _invalid(words: Words, at: int, verb: float) -> str:
    del verb
    if words.main(at + 1) in _NOMINAL or words.main(at - 1) in _NOMINAL:
        return "adjective"
    return (
        "noun"
        if words.main(at - 1) in _DETERMINING | {"JJ"}
        else "adjective"
        if words.word(at - 1) in _BE
        else ""
    )


def _syllables(words: Words, at: int, verb: float) -> str:
    """Two between an article or a degree and a noun: a learned man, the aged, most blessed."""
    del verb
    before, after = words.main(at - 1), words.main(at + 1)
    if words.low[at] == "aged" and after == "CD":
        return "one"
    if (
        words.word(_before(words, at)) in _HAVE
        or before == "PRP"
        or words.word(at - 1) in {"i", "he", "she", "they"}
    ):
        return "one"
    if words.word(at + 1) in {"by", "with", "that", "him", "her", "them", "me", "us", "how", "from", "about"}:
        return "one"
    if before in _DETERMINING | {"JJ"} or words.word(at - 1) in {
        "very",
        "most",
        "so",
        "more",
        "how",
        "every",
    }:
        return "two" if after in _NOMINAL | {"JJ", "CC", ",", ".", "IN", "VBN", "BE", ""} else ""
    if words.written[at][0].isupper() and (
        words.word(at + 1) in {"are", "be", "is", "art"} or after == "NNP"
    ):
        return "two"
    return ""


def _capital(sense: str, other: str) -> Rule:
    """Return the rule of a word that is a name if it has a capital inside a sentence, after a preposition."""

    def rule(words: Words, at: int, verb: float) -> str:
        del verb
        written = words.written[at]
        if not written[0].isupper() or written.isupper():
            return other
        if at and words.main(at - 1) not in {".", '"'}:
            return sense
        return (
            sense
            if words.word(at + 1) == ","
            and words.written[at + 2 : at + 3]
            and words.written[at + 2][0].isupper()
            else other
        )

    return rule


def _named(sense: str) -> Rule:
    """Return the rule of a word that is a name wherever it has a capital."""
    return lambda words, at, _: sense if words.written[at].istitle() else "verb"


def _reading(words: Words, at: int, verb: float) -> str:
    """Take Reading in the midst of a sentence for the town, unless a name goes on with it."""
    del verb
    if not words.written[at][:1].isupper() or words.written[at].isupper():
        return "verb"
    placed = words.word(at - 1) in _PLACES or words.word(at + 1) in {
        "gaol",
        "station",
        "abbey",
        "university",
        "fc",
    }
    inside = (
        at > 0
        and words.main(at - 1) not in {".", '"', "-"}
        and words.main(at + 1) not in {"NNP", "NN", "NNS"}
    )
    return "place" if placed or inside else "verb"


def _place(sense: str, other: str) -> Rule:
    named = _capital(sense, other)

    def rule(words: Words, at: int, verb: float) -> str:
        placed = words.word(at - 1) in _PLACES or words.word(at + 1) in {
            "gaol",
            "station",
            "abbey",
            "university",
        }
        return named(words, at, verb) if placed else other

    return rule


def _polish(words: Words, at: int, verb: float) -> str:
    del verb
    if not words.written[at][0].isupper() or words.written[at].isupper():
        return "shine"
    if at and words.main(at - 1) not in {".", '"'}:
        return "place"
    return "shine" if words.main(at + 1) in _DETERMINING | {"PRP", "IN"} else "place"


def _august(words: Words, at: int, verb: float) -> str:
    del verb
    if words.written[at].islower():
        return "adjective"
    after = words.written[at + 1 : at + 2]
    named = (
        bool(after)
        and (after[0].istitle() or after[0] in {"von", "der", "van"})
        and words.main(at + 1) != "CD"
    )
    first = at > 0 and words.main(at - 1) == "NNP" and words.main(at + 1) != "CD"
    return "name" if (named and words.main(at - 1) not in {"IN", "CD", "."}) or first else "month"


def _lead(words: Words, at: int, verb: float) -> str:
    """Take a noun without an article for the metal, as in "Lead is heavy"."""
    before, after = words.main(at - 1), words.word(at + 1)
    if at == 0 and after in _BE:
        return "metal"
    if verb > _LIKELY or before in {"DT", "PS", "JJ"} or words.word(at - 1) == "-":
        return "guide"
    noun = words.main(at + 1) in _NOMINAL | {"JJ"}
    return "metal" if before in {"IN", "CC", "VBN"} and verb < _HARDLY and not noun else ""


def _bow(words: Words, at: int, verb: float) -> str:
    if verb > _LIKELY:
        return "bend"
    left = set(words.low[max(0, at - 4) : at])
    made = left & {"made", "make", "making", "with", "gave", "give", "returned", "took", "take", "his", "her"}
    return "bend" if made and words.word(at - 1) in {"a", "an", "another", "'s", "s"} else ""


def _row(words: Words, at: int, verb: float) -> str:
    del verb
    had = {"had", "have", "having", "make", "made", "making", "up", "the", "'s"}
    if words.word(at - 1) == "a" and words.word(at - 2) in had:
        return "quarrel" if words.word(at + 1) != "of" else "line"
    return (
        "quarrel" if words.low[max(0, at - 3) : at] in {("what", "'s", "the"), ("what", "is", "the")} else ""
    )


def _tear(words: Words, at: int, verb: float) -> str:
    if verb > _LIKELY:
        return "rip"
    holed = words.word(at + 1) in {"in", "of"} and words.word(at + 2) in {
        "the",
        "his",
        "her",
        "my",
        "its",
        "their",
        "a",
    }
    return "rip" if holed and words.word(at + 3) not in {"eye", "eyes", "corner"} else ""


def _wound(words: Words, at: int, verb: float) -> str:
    before, after = words.main(at - 1), words.main(at + 1)
    if before in {"DT", "PS", "JJ", "TO", "CD", "MD"}:
        return "hurt"
    if before in {"NN", "NNS", "NNP", "PRP", "W", "CC", "BE", "HV", "RB"} and after in {
        "IN",
        "DT",
        "PS",
        "PRP",
        "RB",
    }:
        return "turned" if verb > _MAYBE or before != "CC" else "hurt"
    return ""


def _upset(words: Words, at: int, verb: float) -> str:
    """Tell the noun, as in "the upset of the day", from verb and adjective."""
    del verb
    noun = words.main(at - 1) in {"DT", "JJ", "CD"} and words.main(at + 1) not in {"NN", "NNS", "JJ"}
    return "noun" if noun else "verb"


def _by_verb(verb_sense: str, noun_sense: str) -> Rule:
    return lambda _words, _at, verb: verb_sense if verb > _LIKELY else noun_sense


def _dove(words: Words, at: int, verb: float) -> str:
    into = words.word(at + 1) in {
        "in",
        "into",
        "off",
        "under",
        "for",
        "down",
        "through",
        "headfirst",
        "beneath",
        "over",
    }
    subject = words.main(at - 1) in {"PRP", "NNP", "RB", "NN", "NNS", "CC"} and words.main(at + 1) in {
        "IN",
        "RB",
        "TO",
    }
    return "dive" if (into and verb > _MAYBE) or (subject and words.word(at + 1) != "of") else "bird"


def _close(words: Words, at: int, verb: float) -> str:
    """At the close, and to a close, are said like the verb."""
    del verb
    ended = words.word(at - 1) in {"the", "a", "its"} and words.word(at + 1) in {"of", ".", ",", ";", ""}
    return "verb" if ended else ""


def _number(words: Words, at: int, verb: float) -> str:
    del verb
    grown = words.word(at - 1) in {
        "grew",
        "grow",
        "growing",
        "felt",
        "feel",
        "feels",
        "became",
        "got",
        "getting",
        "went",
    }
    return "numb" if grown and words.word(at + 1) != "of" else "count"


def _job(words: Words, at: int, verb: float) -> str:
    if words.word(at - 1) in {"the", "a", "his", "her", "my", "this", "that", "your", "good"}:
        return "work"
    if words.written[at] == "Job" and at == 0:
        return "name" if words.word(at + 1) in {"'s", "was", "said", "answered"} else "work"
    return _capital("name", "work")(words, at, verb)


RULES: dict[str, Rule] = {
    "read": _read,
    "used": _used,
    "minute": _minute,
    "content": _content,
    "invalid": _invalid,
    **dict.fromkeys(("aged", "learned", "blessed", "cursed", "dogged", "beloved"), _syllables),
    "nice": _place("place", "kind"),
    "reading": _reading,
    "mobile": _place("place", "moving"),
    "polish": _polish,
    "august": _august,
    "job": _job,
    "nestle": _named("name"),
    "ravel": _named("name"),
    "lead": _lead,
    "bow": _bow,
    "row": _row,
    "tear": _tear,
    "wound": _wound,
    "sow": _by_verb("verb", "pig"),
    "sows": _by_verb("verb", "pig"),
    "dove": _dove,
    "number": _number,
    "resume": _by_verb("verb", "noun"),
    "contents": _by_verb("verb", "noun"),
    "upset": _upset,
    "close": _close,
}
