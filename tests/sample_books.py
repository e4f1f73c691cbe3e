"""Writes sources of every kind into a folder, for builds in CI: python tests/sample_books.py FOLDER."""

import sys
from pathlib import Path

import epub2_book
from building import packed

PAGE = """<!DOCTYPE html><html lang="en"><head><title>The Weir</title><script>x()</script></head><body>
<nav><a href="/">Home</a></nav><main><h1>The Weir</h1><p>Water fell over the weir.<sup id="r1"><a
href="#n1">[1]</a></sup> Nobody counted it. It fell by night and by day, in frost and in flood, and
the miller, who lived by it, had long since ceased to hear it, as one ceases to hear a clock in a room
where one has slept for years, until the day when it stopped.</p><img src="mill.png" alt="The weir">
<h2>In summer</h2><table><caption>Days</caption><tr><th>Month<th>Dry days<tr><td>May<td>3</table>
<ul><li>Stones<li>Weed</ul><p lang="de">Das Wehr.</p>
<h2>Notes</h2><ol><li id="n1">In 1899. <a href="#r1">Back</a></li></ol></main></body></html>"""
NOTES = """---
language: en
---
# The Lock

The gate is oak.[^1]

- It opens.
- It shuts.[^2]

[^1]: From 1877.
[^2]: By hand.
"""


def write(folder: Path) -> None:
    """Write the sources."""
    packed(Path(__file__).parent / "golden" / "structures" / "in", folder)
    epub2_book.write(folder / "mill.epub")
    (folder / "mill.png").write_bytes(epub2_book.png())
    (folder / "weir.html").write_text(PAGE, encoding="utf-8")
    (folder / "lock.md").write_text(NOTES, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
