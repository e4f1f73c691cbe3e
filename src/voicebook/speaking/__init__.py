"""Planned sentences become packs of speech, and packs become tracks."""
