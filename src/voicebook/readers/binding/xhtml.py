"""XHTML documents as bytes: the frame of a chapter, and the title page.

Rules: EPUB 3.3 content documents; EPUB Accessibility 1.1 (`lang` and `xml:lang`, headings without
skipped levels, `epub:type` with its DPUB role, sections named by their heading).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicebook.model.publication import Metadata

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})

_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" {language}>
<head>
<title>{title}</title>
</head>
<body>
<section {attributes}>
{content}
</section>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of a title page in one language."""

    by: str  # before the authors
    conjunction: str  # between the last two authors
    narrated: str  # {} is the voice


PHRASES = {
    "en": Phrases("By {}", "and", "Narrated by a synthetic voice: {}."),
    "de": Phrases("Von {}", "und", "Gelesen von einer synthetischen Stimme: {}."),
    "fr": Phrases("Par {}", "et", "Lu par une voix de synthèse : {}."),
    "es": Phrases("Por {}", "y", "Narrado por una voz sintética: {}."),
    "it": Phrases("Di {}", "e", "Letto da una voce sintetica: {}."),
    "pt": Phrases("Por {}", "e", "Narrado por uma voz sintética: {}."),
    "nl": Phrases("Door {}", "en", "Voorgelezen door een synthetische stem: {}."),
}
_FALLBACK = "en"


def allowed(text: str) -> str:
    """Return text without the characters that XML 1.0 forbids (section 2.2)."""
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """Return text for XHTML content or a double-quoted attribute; what XML forbids is dropped."""
    return allowed(text).translate(_SPECIAL)


def language_attributes(tag: str) -> str:
    """Return `lang` and `xml:lang`, as they have to stand together."""
    return f'lang="{escape(tag)}" xml:lang="{escape(tag)}"'


def chapter(*, title: str, language: str, content: str, heading_id: str = "", kind: str = "chapter") -> bytes:
    """Return the document of a chapter whose `content` is XHTML already.

    The section is named by the heading with `heading_id`, or, without one, by the title itself.
    `kind` is "chapter" or "part".
    """
    name = f'aria-labelledby="{heading_id}"' if heading_id else f'aria-label="{escape(title)}"'
    attributes = f'id="{kind}" epub:type="{kind}" role="doc-{kind}" {name}'
    return _document(title, language, attributes, content)


def title_page(metadata: Metadata, narrator: str) -> bytes:
    """Return the title page: title, authors, and that the voice is synthetic.

    `narrator` names the voice for people: "eSpeak NG, English (America)"; a leading
    "synthetic voice:" is not said twice. In a language whose words we lack, the line about the voice
    is English and marked so.
    """
    primary = metadata.language.split("-")[0].lower()
    phrases = PHRASES.get(primary)
    voice = re.sub(r"^synthetic voice:\s*", "", narrator, flags=re.IGNORECASE)
    line = escape((phrases or PHRASES[_FALLBACK]).narrated.format(voice))
    foreign = "" if phrases else f" {language_attributes(_FALLBACK)}"
    content = [f'<h1 id="title">{escape(metadata.title)}</h1>']
    if metadata.authors:
        content.append(f'<p class="author">{escape(_byline(metadata.authors, phrases))}</p>')
    content.append(f'<p class="narrator"{foreign}>{line}</p>')
    attributes = 'id="titlepage" epub:type="titlepage" aria-labelledby="title"'
    return _document(metadata.title, metadata.language, attributes, "\n".join(content))


def _byline(authors: Sequence[str], phrases: Phrases | None) -> str:
    if phrases is None:
        return ", ".join(authors)
    *others, last = authors
    names = f"{', '.join(others)} {phrases.conjunction} {last}" if others else last
    return phrases.by.format(names)


def _document(title: str, language: str, attributes: str, content: str) -> bytes:
    frame = _FRAME.format(
        language=language_attributes(language), title=escape(title), attributes=attributes, content=content
    )
    return frame.encode()
