"""`voicebook explain`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicebook.cli.render import plural, say

if TYPE_CHECKING:
    from voicebook.model.explanation import Decision, StructureLine, UnknownWord


def explain(
    source: Annotated[Path, typer.Argument(help="A text that voicebook reads.")],
    *,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Language of the text.", show_default="detected")
    ] = None,
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Show guesses only.")] = False,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Show the words that no dictionary knows instead.")
    ] = False,
    structure: Annotated[
        bool, typer.Option("--structure", help="Show what is narrated and what is not, and why, instead.")
    ] = False,
) -> None:
    """Show where the spoken text differs from the written text, and why.

    Columns: written, spoken ("-" is silence), and what decided: "guess" where it is one, class, rule,
    document and sentence. Guesses come first. Each line is a line of a lexicon: change its second column.
    With --structure: document, "said" or "silent", structure or reason, language, and how the text begins.
    """
    from voicebook import api

    settings = {"language": language} if language else {}
    if structure:
        count = _print(map(_structure, api.structure(source, **settings)))
        say(f"{plural(count, 'part')}; nothing was spoken.")
    elif unknown:
        count = _print(map(_unknown, api.unknown_words(source, **settings)))
        say(f"{plural(count, 'word')} that no dictionary knows.")
    else:
        count = _print(map(_decision, api.explain(source, guesses=doubtful, **settings)))
        say(f"{plural(count, 'reading')} {'in doubt' if doubtful else 'different from the text'}.")


def _print(rows: Iterator[tuple[str, ...]]) -> int:
    """Print rows as they come; return how many."""
    count = 0
    for row in rows:
        typer.echo("\t".join(row))
        count += 1
    return count


def _decision(decision: "Decision") -> tuple[str, ...]:
    why = (
        *(["guess"] if decision.guess else []),
        f"{decision.kind}: {decision.rule}" if decision.rule else decision.kind,
        f"{decision.document}#{decision.sentence}",
    )
    return decision.written, decision.spoken or "-", ", ".join(why)


def _unknown(found: "UnknownWord") -> tuple[str, ...]:
    return found.word, found.word, f"{plural(found.count, 'time')}, {found.document}#{found.sentence}"


def _structure(line: "StructureLine") -> tuple[str, ...]:
    if line.said:
        matter = f" ({line.matter})" if line.matter else ""
        return line.document, "said", line.structure + matter, line.language, line.text
    why = f"{line.structure}: {line.why}" + (f"; add {line.person}" if line.person else "")
    return line.document, "silent", why, "", line.text
