"""Dock of speech engines."""
