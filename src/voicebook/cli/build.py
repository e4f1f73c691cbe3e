"""`voicebook build`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from voicebook.cli import parameters
from voicebook.cli.cache import read_size
from voicebook.cli.parameters import Spread
from voicebook.cli.progress import Style, progress
from voicebook.cli.render import finding_line, length, plural, say
from voicebook.errors import ExitStatus, UsageError
from voicebook.making.studio import LOCAL, Studio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicebook.model.report import Outcome

_MOST_LINES = 10


def build(  # noqa: PLR0913 - an option is a parameter
    sources: parameters.Sources = None,
    *,
    output: parameters.Output = "output",
    engine: parameters.Engine = None,
    voice: parameters.Voice = None,
    language: parameters.Language = None,
    rate: parameters.Rate = None,
    title: parameters.Title = None,
    author: parameters.Author = None,
    formats: parameters.Formats = None,
    more: parameters.More = None,
    keep_all: parameters.KeepAll = False,
    replace_narration: parameters.ReplaceNarration = False,
    chapters: parameters.Chapters = None,
    sample: parameters.Sample = None,
    jobs: parameters.Jobs = None,
    cache: parameters.Cache = None,
    executor: parameters.Executor = Spread.processes,
    scheduler: parameters.Scheduler = None,
    cache_limit: parameters.CacheLimit = "10GB",
    force: parameters.Force = False,
    only_failed: parameters.OnlyFailed = False,
    dry_run: parameters.DryRun = False,
    strict: parameters.Strict = False,
    style: parameters.Style = Style.auto,
) -> None:
    """Make a talking book of each text.

    Each becomes an EPUB 3 that highlights what is spoken, and an MP3 for each chapter. Without
    arguments texts/ is built into output/. A file is a book, a folder is a batch of them.
    One book that fails never stops the others.
    """
    from voicebook.model.proof import Proof
    from voicebook.settings import read_assignments
    from voicebook.workers.memory import limit_memory

    named = {
        "engine": engine,
        "voice": voice,
        "language": language,
        "rate": rate,
        "title": title,
        "authors": author or None,
        "formats": _names(formats) if formats is not None else None,
        "keep_all": keep_all or None,
        "replace_narration": replace_narration or None,
    }
    settings = {name: value for name, value in named.items() if value is not None}
    settings = read_assignments(more or []) | settings
    proof = Proof.read(chapters, sample)
    limit = read_size(cache_limit)
    limit_memory()
    try:
        work = Studio(jobs=jobs, cache=cache, scheduler=_scheduler(executor, scheduler), cache_limit=limit)
        with progress(style) as shown, work as studio:
            made = studio.build(
                sources or [Path("texts")],
                output,
                proof=proof,
                force=force,
                only_failed=only_failed,
                dry_run=dry_run,
                progress=shown.hear,
                **settings,
            )
            outcomes = sorted(made, key=lambda outcome: outcome.number)
    except KeyboardInterrupt:
        say("Stopped. Finished books, chapters and speech are kept; the same command goes on from there.")
        raise
    _summarize(outcomes, dry_run=dry_run)
    if any(outcome.error or (strict and outcome.is_severe()) for outcome in outcomes):
        raise typer.Exit(ExitStatus.FAILED)


def _scheduler(spread: Spread, scheduler: str | None) -> str | None:
    """Return the scheduler of the work, None for processes of this machine. Raises UsageError."""
    if spread is Spread.dask:
        return scheduler or LOCAL
    if scheduler is not None:
        raise UsageError("VB-U14", "--scheduler needs --executor dask", hint="add --executor dask")
    return None


def _names(text: str) -> list[str]:
    return [name.strip().lower() for name in text.split(",") if name.strip()]


def _summarize(outcomes: "Sequence[Outcome]", *, dry_run: bool) -> None:
    """Print findings and counts on stderr, and the path of each book on stdout."""
    from voicebook.making.book_report import FOR_A_PERSON

    for outcome in outcomes:
        if outcome.report is None:
            continue
        lines = [finding_line(finding) for finding in outcome.report.findings]
        for line in lines[:_MOST_LINES]:
            say(f"{outcome.folder.name}: {line}")
        if len(lines) > _MOST_LINES:
            more = plural(len(lines) - _MOST_LINES, "more finding")
            say(f"{outcome.folder.name}: and {more} in report.json")
        people = sum(finding.code in FOR_A_PERSON for finding in outcome.report.findings)
        if people:
            say(f"{outcome.folder.name}: {plural(people, 'finding')} above that only a person can settle")
        if dry_run:
            plan = outcome.report.plan
            parts = plural(len(plan.documents), "part")
            say(f"{outcome.folder.name}: {plural(plan.sentences, 'sentence')} in {parts}; nothing was spoken")
        for file in outcome.files:
            print(file, file=sys.stdout)  # noqa: T201 - the command's result
    _count(outcomes)


def _count(outcomes: "Sequence[Outcome]") -> None:
    made = [outcome.report for outcome in outcomes if outcome.report]
    failed = len(outcomes) - len(made)
    unchanged = sum(report.unchanged for report in made)
    if not outcomes:
        say("Nothing to do: the last report lists every book as done.")
    elif failed:
        say(f"{plural(len(made), 'book')} done, {failed} failed. `--only-failed` builds those again.")
    elif unchanged == len(made):
        say(f"Nothing has changed in {plural(len(made), 'book')}; --force rebuilds all the same.")
    elif any(report.outputs for report in made):
        total = sum(report.seconds for report in made)
        rest = f", {unchanged} of them unchanged" if unchanged else ""
        say(f"{plural(len(made), 'book')} done{rest}, {length(total)} of speech.")
