"""Chapters, and what a source says of itself -> a publication."""
