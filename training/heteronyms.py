"""Trains what tells heteronyms apart, prints how well it does, and writes its tables.

    uv run --with scikit-learn python training/heteronyms.py train.tsv ewt-tags.tsv.gz

`train.tsv` is the training part of Google's Wikipedia Homograph Data (Apache-2.0), joined with its senses;
`ewt-tags.tsv.gz` holds the words and tags of the English Web Treebank (CC BY-SA 4.0). Neither is part of the
project. Prints five-fold figures, all and balanced over (word, sense), for each part of the decision, and
the precision of each rule; writes classes.tsv, pooled.tsv and own.tsv beside the package's modules.
"""

import argparse
import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from voicebook.languages.en.heteronyms import data, decide, features, models
from voicebook.languages.en.heteronyms import words as words_module
from voicebook.languages.en.heteronyms.words import Words

FOLDER = Path(decide.__file__).parent
_COARSE = {
    "NN": "NN",
    "NNS": "NNS",
    "NNP": "NNP",
    "NNPS": "NNP",
    "VB": "VB",
    "VBP": "VB",
    "VBD": "VBD",
    "VBN": "VBN",
    "VBG": "VBG",
    "VBZ": "VBZ",
    "JJ": "JJ",
    "JJR": "JJ",
    "JJS": "JJ",
    "RB": "RB",
    "RBR": "RB",
    "RBS": "RB",
    "IN": "IN",
    "RP": "IN",
    "DT": "DT",
    "PDT": "DT",
    "PRP$": "PS",
    "POS": "PS",
    "WP$": "PS",
    "PRP": "PRP",
    "MD": "MD",
    "TO": "TO",
    "CC": "CC",
    "CD": "CD",
    "WDT": "W",
    "WP": "W",
    "WRB": "W",
    "EX": "EX",
    "UH": "RB",
}
_AUXILIARIES = {
    **dict.fromkeys("am is are was were be been being 's 're 'm".split(), "BE"),
    **dict.fromkeys("have has had having 've".split(), "HV"),
    **dict.fromkeys("do does did".split(), "DO"),
}
_LEAST = 2  # times that a feature is seen
_SMALL = 0.1  # a weight below is not kept


@dataclass(frozen=True, slots=True)
class Example:
    """A heteronym in a sentence."""

    words: Words
    at: int
    word: str  # in lower case
    sense: str
    weight: float = 1.0
    own: bool = True  # features with the word in them count


def treebank(path: Path) -> list[list[tuple[str, str]]]:
    """Return the sentences of the training part: words and coarse classes."""
    sentences: list[list[tuple[str, str]]] = [[]]
    part = ""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("# split"):
                part = line.split()[2]
            elif part == "train" and not line.startswith("#"):
                if not line.strip():
                    sentences.append([])
                elif len(columns := line.rstrip("\n").split("\t")) > 2 and columns[0]:  # noqa: PLR2004
                    low = columns[0].lower()
                    sentences[-1].append((columns[0], _AUXILIARIES.get(low) or _COARSE.get(columns[2], "")))
    return [sentence for sentence in sentences if sentence]


def write_classes(sentences: list[list[tuple[str, str]]]) -> None:
    """Write the class of each word that the treebank has at least twice, or that is a closed class."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, kind in sentence:
            if (kind and word[0].isalpha()) or word in {"'s", "'m", "'d", "'ll", "'re", "'ve", "n't"}:
                counts[word.lower()][kind] += 1
    rows = []
    for word in sorted(counts):
        total = sum(counts[word].values())
        best = [kind for kind, count in counts[word].most_common(2) if count >= 0.2 * total]
        if total >= _LEAST:
            rows.append(f"{word}\t{'/'.join(best)}")
    head = "# Classes of words, drawn from the English Web Treebank (CC BY-SA 4.0; see NOTICE)\n"
    (FOLDER / "classes.tsv").write_text(head + "# word\tclass\n" + "\n".join(rows) + "\n", encoding="utf-8")
    for cached in (data.rows, words_module.class_of, words_module.classes):
        cached.cache_clear()


def wikipedia(path: Path) -> Iterator[Example]:
    """Yield the labelled sentences, their senses named as in our tables by their sound."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        low = row["word"].lower()
        if low not in decide.FORMS:
            continue
        words = Words.of(row["sentence"].replace("’", "'"))
        places = [at for at, word in enumerate(words.low) if word == low]
        if len(places) >= int(row["occurrence"]):
            yield Example(words, places[int(row["occurrence"]) - 1], low, sense(low, row["ipa_ok"]))


