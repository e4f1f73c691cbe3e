"""EPUB 2 -> EPUB 3."""

from voicebook.model.finding import Finding
from voicebook.model.publication import Members


def upgraded(members: Members) -> tuple[Members, tuple[Finding, ...]]:
    """Return the members of an EPUB 3."""
    return members, ()
