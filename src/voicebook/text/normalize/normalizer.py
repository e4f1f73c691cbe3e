"""Sentence -> spoken form: taggers propose, one selection chooses, verbalizers say, readings tile.

Laws (each a property test): the readings tile both forms, in order; words are the runs between
spaces of the spoken text; normalizing twice changes nothing more; no text raises an error.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from unicodedata import category

from voicebook.model.publication import Given, Span
from voicebook.model.speech import Manner, Reading, SpokenForm
from voicebook.text.language import Context, Language, Said, Token
from voicebook.text.normalize import abbreviations
from voicebook.text.normalize import lexicon as lexicon_module
from voicebook.text.normalize.chaining import chained
from voicebook.text.normalize.context import context_of
from voicebook.text.normalize.given import numerals_in, tag_given
from voicebook.text.normalize.lexicon import EMPTY, Lexicon
from voicebook.text.normalize.readings import PLAIN, SOUNDED, SPACE, TYPOGRAPHY, Composer, plain_form
from voicebook.text.normalize.typography import View, fold, pointed

_MOST_PASSES = 6  # over what was said: nearly always one, which changes nothing
_UNSAID = frozenset({PLAIN, SPACE, TYPOGRAPHY}) | SOUNDED

MapEntry = tuple[int, int, int, int]
"""Spoken start and end, written start and end: code points, half-open."""


def normalize(
    written: str,
    language: Language | None,
    context: Context,
    lexicon: Lexicon = EMPTY,
    given: tuple[Given, ...] = (),
) -> SpokenForm:
    """Return the spoken form of one sentence. Without a language only typography is settled.

    What the source says itself (`given`, spans in `written`) is said so.

    `By 1946 the WPK had 366 000 members.` →
    `By nineteen forty six the W P K had three hundred sixty six thousand members.`
    """
    form = _once(written, language, context, lexicon, given=given)
    for _ in range(_MOST_PASSES):
        if all(reading.kind in _UNSAID for reading in form.readings):
            break
        protected = [reading.spoken for reading in form.readings if reading.kind == lexicon_module.KIND]
        again = _once(form.text, language, context, EMPTY, protected)
        if again.text == form.text:
            break
        form = chained(form, again)
    return form


def _once(
    written: str,
    language: Language | None,
    context: Context,
    lexicon: Lexicon,
    protected: Iterable[Span] = (),
    given: tuple[Given, ...] = (),
) -> SpokenForm:
    view = fold(written)
    if context.decimal_comma and language is not None and language.decimal_point:
        view = pointed(view)
    if given:
        context = replace(context, numerals=numerals_in(view, given))
    proposals = _proposals(view.text, language, context, lexicon)
    if given:
        proposals = chain(tag_given(view, given), proposals)
    tokens = select(proposals, _precedence(language), len(view.text), protected)
    if not tokens and view.starts is None and _is_tidy(view.tidy):
        return plain_form(view.tidy)
    return _composed(view, tokens, language, context)


def normalize_document(
    text: str, language: Language | None, tag: str, lexicon: Lexicon = EMPTY, context: Context | None = None
) -> SpokenForm:
    """Return the spoken form of a whole document: its context is read first, sentence by sentence next.

    `tag` is the document's language, with region; `context` replaces what the text says itself.
    """
    return _joined(list(normalized_sentences(text, language, tag, lexicon, context)), len(text))


def normalized_sentences(
    text: str, language: Language | None, tag: str, lexicon: Lexicon = EMPTY, context: Context | None = None
) -> Iterator[tuple[int, SpokenForm]]:
    """Yield where each sentence of a document begins, and its spoken form, as `normalize_document` does."""
    from voicebook.text.sentences.segment import segment

    context = context or context_of(text, tag)
    for span in segment(text, language, tag):
        yield span.start, normalize(span.of(text), language, context, lexicon)


def spoken_map(form: SpokenForm, written: str) -> list[MapEntry]:
    """Return where each spoken word was written: every written letter and digit once, in order.

    A word said as written maps to itself; a token's words map to all of it; a silent form has an
    empty spoken side.
    """
    entries: list[MapEntry] = []
    for reading in form.readings:
        for entry in _entries(reading, form.text, written):
            if entries and _touches(entries[-1], entry):
                last = entries[-1]
                entries[-1] = (last[0], entry[1], last[2], entry[3])
            else:
                entries.append(entry)
    return entries


def word_sources(form: SpokenForm, written: str) -> tuple[tuple[Span, Span], ...]:
    """Return for each word of a form its letters, and what of the written text it is said for.

    The punctuation that touches a word is left out, unless there is nothing else:
    `(10 000)` → `(ten thousand)` → `ten` 1-4 for 1-7, `thousand` 5-13 for 1-7.
    """
    said = [reading for reading in form.readings if reading.spoken]
    found: list[tuple[Span, Span]] = []
    first = 0
    for letters in (_lettered(span, form.text) for span in form.spans):
        while said[first].spoken.end <= letters.start:
            first += 1
        last = first
        while said[last].spoken.end < letters.end:
            last += 1
        start = _source(said[first], letters, written).start
        found.append((letters, Span(start, _source(said[last], letters, written).end)))
    return tuple(found)


def _lettered(span: Span, text: str) -> Span:
    """Return a word without the punctuation round it; marks on letters (in "हिन्दी" the last) are no such."""
    lettered = [at for at in range(span.start, span.end) if category(text[at])[0] not in "PSZC"]
    return Span(lettered[0], lettered[-1] + 1) if lettered else span


def _source(reading: Reading, letters: Span, written: str) -> Span:
    """Return what of a reading's written range a part of its spoken one comes from: of a change, all."""
    if reading.kind != PLAIN:
        return reading.written.trimmed(written)
    shift = reading.written.start - reading.spoken.start
    return Span(max(reading.spoken.start, letters.start), min(reading.spoken.end, letters.end)).shift(shift)


