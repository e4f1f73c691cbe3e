"""The trained models: weights of features, summed in order, so that a decision is the same everywhere."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from voicebook.languages.en.heteronyms import data, features
from voicebook.languages.en.heteronyms.words import Words

_SHOWN = 3  # features that a decision names


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely a sense is, and what spoke for it most."""

    sense: str
    probability: float
    heaviest: tuple[str, ...]


def verb(words: Words, at: int) -> Verdict:
    """Return whether a word is a verb, by the pooled model."""
    word = words.low[at]
    found = [
        *features.shared(words, at),
        *(f"{word}|{name}" for name in features.local(words, at)),
        f"{word}|",
        "",
    ]
    total, heaviest = _sum(pooled_weights(), found)
    probability = 1 / (1 + math.exp(-total))
    return Verdict("verb", probability, heaviest) if total > 0 else Verdict("noun", 1 - probability, heaviest)


def own(words: Words, at: int) -> Verdict | None:
    """Return the likeliest sense by the word's own model; None if it has none."""
    models = own_weights().get(words.low[at])
    if not models:
        return None
    found = list(features.around(words, at))
    sums = {sense: _sum(weights, [*found, ""]) for sense, weights in models.items()}
    best = max(sorted(sums), key=lambda sense: sums[sense][0])
    scale = sum(math.exp(total - sums[best][0]) for total, _ in sums.values())
    return Verdict(best, 1 / scale, sums[best][1])


def _sum(weights: dict[str, float], found: Iterable[str]) -> tuple[float, tuple[str, ...]]:
    held = sorted((-abs(weights[name]), name) for name in set(found) if name in weights)
    return math.fsum(weights[name] for _, name in held), tuple(name for _, name in held if name)[:_SHOWN]


@cache
def pooled_weights() -> dict[str, float]:
    """Return the weights of the pooled model by feature; "" is the intercept."""
    return {"" if row[0] == "-" else row[0]: float(row[1]) for row in data.rows("pooled.tsv")}


@cache
def own_weights() -> dict[str, dict[str, dict[str, float]]]:
    """Return the weights of the words' own models by word, sense and feature."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for word, sense, name, weight in data.rows("own.tsv", 3):
        found.setdefault(word, {}).setdefault(sense, {})["" if name == "-" else name] = float(weight)
    return found
