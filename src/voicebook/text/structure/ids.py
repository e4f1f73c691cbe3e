"""The ids of a document: which can carry a cue, and new ones for groups that have none."""

from collections import Counter
from dataclasses import dataclass

from lxml import etree

from voicebook.model.publication import ElementPath, Group


@dataclass(slots=True)
class Ids:
    """The ids of one document being read."""

    prefix: str  # of those that are given
    repeated: frozenset[str]  # those that more than one element has, and "": they carry no cue
    given: int = 0

    @classmethod
    def of(cls, root: etree._Element, prefix: str) -> "Ids":
        """Return the ids of a parsed document."""
        counts = Counter(str(value) for value in root.xpath("//@id"))
        return cls(prefix, frozenset({"", *(key for key, count in counts.items() if count > 1)}))

    def are_clear(self, element: etree._Element) -> bool:
        """Tell whether an element has an id of its own, or none."""
        return element.get("id") not in self.repeated

    def group(self, element: etree._Element, path: ElementPath, kind: str) -> Group | None:
        """Return an element as a group; None where its id is another element's too."""
        if not self.are_clear(element):
            return None
        self.given += 1
        return Group(element.get("id") or f"{self.prefix}g{self.given}", path, kind)

    def carrier(self, element: etree._Element, name: str) -> tuple[str, str]:
        """Return an inline element's name and id; both "" where its id can carry no cue."""
        return (name, element.get("id") or "") if self.are_clear(element) else ("", "")
