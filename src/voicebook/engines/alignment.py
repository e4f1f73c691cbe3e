"""Finds the word of each phoneme where a voice runs words together ("in the")."""

import difflib
from collections.abc import Sequence


def owners(phonemes: Sequence[str], words: Sequence[Sequence[str]]) -> list[int]:
    """Return for each phoneme of a run the index of its word; `words` are the phonemes of each word alone.

    A phoneme that matches none of them belongs to the word before it.
    """
    alone = [(phoneme, at) for at, word in enumerate(words) for phoneme in word]
    matcher = difflib.SequenceMatcher(None, phonemes, [phoneme for phoneme, _ in alone], autojunk=False)
    known = {
        block.a + step: alone[block.b + step][1]
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
    found: list[int] = []
    for at in range(len(phonemes)):
        last = found[-1] if found else 0
        found.append(max(last, known.get(at, last)))
    return found


def owners_by_group(groups: Sequence[Sequence[str]], words: Sequence[Sequence[str]]) -> list[int]:
    """Return the same for phonemes in groups: each is a word, except where words are run together."""
    said, alone = (["".join(each) for each in several] for several in (groups, words))
    matcher = difflib.SequenceMatcher(None, said, alone, autojunk=False)
    found: list[int] = []
    for _, start, end, word, last in matcher.get_opcodes():
        if end - start == last - word:
            found += [word + at for at, group in enumerate(groups[start:end]) for _ in group]
        else:
            phonemes = [phoneme for group in groups[start:end] for phoneme in group]
            within = owners(phonemes, words[word:last])
            found += [min(word + owner, len(words) - 1) for owner in within]
    return found
