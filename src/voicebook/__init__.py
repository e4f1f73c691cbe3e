"""voicebook turns texts into talking books, offline."""

__version__ = "0.1.0"
