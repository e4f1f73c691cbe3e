"""What the models look at: a word's neighbours, their classes, what governs it, and a verb that may follow.

The design and its figures: one pooled model for all words that are a noun or a verb, whose shared features
name no word, so that "they will ___" is a verb for words that were never seen as one.
"""

from collections.abc import Callable, Iterator

from voicebook.languages.en.heteronyms.words import Words

_FAR = 8  # words to the left in which a governor is looked for, and to the right a finite verb
MODALS = frozenset("will would can could shall should may might must 'll 'd ca wo cannot".split())
DO = frozenset("do does did don didn doesn".split())
_BE = frozenset("am is are was were be been being 's 're 'm".split())
_HAVE = frozenset("have has had having 've".split())
_PRONOUNS = frozenset("i you he she it we they who that which there".split())
OBJECTS = frozenset("me him us them her himself herself themselves myself".split())
_FINITE = frozenset({"VBD", "VBZ", "MD", "BE", "HV", "DO"})


def _member(listed: frozenset[str]) -> Callable[[str, str, int], bool]:
    return lambda word, _kind, _step: word in listed


def governor(words: Words, at: int) -> str:
    """Return what a word stands under: the nearest to the left of what tells nouns and verbs apart."""
    for step in range(1, _FAR + 1):
        word, kind = words.word(at - step), words.kind(at - step)
        found = _governing(word, kind.partition("/")[0], step)
        if found:
            return found
    return "far"


def _governing(word: str, kind: str, step: int) -> str:
    return next((name for name, holds in _GOVERNORS if holds(word, kind, step)), "").format(
        word=word, kind=kind, step=min(step, 3), near=min(step, 2)
    )


_GOVERNORS: tuple[tuple[str, Callable[[str, str, int], bool]], ...] = (
    *(
        (name, _member(listed))
        for name, listed in (("modal", MODALS), ("do", DO), ("be", _BE), ("have", _HAVE))
    ),
    ("start", lambda word, _kind, _step: not word),
    ("not", lambda word, _kind, _step: word in {"not", "n't"}),
    ("{word}", lambda word, _kind, _step: word in {"to", "let"}),
    ("pronoun{near}", lambda word, kind, _step: word in _PRONOUNS and kind != "DT"),
    ("object", lambda word, _kind, _step: word in OBJECTS),
    ("{kind}{step}", lambda _word, kind, _step: kind in {"DT", "PS", "CD"}),
    ("{kind}", lambda _word, kind, _step: kind in {"IN", "VB", "VBD", "VBZ", "VBG", "VBN", "."}),
)


def finite_verb(words: Words, at: int) -> str:
    """Return the class of the first finite verb to the right, before a mark; "" if there is none."""
    for step in range(1, _FAR + 1):
        kind = words.main(at + step)
        if kind in {"", ".", ",", "(", ")", "-"}:
            return ""
        if kind in _FINITE:
            return f"{kind}{min(step, 3)}"
    return ""


def local(words: Words, at: int) -> Iterator[str]:
    """Yield what stands right beside a word: the features that a word also has for itself."""
    w, k = words.word, words.kind
    yield f"w-1={w(at - 1)}"
    yield f"w+1={w(at + 1)}"
    yield f"w-2={w(at - 2)}"
    yield f"w+2={w(at + 2)}"
    yield f"k-1={k(at - 1)}"
    yield f"k+1={k(at + 1)}"
    yield f"k-2={k(at - 2)}"
    yield f"k+2={k(at + 2)}"
    yield f"k-1+1={k(at - 1)},{k(at + 1)}"
    yield f"k-2-1={k(at - 2)},{k(at - 1)}"
    yield f"g={governor(words, at)}"
    yield f"f={finite_verb(words, at)}"
    yield f"g,k+1={governor(words, at)},{k(at + 1)}"


def shared(words: Words, at: int) -> Iterator[str]:
    """Yield all that the pooled model looks at, without the word itself."""
    w, k = words.word, words.kind
    yield from local(words, at)
    yield f"k-3={k(at - 3)}"
    yield f"k+3={k(at + 3)}"
    yield f"w-2-1={w(at - 2)},{w(at - 1)}"
    yield f"w-1+1={w(at - 1)},{w(at + 1)}"
    yield f"w+1+2={w(at + 1)},{w(at + 2)}"
    yield f"k+1+2={k(at + 1)},{k(at + 2)}"
    yield f"k-3-2-1={k(at - 3)},{k(at - 2)},{k(at - 1)}"
    yield f"k-2-1+1={k(at - 2)},{k(at - 1)},{k(at + 1)}"
    yield f"k-1+1+2={k(at - 1)},{k(at + 1)},{k(at + 2)}"
    yield f"w-1k+1={w(at - 1)},{k(at + 1)}"
    yield f"k-1w+1={k(at - 1)},{w(at + 1)}"
    yield f"e-1={w(at - 1)[-3:]}"
    yield f"e+1={w(at + 1)[-3:]}"
    number = "s" if w(at).endswith("s") and not w(at).endswith("ss") else "0"
    yield f"n={number}"
    for name in (
        f"w-1={w(at - 1)}",
        f"k-1={k(at - 1)}",
        f"k+1={k(at + 1)}",
        f"k-2-1={k(at - 2)},{k(at - 1)}",
    ):
        yield f"n{number},{name}"
    governed, verb = governor(words, at), finite_verb(words, at)
    yield f"n{number},g={governed}"
    yield f"n{number},f={verb}"
    yield f"g,f={governed},{verb}"
    case = "A" if words.written[at].isupper() else "C" if words.written[at][0].isupper() else "c"
    yield f"case={case}{at == 0:d}"
    yield f"e={w(at)[-3:]}"


def around(words: Words, at: int) -> Iterator[str]:
    """Yield what a model of one word looks at: its neighbours, and all words near it."""
    yield from local(words, at)
    for step in range(-_FAR, _FAR + 1):
        word = words.word(at + step)
        if step and len(word) > 3:  # noqa: PLR2004 - shorter words say little of a topic
            yield f"b={word}"