def sense(word: str, ipa: str) -> str:
    """Return the sense of a word whose sound is nearest to one that is given."""
    sounds = decide.sounds()[word]
    return min(sounds, key=lambda name: (_distance(folded(sounds[name]), folded(ipa)), name))


_FOLDED = {
    "ː": "",
    "ˌ": "",
    "ɪɹ": "ir",
    "ɜɹ": "ɚ",
    "əɹ": "ɚ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ɹ": "r",
    "ɝ": "ɚ",
    "ɜ": "ɚ",
    "ɪ": "ə",
    "ɔ": "ɑ",
    "ɒ": "ɑ",
    "ɡ": "g",
}


def folded(ipa: str) -> str:
    """Return a sound without what writers of IPA differ in; the stress stays."""
    for old, new in _FOLDED.items():
        ipa = ipa.replace(old, new)
    return ipa


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (char != against))
    return row[-1]


def tagged(sentences: list[list[tuple[str, str]]]) -> Iterator[Example]:
    """Yield treebank words that are seen as verb and as noun or adjective, at most 60 of a word and class."""
    kinds = {"VB": "verb", "VBD": "", "VBZ": "verb", "NN": "noun", "NNS": "noun", "JJ": "noun"}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, kind in sentence:
            counts[word.lower()][kinds.get(kind, "")] += 1
    both = {word for word, found in counts.items() if found["verb"] >= _LEAST and found["noun"] >= _LEAST}
    taken: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        words = Words.of(" ".join(word for word, _ in sentence).replace("’", "'"))
        if len(words.low) != len(sentence):
            continue
        for at, (word, kind) in enumerate(sentence):
            label, low = kinds.get(kind, ""), word.lower()
            if label and low in both and taken[low, label] < 60:  # noqa: PLR2004
                taken[low, label] += 1
                yield Example(words, at, low, label, 0.2, own=False)


def weighted(examples: Iterable[Example]) -> list[Example]:
    """Return examples with their sense's share made even, up to a factor of 6."""
    examples = list(examples)
    counts = Counter((each.word, each.sense) for each in examples)
    totals = Counter(each.word for each in examples)
    return [
        Example(
            each.words,
            each.at,
            each.word,
            each.sense,
            each.weight * min(6.0, totals[each.word] / (2 * counts[each.word, each.sense])),
            each.own,
        )
        for each in examples
    ]


def fit(rows: list[list[str]], labels: list[bool], weights: list[float], strength: float) -> dict[str, float]:
    """Fit a logistic regression; return the weights of its features, "" the intercept."""
    seen = Counter(name for row in rows for name in set(row))
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{name: 1.0 for name in row if seen[name] >= _LEAST} for row in rows])
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    model = LogisticRegression(C=strength, solver="liblinear", random_state=0)
    model.fit(matrix, np.array(labels), sample_weight=np.array(weights))
    found = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    return {"": float(model.intercept_[0])} | {name: float(value) for name, value in found.items()}


def pooled(examples: list[Example]) -> dict[str, float]:
    """Fit the model of all words that are a noun or a verb."""
    rows = []
    for each in examples:
        row = list(features.shared(each.words, each.at))
        if each.own:
            row += [f"{each.word}|{name}" for name in features.local(each.words, each.at)] + [f"{each.word}|"]
        rows.append(row)
    return fit(rows, [each.sense == "verb" for each in examples], [each.weight for each in examples], 0.5)


def own(examples: list[Example]) -> dict[tuple[str, str], dict[str, float]]:
    """Fit a model for each sense of each other word."""
    by_word: defaultdict[str, list[Example]] = defaultdict(list)
    for each in examples:
        by_word[each.word].append(each)
    found = {}
    for word, group in sorted(by_word.items()):
        if len({each.sense for each in group}) < 2:  # noqa: PLR2004
            continue
        rows = [list(features.around(each.words, each.at)) for each in group]
        for name in sorted({each.sense for each in group}):
            labels = [each.sense == name for each in group]
            found[word, name] = fit(rows, labels, [each.weight for each in group], 0.5)
    return found


