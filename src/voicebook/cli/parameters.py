"""What `voicebook build` can be told: its argument and its options, in the order of its help."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from voicebook.cli.progress import Style as ProgressStyle


class Spread(StrEnum):
    """What runs the work."""

    processes = "processes"
    dask = "dask"


Sources = Annotated[
    list[Path] | None,
    typer.Argument(metavar="SOURCES", help="Texts and EPUBs, and folders of them.", show_default="texts"),
]
Output = Annotated[
    str,
    typer.Option(
        "-o", "--output", metavar="DIR", help="Where the books go: a folder, or its address in a store."
    ),
]
Engine = Annotated[
    str | None, typer.Option(metavar="NAME", help="The engine that speaks.", show_default="auto")
]
Voice = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The voice, as `voicebook voices` lists it.", show_default=False),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="TAG", help="Language of the texts, e.g. en-GB.", show_default="detected"),
]
Rate = Annotated[
    float | None,
    typer.Option(metavar="N", help="Tempo, 0.5 to 3 times the voice's own.", show_default="1"),
]
Title = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Title of the book.", show_default="from the text")
]
Author = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Author; may be repeated.", show_default=False)
]
Formats = Annotated[
    str | None,
    typer.Option("--format", metavar="LIST", help="Formats to make.", show_default="epub,mp3"),
]
More = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Any other setting, e.g. date=2026 or pauses.sentence=200; may be repeated.",
        show_default=False,
    ),
]
KeepAll = Annotated[
    bool,
    typer.Option(
        "--keep-all", help="Keep what voicebook would remove as left over from web pages and scans."
    ),
]
ReplaceNarration = Annotated[
    bool, typer.Option("--replace-narration", help="Replace the narration of EPUBs that already have one.")
]
Chapters = Annotated[
    str | None, typer.Option(metavar="A-B", help="Make a proof of these chapters.", show_default=False)
]
Sample = Annotated[
    str | None,
    typer.Option(metavar="60s", help="Make a proof of about this length.", show_default=False),
]
Jobs = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Number of processes.", show_default="one per core")
]
Cache = Annotated[
    str | None,
    typer.Option(
        envvar="VOICEBOOK_CACHE",
        metavar="DIR",
        help="Where speech is kept for the next build; or the address of a store, e.g. s3://bucket/speech.",
        show_default="your cache folder",
    ),
]
Executor = Annotated[
    Spread, typer.Option("--executor", help="What runs the work: processes here, or a Dask cluster.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Dask's scheduler, e.g. tcp://host:8786.",
        show_default="a cluster of this machine",
    ),
]
CacheLimit = Annotated[
    str,
    typer.Option(envvar="VOICEBOOK_CACHE_LIMIT", metavar="SIZE", help="How much speech is kept, e.g. 500MB."),
]
Force = Annotated[bool, typer.Option("--force", help="Rebuild books even if nothing has changed.")]
OnlyFailed = Annotated[
    bool, typer.Option("--only-failed", help="Build only what the last report does not list as done.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Plan and report; speak nothing.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 when a book has findings of severity error.")
]
Style = Annotated[
    ProgressStyle, typer.Option("--progress", envvar="VOICEBOOK_PROGRESS", help="How progress is shown.")
]
