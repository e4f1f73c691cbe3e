"""A source becomes planned sentences: what is said, by which voice, with which pause."""
