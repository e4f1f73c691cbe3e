"""Tables in a package: TSV files whose rows are held to their header. One loader for all of them.

A line is a row, its columns parted by tabs. A line that is `#`, or begins with `# `, is a comment; the first
one with a tab is the header, and a table without one has a single column. A column's name ends at a colon,
after which the header may say what the column means. One in square brackets may be empty, or missing at the
end. The loader is in `text`, on which readers, languages, engines and `epub` all stand.
"""

from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files

from voicebook.errors import LanguageError, Location

Row = tuple[str, ...]


def rows(
    package: str, name: str, *, key: int = 1, choices: Mapping[str, Collection[str]] | None = None
) -> list[Row]:
    """Return the rows of a table, each with as many columns as the header; what is missing is "".

    No two rows share their first `key` columns. `choices` are the words that a column may have, by its name.
    Raises LanguageError, with file and line, if a row breaks a rule or the file cannot be read.
    """
    text = _text(package, name)
    header = _header(text)
    seen: dict[Row, int] = {}
    found: list[Row] = []
    for number, line in _lines(text):
        row = tuple(cell.strip() for cell in line.split("\t"))
        fault = _fault(row, header, choices or {})
        first = seen.setdefault(row[:key], number)
        if not fault and first != number:
            fault = f"{' '.join(row[:key])!r} is already in line {first}"
        if fault:
            hint = f"the columns, parted by tabs, are: {', '.join(header)}"
            raise _malformed(package, name, number, fault, hint)
        found.append(row + ("",) * (len(header) - len(row)))
    return found


def columns(package: str, name: str) -> Row:
    """Return the names of a table's columns. Raises LanguageError if the file cannot be read."""
    return tuple(_header(_text(package, name)))


def _text(package: str, name: str) -> str:
    try:
        data = files(package).joinpath(name).read_bytes()
    except OSError as error:
        raise _malformed(
            package, name, 0, "the table cannot be read", "it lies beside the package's modules"
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _malformed(package, name, line, "the table is not UTF-8 text", "save it as UTF-8") from error


def _header(text: str) -> dict[str, bool]:
    """Return the names of the columns, and whether each may be empty."""
    lines = (line for line in text.split("\n") if _is_comment(line) and "\t" in line)
    named = next(lines, "# word").removeprefix("# ").split("\t")
    return {cell.strip("[] ").partition(":")[0]: cell.startswith("[") for cell in named}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are rows, with their numbers."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not _is_comment(line):
            yield number, line


def _is_comment(line: str) -> bool:
    return line.startswith("# ") or line.rstrip() == "#"


def _fault(row: Row, header: Mapping[str, bool], choices: Mapping[str, Collection[str]]) -> str:
    """Return what is wrong with a row, "" if nothing is."""
    if len(row) > len(header):
        return f"the row has {len(row)} columns, {len(row) - len(header)} too many"
    for at, (name, optional) in enumerate(header.items()):
        cell = row[at] if at < len(row) else ""
        if not cell and not optional:
            return f"the column {name!r} is empty" if at < len(row) else f"the column {name!r} is missing"
        unknown = [word for word in cell.split() if name in choices and word not in choices[name]]
        if unknown:
            return f"{unknown[0]!r} is not one of: {', '.join(sorted(choices[name]))}"
    return ""


def _malformed(package: str, name: str, line: int, what: str, hint: str) -> LanguageError:
    where = Location(source=str(files(package).joinpath(name)), line=line)
    return LanguageError("VB-L08", what, where=where, hint=hint)
