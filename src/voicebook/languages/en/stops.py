"""Where English sentences end: the words that the segmenter asks."""

from dataclasses import fields

from voicebook.languages.en import tables
from voicebook.text.language import Stops

_KINDS = tuple(field.name for field in fields(Stops) if field.name not in {"starters", "whole"})
_BESIDE = frozenset({"units", "lettered", "agents", "speech"})
_LISTED = dict(zip(_KINDS, tables.kinds("stops.tsv", *_KINDS), strict=True))


def _cued(*cues: str) -> frozenset[str]:
    """Return abbreviations by their cue: no initials, no ordinary words, none of those in stops.tsv."""
    known = (words for kind, words in _LISTED.items() if kind not in _BESIDE)
    listed = frozenset().union(*known, tables.word_set("short-words.tsv"))
    found = (row[0].rstrip(".").lower() for row in tables.rows("abbreviations.tsv", key=3) if row[2] in cues)
    return frozenset(short for short in found if "." not in short) - listed


_NUMBERED = {
    *(word.lower() for word in tables.pairs("references.tsv")),
    *(row[0].rstrip(".").lower() for row in tables.rows("roman-cues.tsv") if row[0].endswith(".")),
}
_MORE = {
    "before_name": _cued("name", "between-names", "bracket-name")
    | {title.lower().rpartition(" ")[2] for title in tables.pairs("titles.tsv")},
    "before_number": _cued("number", "bracket") | _NUMBERED,
    "anywhere": _cued("", "any", "after-name"),
}

STOPS = Stops(
    **{kind: words | frozenset(_MORE.get(kind, ())) for kind, words in _LISTED.items()},
    starters=frozenset(map(str.lower, tables.word_set("starters.tsv"))),
    whole=True,
)
