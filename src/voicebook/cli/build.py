"""`voicebook build`."""

import os
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

if TYPE_CHECKING:
    from voicebook.making.shelf import Request
    from voicebook.model.report import Outcome
    from voicebook.storage.outputs import Outputs
    from voicebook.workers.cluster import DaskExecutor
    from voicebook.workers.process import ProcessExecutor

_MOST_LINES = 10
_MOST_BOOKS = 16  # at once: more would only take memory, for one process plans and packs them all

EPILOG = "Example: voicebook build novel.txt -o books --voice en-GB --sample 60s"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(build)


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
    from voicebook.making.brief import checked_request
    from voicebook.making.shelf import Means, Request, build_shelf
    from voicebook.model.proof import Proof
    from voicebook.settings import read_assignments
    from voicebook.sources.find import find_sources
    from voicebook.storage.outputs import outputs_at
    from voicebook.storage.speech_cache import cache_at, usual_cache
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
    request = Request(
        settings=read_assignments(more or [])
        | {name: value for name, value in named.items() if value is not None},
        proof=Proof.read(chapters, sample),
        dry_run=dry_run,
        force=force,
        only_failed=only_failed,
    )
    checked_request(request.settings)
    limit = read_size(cache_limit)
    limit_memory()
    outputs = outputs_at(output)
    found = find_sources(sources or [Path("texts")], outputs.folder)
    try:
        speech = cache_at(cache or usual_cache())
        with progress(style) as shown, _executor(executor, scheduler, jobs, speech.address) as crew:
            books = _MOST_BOOKS if scheduler else min(crew.workers, _MOST_BOOKS)  # more workers may come
            means = Means(crew, speech, books, limit)
            made = build_shelf(found, outputs, request, means, shown.hear)
            outcomes = tuple(sorted(made, key=lambda outcome: outcome.number))
    except KeyboardInterrupt:
        say("Stopped. Finished books, chapters and speech are kept; the same command goes on from there.")
        raise
    _summarize(outcomes, outputs, request)
    if any(outcome.error or (strict and outcome.is_severe()) for outcome in outcomes):
        raise typer.Exit(ExitStatus.FAILED)


def _executor(
    spread: Spread, scheduler: str | None, jobs: int | None, cache: str
) -> "ProcessExecutor | DaskExecutor":
    """Return what runs the work. Raises UsageError, EngineError."""
    jobs = jobs or os.cpu_count() or 1
    if spread is Spread.dask:
        from voicebook.workers.cluster import DaskExecutor

        return DaskExecutor(cache, scheduler, jobs)
    if scheduler is not None:
        raise UsageError("VB-U14", "--scheduler needs --executor dask", hint="add --executor dask")
    from voicebook.workers.process import ProcessExecutor

    return ProcessExecutor(jobs)


def _names(text: str) -> list[str]:
    return [name.strip().lower() for name in text.split(",") if name.strip()]


def _summarize(outcomes: "tuple[Outcome, ...]", outputs: "Outputs", request: "Request") -> None:
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
        if request.dry_run:
            plan = outcome.report.plan
            parts = plural(len(plan.documents), "part")
            say(f"{outcome.folder.name}: {plural(plan.sentences, 'sentence')} in {parts}; nothing was spoken")
        for path in sorted(outcome.report.outputs):
            if "/" not in path:
                print(outputs.place(outcome.folder / path), file=sys.stdout)  # noqa: T201 - the command's result
    _count(outcomes)


def _count(outcomes: "tuple[Outcome, ...]") -> None:
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
