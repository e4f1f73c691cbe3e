"""Page breaks, between blocks and inside them: said, shown or left out as `narration.page_breaks` says."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from voicebook.model.publication import BlockKind, ElementPath
from voicebook.text.structure.announcements import of_page
from voicebook.text.structure.drafts import Draft, Surroundings
from voicebook.text.structure.ids import Ids
from voicebook.text.structure.omissions import Omissions, excerpt_of


@dataclass(slots=True)
class PageBreaks:
    """The page breaks of one document being read."""

    rule: str  # narration.page_breaks
    ids: Ids
    omissions: Omissions
    waiting: list[tuple[etree._Element, ElementPath, str]] = field(default_factory=list)  # to be said next

    def between(self, element: etree._Element, around: Surroundings, draft: Draft) -> None:
        """Begin a page break that is a block with its number, if it shows nothing itself."""
        if _shows(element):
            return
        number = _number(element)
        if self.rule == "said" and number:
            draft.alternative(of_page(number, around.language), around.path, "@aria-label")
        else:
            self._leave_out(element, around.path, number)

    def inside(self, element: etree._Element, path: ElementPath, draft: Draft) -> None:
        """Keep a page break inside a block until the block is done; or mark it, or leave it out."""
        number = _number(element)
        if self.rule == "said" and number:
            self.waiting.append((element, path, of_page(number, draft.language)))
        elif self.rule == "shown" and _shows(element):
            draft.marked_group = self.ids.group(element, path, "pagebreak")
        else:
            self._leave_out(element, path, number)

    def after(self, draft: Draft) -> Iterator[Draft]:
        """Yield the page breaks that were inside a draft, each as a draft of its own."""
        waiting, self.waiting = self.waiting, []
        for element, path, text in waiting:
            around = Surroundings(draft.language, BlockKind.PAGE_BREAK, 0, path, draft.groups, draft.matter)
            page = around.draft(element, draft.document)
            group = self.ids.group(element, path, "pagebreak")
            page.groups = (*draft.groups, *((group,) if group else ()))
            page.alternative(text, path, "@aria-label")
            page.whole = self.ids.are_clear(element)
            yield page

    def _leave_out(self, element: etree._Element, path: ElementPath, number: str) -> None:
        self.omissions.note(element, path, f"page break {number}".rstrip())


def _number(element: etree._Element) -> str:
    said = element.get("aria-label") or element.get("title") or str(element.xpath("string()"))
    return excerpt_of(said).strip()


def _shows(element: etree._Element) -> bool:
    return bool(str(element.xpath("string()")).strip())
