"""voicebook turns texts into talking books, offline."""

from typing import TYPE_CHECKING, Any

from voicebook._version import __version__ as __version__

if TYPE_CHECKING:
    from voicebook.api import *  # noqa: F403 - the library is what `api` lists
    from voicebook.api import __all__ as __all__
else:

    def __getattr__(name: str) -> Any:
        """Return a part of the library; it is imported when it is first asked for."""
        from importlib import import_module

        api = import_module("voicebook.api")
        if name == "__all__":
            return api.__all__
        return getattr(api, name)

    def __dir__() -> list[str]:
        """List the library, for who looks for a name."""
        from voicebook.api import __all__

        return [*__all__, "__version__"]
