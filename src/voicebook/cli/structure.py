"""`voicebook explain --structure`: what of a book is narrated, what is not, and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicebook.model.publication import Block, Omission
    from voicebook.planning.narration import Narration

_EXCERPT = 60


def structure_lines(narration: "Narration") -> Iterator[str]:
    """Yield a line for each block and each omission, in the order of the document."""
    for document in narration.documents:
        omitted: list[Omission] = []
        for block in narration.blocks(document, omitted):
            yield from map(_silent, omitted)
            omitted.clear()
            yield _said(document, block)
        yield from map(_silent, omitted)


def _said(document: str, block: "Block") -> str:
    groups = [kind for group in block.groups for kind in group.kind.split()]
    structure = " > ".join([*groups, f"{block.kind} {block.level or ''}".strip()])
    matter = f" ({block.matter})" if block.matter and block.matter not in groups else ""
    return "\t".join([document, "said", structure + matter, block.language, _excerpt(block.text)])


def _silent(omission: "Omission") -> str:
    why = f"{omission.name}: {omission.why}" + (f"; add {omission.person}" if omission.person else "")
    return "\t".join([omission.document, "silent", why, "", _excerpt(omission.text)])


def _excerpt(text: str) -> str:
    plain = " ".join(text.replace("\u2060", "").split())
    return plain if len(plain) <= _EXCERPT else plain[:_EXCERPT].rstrip() + "…"
