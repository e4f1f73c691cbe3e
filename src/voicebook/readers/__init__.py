"""Dock of readers: a source becomes a publication of XHTML documents."""
