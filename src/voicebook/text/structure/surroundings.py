"""What an element inherits from those around it."""

from dataclasses import dataclass

from lxml import etree

from voicebook.model.publication import BlockKind, ElementPath, Group
from voicebook.text.structure.drafts import Draft
from voicebook.text.structure.semantics import language_of


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
