"""voicebook turns texts into talking books, offline."""

from voicebook._version import __version__ as __version__
from voicebook.api import *  # noqa: F403 - the library is what `api` lists
from voicebook.api import __all__ as __all__
