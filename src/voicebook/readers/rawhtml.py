"""Raw HTML in Markdown -> its text. No tag is ever passed through."""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)[^<>]*>")
SCRIPTS = ("script", "style", "template", "noscript")
"""Elements whose content is no text to read."""

_PARAGRAPH_END = re.compile(r"\n\s*\n")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}  # one for one, unlike str.lower
_BREAKS = frozenset("p div br li tr table ul ol h1 h2 h3 h4 h5 h6 section article summary details".split())


def tag_name(tag: str) -> str:
    """Return the name of a tag, lower case; "" for a comment or another construct."""
    match = _TAG.match(tag)
    return match[1].lower() if match else ""


def paragraphs_of(html: str) -> Iterator[str]:
    """Yield the paragraphs of text in a block of HTML, without tags, comments, scripts and styles."""
    text = _without(html, "<!--", "-->")
    text = _without(_without(text, "<?", "?>"), "<![CDATA[", "]]>")
    for name in SCRIPTS:
        text = _without(text, f"<{name}", f"</{name}>")
    text = unescape(_TAG.sub(lambda tag: "\n\n" if tag[1].lower() in _BREAKS else "", text))
    for paragraph in _PARAGRAPH_END.split(text):
        if paragraph.strip():
            yield " ".join(paragraph.split())


def _without(text: str, start: str, end: str) -> str:
    """Return text without what stands between two marks; in one pass, however hostile."""
    lowered, position = text.translate(_LOWER), 0
    kept: list[str] = []
    while (found := lowered.find(start, position)) >= 0:
        kept.append(text[position:found])
        close = lowered.find(end, found + len(start))
        if close < 0:
            return "".join(kept)
        position = close + len(end)
    return "".join(kept) + text[position:]
