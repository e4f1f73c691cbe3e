"""Tables: which header cells stand over a cell (HTML, forming a table)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from voicebook.model.publication import ElementPath
from voicebook.text.structure.semantics import DECORATIVE, name_of

_WIDEST = 100  # columns, and rows that a cell may span
_PARTS = frozenset({"thead", "tbody", "tfoot"})
_LONGEST_HEADER = 80


@dataclass(frozen=True, slots=True)
class Header:
    """A header cell that is said again before a cell."""

    path: ElementPath
    text: str  # on one line


@dataclass(slots=True)
class _Columns:
    """The header cells over each column, and the cells that reach down into later rows."""

    headers: dict[int, list[Header]] = field(default_factory=dict)
    below: dict[int, int] = field(default_factory=dict)  # column -> rows it is still taken for


def headers(
    table: etree._Element, path: ElementPath
) -> tuple[Mapping[ElementPath, tuple[Header, ...]], bool]:
    """Return for each data cell, by its path, the column headers it is read with; and whether there are any.

    A cell with a `headers` attribute names its own. Row headers are cells of their own in front of
    the row and are not said again.
    """
    if table.get("role") in DECORATIVE:
        return {}, True
    found: dict[ElementPath, tuple[Header, ...]] = {}
    columns = _Columns()
    named: dict[str, Header] = {}
    any_header = False
    for row, row_path, part in _rows(table, path):
        cells = [(cell, (*row_path, at)) for at, cell in _children(row) if name_of(cell) in {"td", "th"}]
        only_headers = all(name_of(cell) == "th" for cell, _ in cells)
        any_header |= any(name_of(cell) == "th" for cell, _ in cells)
        placed = list(_placed(cells, columns))
        for cell, cell_path, column, width in placed:
            if name_of(cell) == "th":
                header = Header(cell_path, _text(cell))
                if key := cell.get("id"):
                    named[key] = header
                if header.text and _heads_column(cell, part, only_headers=only_headers):
                    _stack(columns, header, column, width)
            else:
                found[cell_path] = _over(cell, columns, named, column)
    return found, any_header


def _rows(table: etree._Element, path: ElementPath) -> Iterator[tuple[etree._Element, ElementPath, str]]:
    for at, child in _children(table):
        name = name_of(child)
        if name == "tr":
            yield child, (*path, at), ""
        elif name in _PARTS:
            for inner, row in _children(child):
                if name_of(row) == "tr":
                    yield row, (*path, at, inner), name


def _children(element: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    return enumerate(child for child in element if isinstance(child.tag, str))


def _placed(
    cells: list[tuple[etree._Element, ElementPath]], columns: _Columns
) -> Iterator[tuple[etree._Element, ElementPath, int, int]]:
    """Yield each cell of a row with its first column and its width."""
    column = 0
    taken = {at: rows for at, rows in columns.below.items() if rows > 0}
    columns.below = {at: rows - 1 for at, rows in taken.items() if rows > 1}
    for cell, path in cells:
        while column in taken:
            column += 1
        width, height = _span(cell, "colspan"), _span(cell, "rowspan")
        if height > 1:
            columns.below.update(dict.fromkeys(range(column, column + width), height - 1))
        yield cell, path, column, width
        column += width


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), _WIDEST)) if value.isascii() and value.isdecimal() else 1


def _heads_column(cell: etree._Element, part: str, *, only_headers: bool) -> bool:
    scope = cell.get("scope", "").strip().lower()
    if scope:
        return scope in {"col", "colgroup"}
    return part == "thead" or only_headers


def _stack(columns: _Columns, header: Header, column: int, width: int) -> None:
    """Put a header over its columns: below those of the same run of header rows."""
    for at in range(column, column + width):
        over = columns.headers.setdefault(at, [])
        if over and over[-1].path[:-2] != header.path[:-2]:
            over.clear()  # a later part of the table has headers of its own
        over.append(header)


def _over(
    cell: etree._Element, columns: _Columns, named: Mapping[str, Header], column: int
) -> tuple[Header, ...]:
    own = [named[key] for key in cell.get("headers", "").split() if key in named]
    return tuple(own or columns.headers.get(column, ()))


def _text(cell: etree._Element) -> str:
    text = " ".join(str(cell.xpath("string()")).split())
    return text if len(text) <= _LONGEST_HEADER else ""
