"""Which links of a text a book can keep."""

import re

_WEB = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.?(?::\d{1,5})?"
    r"(?:[/?](?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
)
_MAIL = re.compile(
    r"mailto:[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+(?:\?(?:[A-Za-z0-9._~/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
)
_NO_SLUG = re.compile(r"[^\w\- ]")


def is_outward(url: str) -> bool:
    """Tell whether a URL is one for the web or for mail, and well-formed (RFC 3986)."""
    return bool(_WEB.fullmatch(url) or _MAIL.fullmatch(url))


def slug(heading: str) -> str:
    """Return the anchor that Markdown sites give a heading: "The Old Pier!" → "the-old-pier"."""
    return _NO_SLUG.sub("", heading.strip().lower()).replace(" ", "-")