def install(pool: dict[str, float], owned: dict[tuple[str, str], dict[str, float]]) -> None:
    """Make the package decide with these weights."""
    by_word: dict[str, dict[str, dict[str, float]]] = {}
    for (word, name), weights in owned.items():
        by_word.setdefault(word, {})[name] = weights
    models.pooled_weights = lambda: pool  # type: ignore[assignment]
    models.own_weights = lambda: by_word  # type: ignore[assignment]


def train(examples: list[Example], extra: list[Example]) -> None:
    """Fit both kinds of models on examples, and make the package decide with them."""
    pairs = [each for each in examples if each.word in decide.pairs()]
    rest = [each for each in examples if each.word not in decide.pairs()]
    install(pooled([*weighted(pairs), *extra]), own(weighted(rest)))


def evaluate(examples: list[Example], extra: list[Example], folds: int) -> None:
    """Print figures of cross-validation."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    rules: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    parts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for fold in range(folds):
        train([each for at, each in enumerate(examples) if at % folds != fold], extra)
        for each in examples[fold::folds]:
            name, rule, _ = decide.sense_of(each.words, each.at)
            good = name == each.sense
            total[each.word, each.sense] += 1
            right[each.word, each.sense] += good
            part = rule.partition(" ")[0]
            if part not in {"cue", "before", "after", "near", "prose"}:
                part = "pair" if each.word in decide.pairs() else "own"
            parts[part][0] += good
            parts[part][1] += 1
            if part in {"before", "after", "near", "cue"}:
                rules[f"{each.word} {name} {part}"][0] += good
                rules[f"{each.word} {name} {part}"][1] += 1
    micro = sum(right.values()) / sum(total.values())
    balanced = float(np.mean([right[key] / total[key] for key in total]))
    print(
        f"{folds}-fold: {100 * micro:.1f} % of {sum(total.values())},"
        f" by sense {100 * balanced:.1f} % of {len(total)}"
    )
    for part, (good, count) in sorted(parts.items()):
        print(f"  {part}: {100 * good / count:.1f} % of {count}")
    for rule, (good, count) in sorted(rules.items()):
        if good / count < 0.9:  # noqa: PLR2004
            print(f"  rule {rule}: {good} of {count}")
    worst = sorted((right[key] - total[key], key) for key in total)[:25]
    print(
        "  most wrong:",
        ", ".join(f"{word}/{name} {-miss} of {total[word, name]}" for miss, (word, name) in worst),
    )


def write(pool: dict[str, float], owned: dict[str, dict[str, dict[str, float]]]) -> None:
    """Write the tables of weights."""
    head = "# Weights, trained by training/heteronyms.py on Wikipedia Homograph Data (Google, Apache-2.0)"
    kept = sorted((name, value) for name, value in pool.items() if abs(value) >= _SMALL)
    lines = [f"{name or '-'}\t{value:.2f}" for name, value in kept]
    text = (
        f"{head} and the English Web Treebank (CC BY-SA 4.0; see NOTICE)\n# feature\tweight\n"
        + "\n".join(lines)
        + "\n"
    )
    (FOLDER / "pooled.tsv").write_text(text, encoding="utf-8")
    lines = [
        f"{word}\t{name}\t{feature or '-'}\t{value:.2f}"
        for word, senses in sorted(owned.items())
        for name, weights in sorted(senses.items())
        for feature, value in sorted(weights.items())
        if abs(value) >= _SMALL
    ]
    text = f"{head} (see NOTICE)\n# word\tsense\tfeature\tweight\n" + "\n".join(lines) + "\n"
    (FOLDER / "own.tsv").write_text(text, encoding="utf-8")


def main() -> int:
    """Train, print figures, write tables."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("train", type=Path)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    sentences = treebank(options.treebank)
    write_classes(sentences)
    examples, extra = list(wikipedia(options.train)), list(tagged(sentences))
    print(f"{len(examples)} labelled sentences, {len(extra)} words of the treebank")
    if options.folds:
        evaluate(examples, extra, options.folds)
    train(examples, extra)
    write(models.pooled_weights(), models.own_weights())
    return 0


if __name__ == "__main__":
    sys.exit(main())
