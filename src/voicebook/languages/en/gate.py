"""Gates: a family of taggers runs only where its trigger is in the sentence."""

import re
from collections.abc import Callable, Iterable, Iterator

from voicebook.text.language import Context, Tagger, Token


def gate(trigger: re.Pattern[str] | Callable[[str], bool], *taggers: Tagger) -> Tagger:
    """Return one tagger that asks a cheap question first: most sentences have nothing to normalize."""
    is_open: Callable[[str], object] = trigger.search if isinstance(trigger, re.Pattern) else trigger

    def tag(view: str, context: Context) -> Iterable[Token]:
        return _all(taggers, view, context) if is_open(view) else ()

    return tag


def _all(taggers: tuple[Tagger, ...], view: str, context: Context) -> Iterator[Token]:
    for tagger in taggers:
        yield from tagger(view, context)
