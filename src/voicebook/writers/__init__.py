"""Dock of writers: a narrated book becomes files."""
