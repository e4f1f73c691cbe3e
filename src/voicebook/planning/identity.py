"""What identifies a publication and when it last changed: the same in every build."""

import os
import re
from datetime import UTC, datetime
from uuid import UUID, uuid5

from voicebook.errors import SettingsError
from voicebook.model.publication import Metadata
from voicebook.settings import Settings

_NAMESPACE = UUID("5b0c9f0e-6e0f-5a54-9c0b-8f6c1d1f4a27")
_FIXED = "2026-01-01T00:00:00Z"
_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def identifier(metadata: Metadata) -> str:
    """Return the identifier that was given, else a UUIDv5 of title, authors and language.

    Never of the text: a corrected book is the same book, and a reader keeps its bookmarks.
    """
    if metadata.identifier:
        return metadata.identifier
    name = "\n".join([metadata.title, *metadata.authors, metadata.language])
    return f"urn:uuid:{uuid5(_NAMESPACE, name)}"


def modified(settings: Settings) -> str:
    """Return dcterms:modified: SOURCE_DATE_EPOCH, else the setting, else a fixed date.

    (reproducible-builds.org, SOURCE_DATE_EPOCH specification.) Raises SettingsError.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, OSError) as error:
            raise SettingsError(
                "VB-S10",
                f"SOURCE_DATE_EPOCH is not a time: {epoch!r:.40}",
                hint="give it in seconds since 1970",
            ) from error
    if settings.modified and not _FORM.fullmatch(settings.modified):
        raise SettingsError(
            "VB-S11",
            f"modified is not a UTC time: {settings.modified!r:.40}",
            hint="write 2026-05-17T12:00:00Z",
        )
    return settings.modified or _FIXED
