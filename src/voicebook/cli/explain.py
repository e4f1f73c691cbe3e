"""`voicebook explain`."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicebook.cli.render import plural, say
from voicebook.cli.structure import structure_lines

if TYPE_CHECKING:
    from voicebook.planning.decisions import Decision
    from voicebook.planning.narration import Narration

EPILOG = "Example: voicebook explain novel.txt --doubtful >> lexicon.tsv"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(explain)


def explain(
    source: Annotated[Path, typer.Argument(help="A text that voicebook reads.")],
    *,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Language of the text.", show_default="detected")
    ] = None,
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only what is a guess.")] = False,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Instead, the words that no dictionary knows.")
    ] = False,
    structure: Annotated[
        bool, typer.Option("--structure", help="Instead, what is narrated and what is not, and why.")
    ] = False,
) -> None:
    """Show what is said unlike it is written, and why.

    Columns: written, spoken ("-" is silence), and what decided: "guess" where it is one, class, rule,
    document and sentence. Guesses come first. Each line is a line of a lexicon: change its second column.
    With --structure: document, "said" or "silent", structure or reason, language, and how the text begins.
    """
    from voicebook.making.brief import open_narration
    from voicebook.sources.find import find_sources

    asked = {"language": language} if language else {}
    count = 0
    for each in find_sources([source], Path("output")):
        narration = open_narration(each, asked)
        shown = (
            structure_lines if structure else _unknown if unknown else partial(_readings, doubtful=doubtful)
        )
        for line in shown(narration):
            count += 1
            typer.echo(line)
    if structure:
        say(f"{plural(count, 'part')}; nothing was spoken.")
    elif unknown:
        say(f"{plural(count, 'word')} that no dictionary knows.")
    else:
        say(f"{plural(count, 'reading')} {'in doubt' if doubtful else 'unlike what is written'}.")


def _readings(narration: "Narration", *, doubtful: bool) -> Iterator[str]:
    from voicebook.planning.decisions import guesses_first

    for change in guesses_first(lambda: _changes(narration)):
        if doubtful and not change.guess:
            return
        yield "\t".join([change.written, change.spoken or "-", ", ".join(_why(change))])


def _changes(narration: "Narration") -> "Iterator[Decision]":
    from voicebook.planning.decisions import decisions

    for document in narration.book.spine:
        for _, said in narration.said(document):
            for each in said:
                yield from decisions(document, each.sentence, each.spoken)


def _why(change: "Decision") -> Iterator[str]:
    if change.guess:
        yield "guess"
    yield f"{change.kind}: {change.rule}" if change.rule else change.kind
    yield f"{change.document}#{change.sentence}"


def _unknown(narration: "Narration") -> Iterator[str]:
    """Yield a line for each unknown word, the most frequent first, with the place where it is first."""
    counts: Counter[str] = Counter()
    places: dict[str, str] = {}
    for word, place in _strangers(narration):
        counts[word] += 1
        places.setdefault(word, place)
    for word, count in sorted(counts.items(), key=lambda found: (-found[1], found[0])):
        yield f"{word}\t{word}\t{plural(count, 'time')}, {places[word]}"


def _strangers(narration: "Narration") -> Iterator[tuple[str, str]]:
    """Yield words that no dictionary knows, and where they are; name each language that has none."""
    from voicebook.text.dictionary import has_dictionary, unknown_parts

    without: set[str] = set()
    for document in narration.book.spine:
        for block, said in narration.said(document):
            language = block.language
            if not has_dictionary(language):
                if language not in without:
                    say(f"There is no dictionary for {language}.")
                without.add(language)
                continue
            for each in said:
                words = (word.text for word in each.spoken.words if not (word.letters or word.phonemes))
                place = f"{document}#{each.sentence.id}"
                yield from ((part, place) for word in words for part in unknown_parts(word, language))
