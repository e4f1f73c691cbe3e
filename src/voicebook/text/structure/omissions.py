"""What of a document is not narrated, and why."""

from dataclasses import dataclass

from lxml import etree

from voicebook.model.publication import ElementPath, Omission
from voicebook.text.structure.semantics import name_of

_LOOKED_AT = 400  # characters of an element, at the most
_EXCERPT = 60  # characters


@dataclass(frozen=True, slots=True)
class Omissions:
    """The notes of what is left out of one document, in order."""

    document: str
    noted: list[Omission]

    def note(self, element: etree._Element, path: ElementPath, why: str, person: str = "") -> None:
        """Note an element that is not narrated, or not fully: `person` is what somebody has to add."""
        name = name_of(element)
        if name != "head":
            text = excerpt_of(str(element.xpath("string()"))[:_LOOKED_AT])
            self.noted.append(Omission(self.document, path, name, why, text, person))


def excerpt_of(text: str) -> str:
    """Return the beginning of a text, on one line."""
    return " ".join(text.split())[:_EXCERPT]
