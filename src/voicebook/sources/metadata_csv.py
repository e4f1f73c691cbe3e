"""`metadata.csv`: what a library knows of its books, a line a file, for a whole batch.

The first line names the columns: `file` (relative to the CSV) and settings by their names; several
authors or subjects are parted by semicolons. An empty cell says nothing.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voicebook.errors import Location, SettingsError
from voicebook.settings import LISTS, In, checked, names_in

NAME = "metadata.csv"

_LARGEST = 50_000_000  # bytes
_LONGEST_CELL = 100_000  # characters
_COLUMNS = names_in(In.CATALOGUE)


def read_catalogue(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what a folder's metadata.csv says: file name -> settings; nothing where there is none.

    Raises SettingsError (VB-S31) with the line of what is wrong.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(_text(path)), dialect=_dialect(path), strict=True)
    found: dict[str, Mapping[str, Any]] = {}
    try:
        columns = [column.strip().lower() for column in next(rows, [])]
        _check(columns, path)
        for row in rows:
            cells = dict(zip(columns, map(str.strip, row), strict=False))
            file = cells.pop("file", "").replace("\\", "/").removeprefix("./")
            if file:
                settings = {name: _value(name, cell) for name, cell in cells.items() if cell}
                checked(settings, f"{path}, line {rows.line_num}")
                found[file] = settings
    except csv.Error as error:
        raise _broken(f"it cannot be read: {error}", path, rows.line_num) from None
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise _broken(f"it is over {_LARGEST // 1_000_000} MB", path)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(f"it cannot be read: {error}", path) from error


def _dialect(path: Path) -> type[csv.Dialect]:
    """Return commas, or semicolons or tabs where the first line has more of them."""
    head = _text(path).split("\n", 1)[0]
    mark = max(",;\t", key=head.count)

    class Dialect(csv.excel):
        delimiter = mark

    return Dialect


def _check(columns: list[str], path: Path) -> None:
    if "file" not in columns:
        raise _broken("it has no column `file`", path, 1)
    for column in columns:
        if column not in {*_COLUMNS, "file", ""}:
            known = ", ".join(sorted(_COLUMNS))
            raise _broken(f"it has a column {column!r:.40}, which is no setting of books ({known})", path, 1)


def _value(name: str, cell: str) -> Any:
    if _COLUMNS.get(name) in LISTS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    return cell


def _broken(what: str, path: Path, line: int = 0) -> SettingsError:
    where = Location(str(path), line=line)
    return SettingsError("VB-S31", f"{NAME}: {what}", where=where, hint="see docs/how-to/batch.md")
