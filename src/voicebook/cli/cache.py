"""`voicebook cache`."""

import re
import sys
from typing import Annotated

import typer

from voicebook.cli.render import plural, say
from voicebook.errors import UsageError

_UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}

app = typer.Typer(
    help="Show what the speech cache holds, and make room.\n\nSpeech is kept so that the next build speaks"
    " only what has changed. It can be removed at any time: what is needed is spoken again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Place = Annotated[
    str | None,
    typer.Option(
        "--cache",
        envvar="VOICEBOOK_CACHE",
        metavar="DIR",
        help="The cache's folder, or its address in a store.",
        show_default="your cache folder",
    ),
]


@app.command(epilog="Example: voicebook cache info")
def info(*, cache: Place = None) -> None:
    """Show where the cache is and how much it holds."""
    from voicebook.storage.speech_cache import cache_at, usual_cache

    address = cache or usual_cache()
    held = cache_at(address).info()
    print(address, file=sys.stdout)  # noqa: T201 - the command's result
    say(f"{plural(held.packs, 'pack')}, {size(held.bytes)}.")


@app.command(epilog="Example: voicebook cache prune --to 2GB")
def prune(
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="SIZE", help="How much to keep, e.g. 500MB or 2GB.")
    ] = "10GB",
    cache: Place = None,
) -> None:
    """Remove the least recently used speech from the folder on this machine, until the rest fits."""
    from voicebook.storage.speech_cache import cache_at, usual_cache

    removed = cache_at(cache or usual_cache()).prune(read_size(to))
    say(f"Removed {plural(removed.packs, 'pack')}, {size(removed.bytes)}.")


@app.command(epilog="Example: voicebook cache clear")
def clear(*, cache: Place = None) -> None:
    """Remove all cached speech."""
    from voicebook.storage.speech_cache import cache_at, usual_cache

    removed = cache_at(cache or usual_cache()).clear()
    say(f"Removed {plural(removed.packs, 'pack')}, {size(removed.bytes)}.")


def read_size(text: str) -> int:
    """Return bytes: "2GB" → 2,000,000,000. Raises UsageError."""
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([KMGT]?)B?\s*", text.upper())
    if match is None:
        raise UsageError("VB-U10", f"{text!r:.40} is not a size", hint="write 500MB or 2GB")
    return int(float(match[1]) * _UNITS[match[2]])


def size(count: int) -> str:
    """Return bytes for people: 1,234,567 → "1.2 MB"."""
    number = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if number < 1000:  # noqa: PLR2004 - SI
            return f"{number:,.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