def select(
    tokens: Iterable[Token], precedence: tuple[str, ...], length: int, protected: Iterable[Span] = ()
) -> list[Token]:
    """Choose tokens that do not overlap: the user's lexicon first, then the longest, then by precedence.

    Returns them in the order of the text. No token touches a protected span.
    """
    rank = _ranks(precedence)
    ordered = sorted(
        tokens,
        key=lambda token: (
            token.kind != lexicon_module.KIND,
            -len(token.span),
            rank.get(token.kind, len(rank)),
            token.span,
        ),
    )
    if not ordered:
        return []
    taken = bytearray(length)
    for span in protected:
        taken[span.start : span.end] = b"\x01" * len(span)
    chosen: list[Token] = []
    for token in ordered:
        start, end = token.span.start, token.span.end
        if start < end and taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            chosen.append(token)
    return sorted(chosen, key=lambda token: token.span)


@cache
def _ranks(precedence: tuple[str, ...]) -> dict[str, int]:
    kinds = (lexicon_module.KIND, abbreviations.KIND, *precedence)
    return {kind: at for at, kind in enumerate(kinds)}


def _proposals(text: str, language: Language | None, context: Context, lexicon: Lexicon) -> Iterator[Token]:
    if lexicon:
        yield from lexicon.tag(text, context)
    if context.expanded:
        yield from abbreviations.tag_long_forms(text, context)
    if language is not None:
        for tagger in language.taggers:
            yield from tagger(text, context)


def _precedence(language: Language | None) -> tuple[str, ...]:
    return language.precedence if language else ()


def _is_tidy(text: str) -> bool:
    return "  " not in text and text[:1] != " " and text[-1:] != " "


def _composed(view: View, tokens: list[Token], language: Language | None, context: Context) -> SpokenForm:
    composer = Composer(view)
    at = 0
    for token in tokens:
        if at < token.span.start:
            composer.plain(at, token.span.start)
        composer.token(token, _said(token, language, context))
        at = token.span.end
    if at < len(view.text):
        composer.plain(at, len(view.text))
    form = composer.finish()
    if not form.readings and view.length:
        return SpokenForm("", (Reading(Span(0, view.length), Span(0, 0), SPACE),))
    return form


def _said(token: Token, language: Language | None, context: Context) -> tuple[Said, ...]:
    if token.kind in {lexicon_module.KIND, abbreviations.KIND} or language is None:
        return lexicon_module.say(token, context)
    return language.verbalizers[token.kind](token, context)


def _joined(forms: list[tuple[int, SpokenForm]], length: int) -> SpokenForm:
    """Join the forms of a document's sentences with one space for the white space between them."""
    said = [(start, form) for start, form in forms if form.readings]
    texts: list[str] = []
    readings: list[Reading] = []
    at = written = 0
    manners: list[Manner] = []
    for start, form in said:
        apart = start > written or (texts[-1:] and texts[-1][-1:].isalnum() and form.text[:1].isalnum())
        gap = " " if form.text and at and apart else ""
        if start > written or gap:
            readings.append(_gap(Span(written, start), Span(at, at + len(gap))))
        at += len(gap)
        texts += [gap, form.text]
        readings += [
            Reading(r.written.shift(start), r.spoken.shift(at), r.kind, r.rule, r.doubt)
            for r in form.readings
        ]
        manners += [replace(manner, at=manner.at + at) for manner in form.manners]
        at += len(form.text)
        written = readings[-1].written.end
    if written < length:
        readings.append(_gap(Span(written, length), Span(at, at)))
    return SpokenForm("".join(texts), tuple(readings), tuple(manners))


def _gap(written: Span, spoken: Span) -> Reading:
    return Reading(written, spoken, PLAIN if len(written) == len(spoken) else SPACE)


def _entries(reading: Reading, spoken: str, written: str) -> Iterator[MapEntry]:
    if reading.kind == PLAIN:
        text = reading.spoken.of(spoken)
        shift = reading.written.start - reading.spoken.start
        start = reading.spoken.start
        for word in text.split(" "):
            if word:
                yield start, start + len(word), start + shift, start + len(word) + shift
            start += len(word) + 1
        return
    said, source = reading.spoken.trimmed(spoken), reading.written.trimmed(written)
    if said or source:
        yield said.start, said.end, source.start, source.end


def _touches(last: MapEntry, entry: MapEntry) -> bool:
    """Return whether two entries share a spoken word: no space parts them, and both are said."""
    return last[1] == entry[0] and last[0] < last[1] and entry[0] < entry[1] and last[3] == entry[2]
