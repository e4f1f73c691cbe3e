"""Abbreviations whose stop need not end a sentence: what the segmenter asks."""

from voicebook.languages.en import tables
from voicebook.text.language import Stops

_BEFORE_NAME, _BEFORE_NUMBER, _INSIDE, _ANYWHERE, _CLOSING, _CONTINUED = tables.kinds(
    "stops.tsv", "before_name", "before_number", "inside", "anywhere", "closing", "continued"
)


def _cued(*cues: str) -> frozenset[str]:
    """Return abbreviations by their cue: no initials, no ordinary words, none of those in stops.tsv."""
    listed = _BEFORE_NAME | _BEFORE_NUMBER | _INSIDE | _ANYWHERE | tables.word_set("short-words.tsv")
    found = (row[0].rstrip(".").lower() for row in tables.rows("abbreviations.tsv", key=3) if row[2] in cues)
    return frozenset(short for short in found if "." not in short) - listed


STOPS = Stops(
    before_name=_BEFORE_NAME
    | _cued("name", "between-names", "bracket-name")
    | {title.lower().rpartition(" ")[2] for title in tables.pairs("titles.tsv")},
    before_number=_BEFORE_NUMBER
    | _cued("", "any", "number", "bracket")
    | {word.lower() for word in tables.pairs("references.tsv")}
    | {row[0].rstrip(".").lower() for row in tables.rows("roman-cues.tsv") if row[0].endswith(".")},
    inside=_INSIDE,
    anywhere=_ANYWHERE,
    closing=_CLOSING,
    continued=_CONTINUED,
)
