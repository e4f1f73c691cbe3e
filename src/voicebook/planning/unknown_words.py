"""Words of a book that no dictionary knows: what a voice has to guess from letters."""

import logging
from collections import Counter
from collections.abc import Iterator

from voicebook.model.explanation import UnknownWord
from voicebook.planning.narration import Narration, SaidSentence
from voicebook.text.normalize.dictionary import has_dictionary, unknown_parts

_log = logging.getLogger(__name__)


def unknown_words(narration: Narration) -> tuple[UnknownWord, ...]:
    """Return the unknown words, the most frequent first.

    Words in a language without a dictionary are passed over; a warning in the log names the language.
    """
    counts: Counter[str] = Counter()
    places: dict[str, tuple[str, str]] = {}
    for word, document, sentence in _occurrences(narration):
        counts[word] += 1
        places.setdefault(word, (document, sentence))
    ranked = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return tuple(UnknownWord(word, count, *places[word]) for word, count in ranked)


def _occurrences(narration: Narration) -> Iterator[tuple[str, str, str]]:
    """Yield each unknown word with its document and the id of its sentence."""
    without: set[str] = set()
    for document in narration.documents:
        for block, said in narration.said(narration.open(document).sentences()):
            if has_dictionary(block.language):
                for each in said:
                    yield from ((word, document, each.sentence.id) for word in _unknown(each, block.language))
            elif block.language not in without:
                _log.warning("there is no dictionary for %s: its words are not looked up", block.language)
                without.add(block.language)


def _unknown(said: SaidSentence, language: str) -> Iterator[str]:
    for word in said.spoken.words:
        if not (word.letters or word.phonemes):
            yield from unknown_parts(word.text, language)
