"""What of a book is narrated, what is not, and why."""

from collections.abc import Iterator

from voicebook.model.explanation import StructureLine
from voicebook.model.publication import Block, Omission
from voicebook.planning.narration import Narration
from voicebook.text.structure.drafts import SILENT

_EXCERPT = 60


def structure_lines(narration: Narration) -> Iterator[StructureLine]:
    """Yield a line for each block and each omission, in the order of the documents."""
    for document in narration.documents:
        omitted: list[Omission] = []
        for block in narration.open(document).blocks(omitted):
            yield from map(_silent, omitted)
            omitted.clear()
            yield _said(document, block)
        yield from map(_silent, omitted)


def _said(document: str, block: Block) -> StructureLine:
    groups = [kind for group in block.groups for kind in group.kind.split()]
    structure = " > ".join([*groups, f"{block.kind} {block.level or ''}".strip()])
    matter = "" if block.matter in groups else block.matter
    return StructureLine(document, True, structure, _excerpt(block.text), block.language, matter)


def _silent(omission: Omission) -> StructureLine:
    return StructureLine(
        omission.document,
        False,
        omission.name,
        _excerpt(omission.text),
        why=omission.why,
        person=omission.person,
    )


def _excerpt(text: str) -> str:
    plain = " ".join(text.replace(SILENT, "").split())
    return plain if len(plain) <= _EXCERPT else plain[:_EXCERPT].rstrip() + "…"
