"""The formats "json" and "m3u": when each sentence and word is heard, and a list of the audio files.

docs/reference/formats.md has the schema of the first.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voicebook.model.timeline import Caption, Track, milliseconds
from voicebook.writers.base import NarratedBook
from voicebook.writers.files import FOLDER, BookWriter, file_name, write_text

VERSION = 1
"""Of the timeline's schema: it goes up when a key changes its meaning or goes."""


def _timeline(book: NarratedBook) -> Iterator[str]:
    """Yield a timeline, a line for each sentence."""
    metadata = book.publication.metadata
    about = {
        "version": VERSION,
        "title": metadata.title,
        "authors": list(metadata.authors),
        "language": metadata.language,
        "identifier": metadata.identifier,
        "narrator": book.narrator,
    }
    yield json.dumps(about, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "chapters": ['
    for number, track in enumerate(book.heard, start=1):
        chapter = {
            "document": track.document,
            "title": track.title,
            "audio": f"{FOLDER}/{file_name(number, len(book.heard), track)}",
        }
        yield (
            ("," if number > 1 else "") + "\n    " + _one_line(chapter).removesuffix("}") + ', "sentences": ['
        )
        before = "\n      "
        for caption in book.captions(track):
            yield before + _one_line(_sentence(caption, track))
            before = ",\n      "
        yield "\n    ]}"
    yield "\n  ]\n}\n"


def _sentence(caption: Caption, track: Track) -> dict[str, Any]:
    words = [
        [word.span.start, word.span.end, milliseconds(word.start, track.rate), int(word.estimated)]
        for word in caption.words
    ]
    begin, end = (milliseconds(frame, track.rate) for frame in (caption.start, caption.end))
    return {"id": caption.sentence, "text": caption.text, "begin": begin, "end": end, "words": words}


def _one_line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _playlist(book: NarratedBook) -> Iterator[str]:
    metadata = book.publication.metadata
    author = f"{metadata.authors[0]} – " if metadata.authors else ""
    yield f"#EXTM3U\n#PLAYLIST:{_flat(author + metadata.title)}\n"
    for number, track in enumerate(book.heard, start=1):
        seconds = max((caption.end for caption in book.captions(track)), default=0) / track.rate
        name = file_name(number, len(book.heard), track)
        yield f"#EXTINF:{round(seconds)},{_flat(track.title)}\n{FOLDER}/{name}\n"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _write_timeline(book: NarratedBook, path: Path) -> None:
    write_text(path, _timeline(book))


def _write_playlist(book: NarratedBook, path: Path) -> None:
    write_text(path, _playlist(book))


TIMELINE = BookWriter("json", "VB-W15", ".timeline.json", _write_timeline, always=True)
PLAYLIST = BookWriter("m3u", "VB-W15", ".m3u8", _write_playlist, always=True)
