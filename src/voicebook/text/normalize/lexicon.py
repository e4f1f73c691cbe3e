"""The reader's own pronunciations, stronger than every rule.

An entry says a written form in other words, or by phonemes. It matches whole words, as written; one in
lower case also matches capitalized. The longest entry wins; of equal ones that of the nearer lexicon.
Files are read by `lexicon_files`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from voicebook.model.publication import Span
from voicebook.model.speech import Phonemes
from voicebook.text.language import Context, Said, Token
from voicebook.text.normalize.typography import fold

KIND = "lexicon"
PHONEMES = "phonemes"
"""The rule of an entry that is said by phonemes."""

_PART = re.compile(r"[\w]+|[^\w\s]")
_CONTINUED = (re.compile(r"\w-?$"), re.compile(r"\w$"))
_CONTINUES = (re.compile(r"-?\w"), re.compile(r"\w"))


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A written form and how to say it."""

    written: str
    spoken: str  # in words; the written form itself where `phonemes` say it
    phonemes: tuple[Phonemes, ...] = ()  # one for each word of `written`
    language: str = ""  # BCP 47 that it is for; "" is every one, "en" every English
    any_case: bool = False  # Kim also matches KIM and kim
    within: bool = False  # also matches inside a word
    silent: bool = False  # not said at all

    @property
    def form(self) -> str:
        """Return the written form as a view has it."""
        return " ".join(fold(self.written).text.split())

    def forms(self) -> Iterator[str]:
        """Yield what it matches in a view, letter for letter."""
        yield self.form
        if self.form.islower():
            yield self.form[:1].upper() + self.form[1:]

    def speaks(self, language: str) -> bool:
        """Tell whether it is for a language."""
        own, asked = self.language.lower(), language.lower()
        return not own or asked == own or asked.startswith(own + "-")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries, found by the first part of their form."""

    entries: tuple[LexiconEntry, ...] = ()
    _index: Mapping[str, tuple[tuple[str, LexiconEntry], ...]] = field(default_factory=dict)
    _within: re.Pattern[str] | None = None  # forms that match inside words

    @classmethod
    def of(cls, entries: Iterable[LexiconEntry]) -> "Lexicon":
        """Return a lexicon of entries; of those for the same form, language and flags the last stays."""
        kept = {(each.form, each.language, each.any_case, each.within): each for each in entries if each.form}
        index: dict[str, list[tuple[str, LexiconEntry]]] = {}
        for entry in kept.values():
            for form in entry.forms():
                index.setdefault(_first_part(form).casefold(), []).append((form, entry))
        ordered = {part: tuple(sorted(found, key=_strength)) for part, found in index.items()}
        return cls(tuple(kept.values()), ordered, _inside(kept.values()))

    def merged(self, others: Iterable["Lexicon"]) -> "Lexicon":
        """Return this lexicon and others as one; a later one wins."""
        return Lexicon.of([*self.entries, *(entry for other in others for entry in other.entries)])

    def __bool__(self) -> bool:
        """Tell whether there is any entry."""
        return bool(self.entries)

    def tag(self, view: str, context: Context) -> Iterator[Token]:
        """Find entries in a view: of whole words first, then of parts of words."""
        end = 0
        for part in _PART.finditer(view):
            if part.start() >= end:
                found = self._at(view, part, context.language)
                if found is not None:
                    yield found
                    end = found.span.end
        for match in self._within.finditer(view) if self._within else ():
            entry = self._entry(match[0], context.language, within=True)
            if entry is not None:
                yield _token(match.start(), match.end(), entry)

    def _at(self, view: str, part: "re.Match[str]", language: str) -> Token | None:
        start = part.start()
        for form, entry in self._index.get(part[0].casefold(), ()):
            end = start + len(form)
            same = view.startswith(form, start) or (
                entry.any_case and view[start:end].casefold() == form.casefold()
            )
            alone = _stands_alone(view, start, form, joined=not entry.phonemes)
            if same and alone and entry.speaks(language):
                return _token(start, end, entry)
        return None

    def _entry(self, found: str, language: str, *, within: bool) -> LexiconEntry | None:
        for form, entry in self._index.get(_first_part(found).casefold(), ()):
            same = form == found or (entry.any_case and form.casefold() == found.casefold())
            if same and entry.within >= within and entry.speaks(language):
                return entry
        return None


EMPTY = Lexicon()


def say(token: Token, context: Context) -> tuple[Said, ...]:
    """Say an entry. Capitals that stand alone, two or more in a row, are letters: `W P K`."""
    del context
    words = token.fields["spoken"].split()
    phonemes = _phonemes(token)
    if phonemes:
        return tuple(Said(word, phonemes=sound) for word, sound in zip(words, phonemes, strict=True))
    single = [len(word) == 1 and word.isupper() for word in words]
    return tuple(
        Said(word, letters=alone and (single[at - 1 : at] == [True] or single[at + 1 : at + 2] == [True]))
        for at, (word, alone) in enumerate(zip(words, single, strict=True))
    )


def _token(start: int, end: int, entry: LexiconEntry) -> Token:
    fields = {"spoken": entry.spoken}
    if entry.phonemes:
        fields["alphabet"] = entry.phonemes[0].alphabet
        fields["phonemes"] = " ".join(sound.text for sound in entry.phonemes)
    return Token(Span(start, end), KIND, PHONEMES if entry.phonemes else "lexicon", fields)


def _phonemes(token: Token) -> tuple[Phonemes, ...]:
    sounds = token.fields.get("phonemes", "").split()
    return tuple(Phonemes(token.fields["alphabet"], sound) for sound in sounds)


def _strength(found: tuple[str, LexiconEntry]) -> tuple[int, bool, int, str]:
    """Sort the longest form first, then what is meant for one language and case."""
    form, entry = found
    return -len(form), entry.any_case, -len(entry.language), form


def _inside(entries: Iterable[LexiconEntry]) -> "re.Pattern[str] | None":
    forms = sorted(
        {form for each in entries if each.within for form in each.forms()}, key=lambda f: (-len(f), f)
    )
    any_case = {each.form for each in entries if each.within and each.any_case}
    parts = [f"(?i:{re.escape(form)})" if form in any_case else re.escape(form) for form in forms]
    return re.compile("|".join(parts)) if parts else None


def _first_part(form: str) -> str:
    match = _PART.search(form)
    return match[0] if match else form


def _stands_alone(view: str, start: int, form: str, *, joined: bool) -> bool:
    """Return whether no letter or digit continues the form on either side, nor a hyphen unless `joined`."""
    end = start + len(form)
    before = form[0].isalnum() and _CONTINUED[joined].search(view[max(0, start - 2) : start]) is not None
    after = form[-1].isalnum() and _CONTINUES[joined].match(view, end) is not None
    return not before and not after
