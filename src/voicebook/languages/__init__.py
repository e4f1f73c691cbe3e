"""Dock of languages: data and a few functions per language."""
