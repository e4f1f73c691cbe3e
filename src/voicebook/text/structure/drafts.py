"""A block while its text is being gathered, run by run, and what it inherits from the elements around it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from voicebook.model.publication import (
    Block,
    BlockKind,
    ElementPath,
    Given,
    Group,
    Inline,
    Origin,
    Piece,
    Place,
    Span,
)
from voicebook.text.structure.semantics import language_of

SILENT = "\u2060"
"""A word joiner: stands for each character that is seen and not said."""


@dataclass(slots=True)
class Draft:
    """Text, and where each run of it comes from."""

    document: str
    path: ElementPath
    kind: BlockKind
    language: str
    id: str  # the element's own
    level: int = 0
    groups: tuple[Group, ...] = ()
    matter: str = ""
    note: str = ""
    references: list[str] = field(default_factory=list)
    whole: bool = False
    solid: bool = False
    marked_group: Group | None = None  # of a page break that is all there is
    length: int = 0
    pieces: list[Piece] = field(default_factory=list)
    inlines: list[Inline] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _seen: list[str] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The last character so far, "" at the beginning."""
        return self._said[-1][-1:] if self._said else ""

    def text(
        self,
        run: str,
        path: ElementPath,
        slot: str,
        *,
        form: dict[int, int] | None = None,
        silent: bool = False,
    ) -> None:
        """Add a run of the document's own text, in another form of as many characters or silently."""
        said = SILENT * len(run) if silent else run.translate(form) if form else run
        self._add(said, run, Origin.TEXT, path, slot)

    def alternative(self, text: str, path: ElementPath, slot: str) -> None:
        """Add what stands for an element."""
        self._add(text, text, Origin.ATTRIBUTE, path, slot)

    def repeat(self, text: str, path: ElementPath) -> None:
        """Add the text of another element again, and a comma."""
        self._add(text, text, Origin.REPETITION, path, "text")
        self.generate(", ")

    def generate(self, text: str) -> None:
        """Add characters that nobody wrote."""
        self._add(text, text, Origin.GENERATED, (), "")

    def inline(
        self, position: int, path: ElementPath, carrier: tuple[str, str], start: int, language: str
    ) -> None:
        """Add an inline element (name and id) whose text began at `start`, before those since `position`."""
        self.inlines.insert(position, Inline(path, *carrier, Span(start, self.length), language))

    def stand_in(
        self, text: str, path: ElementPath, slot: str, carrier: tuple[str, str], language: str
    ) -> None:
        """Add what stands for an inline element, with a space on either side."""
        self.generate(" ")
        start, position = self.length, len(self.inlines)
        self.alternative(text, path, slot)
        self.inline(position, path, carrier, start, language)
        self.generate(" ")

    def say(self, given: Given | None) -> None:
        """Note how the source itself says a part; the outermost stands."""
        if given is None:
            return
        self.given = [each for each in self.given if each.span.end <= given.span.start]
        self.given.append(given)

    def since(self, start: int) -> str:
        """Return the text from an offset on."""
        return "".join(self._said)[start:]

    def is_picture(self, names: Collection[str]) -> bool:
        """Tell whether a picture is all there is."""
        return (
            len(self.inlines) == 1
            and self.inlines[0].name in names
            and not any(seen.strip() for piece, seen in self._runs() if piece.origin is Origin.TEXT)
        )

    def announce(self, words: str) -> None:
        """Put words of our own in front of what stands for a picture, behind line ends before it."""
        if not words:
            return
        first = next(at for at, piece in enumerate(self.pieces) if piece.origin is not Origin.GENERATED)
        at = max(0, first - 1)  # before its space
        start, by = self.pieces[at].span.start, len(words)
        self._said.insert(at, words)
        self._seen.insert(at, words)
        self.length += by
        moved = [replace(piece, span=piece.span.shift(by)) for piece in self.pieces[at:]]
        self.pieces[at:] = [Piece(Span(start, start + by), Origin.GENERATED, None), *moved]
        self.inlines = [replace(inline, span=inline.span.shift(by)) for inline in self.inlines]
        self.given = [replace(given, span=given.span.shift(by)) for given in self.given]

    def empty(self) -> bool:
        """Tell whether there is nothing but space, repetitions and words of our own."""
        own = {Origin.TEXT, Origin.ATTRIBUTE}
        return not any(seen.strip() for piece, seen in self._runs() if piece.origin in own)

    def is_silent(self) -> bool:
        """Tell whether nothing in it would be said."""
        return not any(map(str.isalnum, "".join(self._said)))

    def is_all_in(self, path: ElementPath) -> bool:
        """Tell whether an inline element holds all that is seen."""
        seen = "".join(self._seen)
        return any(
            inline.path == path and inline.span.of(seen).strip() == seen.strip() for inline in self.inlines
        )

    def finish(self, number: int) -> Block:
        """Return the block. Where only silent text would be left, it is said after all."""
        text = "".join(self._seen if self.is_silent() else self._said)
        is_heading = self.kind is BlockKind.HEADING
        return Block(
            number=number,
            kind=self.kind,
            text=text,
            language=self.language,
            path=self.path,
            whole=self.whole,
            pieces=tuple(self.pieces),
            inlines=tuple(part for part in self.inlines if part.span.of(text).strip()),
            id=self.id if self.whole else "",
            level=self.level if is_heading else 0,
            groups=self.groups,
            given=tuple(self.given),
            matter=self.matter,
            note=self.note,
            references=tuple(dict.fromkeys(self.references)),
            solid=self.solid,
        )

    def _runs(self) -> Iterator[tuple[Piece, str]]:
        return zip(self.pieces, self._seen, strict=True)

    def _add(self, said: str, seen: str, origin: Origin, path: ElementPath, slot: str) -> None:
        if not said:
            return
        place = None
        if origin is not Origin.GENERATED:
            place = Place(self.document, path, slot, Span(0, len(said)))
        self.pieces.append(Piece(Span(self.length, self.length + len(said)), origin, place))
        self._said.append(said)
        self._seen.append(seen)
        self.length += len(said)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds where an element stands."""

    language: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    path: ElementPath = ()
    groups: tuple[Group, ...] = ()
    matter: str = ""
    note: str = ""
    alphabet: str = ""  # of ssml:ph
    layout: bool = False  # inside a table that only arranges things

    def at(self, child: etree._Element, index: int) -> "Surroundings":
        """Return what the `index`-th child of the element inherits, its own language among it."""
        return Surroundings(  # spelled out: `replace` would take a third of the time of reading a book
            language_of(child) or self.language,
            self.kind,
            self.level,
            (*self.path, index),
            self.groups,
            self.matter,
            self.note,
            self.alphabet,
            self.layout,
        )

    def draft(self, element: etree._Element, document: str) -> Draft:
        """Return the draft of a block that begins in an element."""
        return Draft(
            document,
            self.path,
            self.kind,
            self.language,
            element.get("id") or "",
            level=self.level,
            groups=self.groups,
            matter=self.matter,
            note=self.note,
        )
