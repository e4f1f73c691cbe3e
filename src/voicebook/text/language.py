"""The language dock's protocol: taggers find written forms, verbalizers say them.

A language pack is data plus a few functions. A tagger gets the *view* of a sentence: its text with
typography folded (see `typography.py`), so that it sees plain spaces, apostrophes and digits.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from voicebook.model.explanation import Context as Context  # noqa: PLC0414 - packs take it from here
from voicebook.model.publication import Span
from voicebook.model.speech import Phonemes


@dataclass(frozen=True, slots=True)
class Token:
    """A written form that a tagger recognised."""

    span: Span  # within the view
    kind: str  # semiotic class, lower case: "cardinal", "date", "letters", …
    rule: str  # a stable name, shown by `voicebook explain`
    fields: Mapping[str, str] = field(default_factory=dict)  # what the verbalizer needs
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One spoken word of a verbalized token."""

    text: str
    letters: bool = False
    phonemes: Phonemes | None = None


Tagger = Callable[[str, Context], Iterable[Token]]
Verbalizer = Callable[[Token, Context], tuple[Said, ...]]  # () is silence


@dataclass(frozen=True, slots=True)
class Stops:
    """Abbreviations whose stop need not end a sentence, in lower case and without that stop."""

    before_name: frozenset[str] = frozenset()  # "dr", "mr": never ends a sentence before a capital
    before_number: frozenset[str] = frozenset()  # "no", "p", "vol": not before a number
    inside: frozenset[str] = frozenset()  # "e.g", "i.e", "vs": hardly ever end a sentence
    anywhere: frozenset[str] = frozenset()  # "inc", "u.k", "jr": end one before a starter
    always: frozenset[str] = frozenset()  # "etc": end one before every capital
    closing: frozenset[str] = frozenset()  # "a.m", "p.m": so do they …
    continued: frozenset[str] = frozenset()  # … but before these: "monday", "eastern"
    appended: frozenset[str] = frozenset()  # "esq", "jr": go on with the name before them
    units: frozenset[str] = frozenset()  # "in", "ft": abbreviations behind a number, words elsewhere
    lettered: frozenset[str] = frozenset()  # "letter", "vitamin": a letter behind one is no initial
    agents: frozenset[str] = frozenset()  # "by", "and": an initial may follow them, even I
    speech: frozenset[str] = frozenset()  # "said", "cried": who said it goes on with a quotation
    starters: frozenset[str] = frozenset()  # words that often begin a sentence: "the", "he", "then"
    whole: bool = False  # these are all that the language needs: nothing else proposes ends


@dataclass(frozen=True, slots=True)
class Language:
    """A language pack."""

    code: str  # BCP 47 without region: "en"
    default_region: str  # "en" means "en-US"
    taggers: tuple[Tagger, ...]
    verbalizers: Mapping[str, Verbalizer]  # by kind
    precedence: tuple[str, ...]  # kinds, strongest first; decides between spans of equal length
    stops: Stops = field(default_factory=Stops)
    decimal_point: bool = True  # its decimal sign is a point: a document may have another habit
