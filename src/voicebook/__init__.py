"""voicebook turns texts into talking books, offline."""

from voicebook._version import __version__ as __version__
