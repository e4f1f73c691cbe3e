"""XHTML document -> blocks with places.

A block's text is its document's own characters, one for one: white space is not collapsed, so that
every offset leads back. What is not said (a note's number, the reading of a ruby) is word joiners;
raised digits are raised characters. The only characters added are marked as generated (a line end
for `br`, a space on either side of a text alternative, a word of our own) or as repeated (the
header of a cell).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from voicebook.model.publication import Block, ElementPath, Omission
from voicebook.settings import Rules
from voicebook.text.structure.alternatives import PICTURES, REPLACED, alternative
from voicebook.text.structure.announcements import of_picture
from voicebook.text.structure.drafts import Draft, Surroundings
from voicebook.text.structure.ids import Ids
from voicebook.text.structure.inline import (
    Silence,
    given_of,
    is_given,
    is_note_reference,
    is_numeral,
    raised,
    silence_of,
    target_of,
)
from voicebook.text.structure.matter import landmark_of, matter_of
from voicebook.text.structure.omissions import Omissions
from voicebook.text.structure.page_breaks import PageBreaks
from voicebook.text.structure.semantics import (
    BREAKING,
    DECORATIVE,
    HEADINGS,
    NOTES,
    SOLID,
    SSML,
    block_kind,
    group_kind,
    is_hidden,
    kinds_of,
    language_of,
    name_of,
    silencing_rule,
)
from voicebook.text.structure.table_headers import Header, headers
from voicebook.text.structure.xml import content

LINE_END = "\u2028"
"""What stands for a `br`."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a document is read."""

    rules: Rules = field(default_factory=Rules)
    prefix: str = "vb"  # of ids that are given
    landmarks: Mapping[str, str] = field(default_factory=dict)  # document, or document#id -> kind
    hidden: Collection[ElementPath] = ()  # elements that a style sheet hides


DEFAULT = Terms()


def blocks(
    root: etree._Element,
    document: str,
    language: str,
    terms: Terms = DEFAULT,
    omitted: list[Omission] | None = None,
) -> Iterator[Block]:
    """Yield the blocks of a parsed document in reading order. `language` is the fallback.

    What is not narrated is added to `omitted`, in order.
    """
    ids = Ids.of(root, terms.prefix)
    omissions = Omissions(document, [] if omitted is None else omitted)
    walker = _Walker(document, terms, ids, omissions, PageBreaks(terms.rules.page_breaks, ids, omissions))
    drafts = walker.walk(root, Surroundings(language_of(root) or language))
    for number, draft in enumerate(drafts, start=1):
        yield draft.finish(number)


@dataclass(slots=True)
class _Walker:
    """One document being read."""

    document: str
    terms: Terms
    ids: Ids
    omissions: Omissions
    page_breaks: PageBreaks
    headers: dict[ElementPath, tuple[Header, ...]] = field(default_factory=dict)

    def walk(self, element: etree._Element, around: Surroundings) -> Iterator[Draft]:
        """Yield the drafts of one element that breaks the flow of text; `around` is its own."""
        name = name_of(element)
        landmark = landmark_of(self.terms.landmarks, self.document, element)
        matter = around.matter or matter_of(element, landmark)
        if self._is_left_out(element, name, around.path, matter):
            return
        around = self._inside(element, name, around, matter)
        if name == "table":
            self._read_table(element, around.path)
        draft = around.draft(element, self.document)
        self._lead_in(draft, element, around)
        alone = True
        for index, (run, child) in enumerate(content(element)):
            draft.text(run, *_slot(around.path, index))
            if child is None:
                break
            inner = replace(
                around, path=(*around.path, index), language=language_of(child) or around.language
            )
            if _breaks(child):
                alone = False
                yield from self._done(draft)
                draft = around.draft(element, self.document)
                yield from self.walk(child, inner)
            else:
                self._gather(child, inner, draft, Silence.NONE)
        if alone and is_numeral(element):
            draft.say(given_of(element, draft.since(0), 0, ""))
        draft.solid = name in SOLID
        draft.whole = alone and name != "body" and self.ids.are_clear(element)
        yield from self._done(draft)

    def _done(self, draft: Draft) -> Iterator[Draft]:
        """Yield a draft that has something to say, and the page breaks inside it after it."""
        if not draft.empty():
            if draft.marked_group is not None and draft.is_all_in(draft.marked_group.path):
                draft.groups = (*draft.groups, draft.marked_group)
            if self.terms.rules.images == "announced" and draft.is_picture(PICTURES):
                draft.announce(of_picture(draft.language))
            yield draft
        yield from self.page_breaks.after(draft)

    def _inside(self, element: etree._Element, name: str, around: Surroundings, matter: str) -> Surroundings:
        """Return what holds inside an element: its kind, its groups, its matter."""
        kinds = kinds_of(element)
        layout = around.layout or (name == "table" and element.get("role") in DECORATIVE)
        groups = around.groups
        wanted = group_kind(name, kinds, self.terms.rules, layout=layout)
        if matter and not around.matter and matter not in wanted.split():
            wanted = f"{wanted} {matter}".strip()
        if wanted and name != "html" and (group := self.ids.group(element, around.path, wanted)):
            groups = (*groups, group)
        note = around.note
        if not note and NOTES & set(kinds):
            note = f"{self.document}#{element.get('id', '')}"
        return replace(
            around,
            kind=block_kind(element, name, kinds, around.kind, self.terms.rules),
            level=HEADINGS.get(name, around.level),
            groups=groups,
            matter=matter,
            note=note,
            alphabet=_alphabet(element) or around.alphabet,
            layout=layout,
        )

    def _is_left_out(self, element: etree._Element, name: str, path: ElementPath, matter: str) -> bool:
        """Tell whether nothing of an element is narrated, and note why."""
        is_unseen = is_hidden(element) or path in self.terms.hidden
        why = "hidden" if is_unseen else silencing_rule(element, name, matter, self.terms.rules)
        if why:
            self.omissions.note(element, path, why)
        return bool(why)

    def _read_table(self, table: etree._Element, path: ElementPath) -> None:
        found, any_header = headers(table, path)
        if self.terms.rules.tables == "headers":
            self.headers.update(found)
        if not any_header and len(found) > 1:
            self.omissions.note(table, path, "read cell by cell", "header cells (th) of the table")

    def _lead_in(self, draft: Draft, element: etree._Element, around: Surroundings) -> None:
        """Begin a cell with its headers, and a page break that shows nothing with its number."""
        for header in self.headers.get(around.path, ()):
            draft.repeat(header.text, header.path)
        if "pagebreak" in kinds_of(element):
            self.page_breaks.between(element, around, draft)

    def _gather(self, element: etree._Element, around: Surroundings, draft: Draft, silence: Silence) -> None:
        """Add an inline element's text to a draft."""
        name, path = name_of(element), around.path
        if is_hidden(element) or path in self.terms.hidden:
            self.omissions.note(element, path, "hidden")
            return
        if name == "br":
            draft.generate(LINE_END)
            return
        if name in REPLACED:
            self._replaced(element, name, path, draft)
            return
        silence = self._silence(element, name, path, draft) or silence
        if is_note_reference(element, name):
            draft.references.append(target_of(element.get("href", ""), self.document))
        start, position = draft.length, len(draft.inlines)
        if alphabet := _alphabet(element):
            around = replace(around, alphabet=alphabet)
        form = raised(element, name, draft.last) if self.terms.rules.scripts == "marked" else None
        for index, (run, child) in enumerate(content(element)):
            draft.text(run, *_slot(path, index), form=form, silent=bool(silence))
            if child is not None:
                self._gather(child, around.at(child, index), draft, silence)
        draft.inline(position, path, self.ids.carrier(element, name), start, language_of(element))
        if is_given(element, name, self.terms.rules):
            draft.say(given_of(element, draft.since(start), start, around.alphabet))

    def _silence(self, element: etree._Element, name: str, path: ElementPath, draft: Draft) -> Silence:
        """Return why an inline element is not said, and note what that leaves out."""
        silence = silence_of(element, name, self.terms.rules)
        if silence is Silence.PAGE_BREAK:
            self.page_breaks.inside(element, path, draft)
        elif silence in {Silence.NOTE_REFERENCE, Silence.BACKLINK, Silence.DELETION}:
            self.omissions.note(element, path, str(silence))
        return silence

    def _replaced(self, element: etree._Element, name: str, path: ElementPath, draft: Draft) -> None:
        """Add what stands for a picture or a formula."""
        rule = "formulas" if name == "math" else "images"
        if getattr(self.terms.rules, rule) == "silent":
            self.omissions.note(element, path, f"narration.{rule} is silent")
            return
        found = alternative(element)
        if found.person:
            why = "read by its symbols" if found.text else "nothing stands for it"
            self.omissions.note(element, path, why, found.person)
        elif not found.text:
            self.omissions.note(element, path, "decorative")
        if found.text.strip():
            carrier = self.ids.carrier(element, name)
            draft.stand_in(found.text, path, found.slot, carrier, language_of(element))


def _alphabet(element: etree._Element) -> str:
    return element.get(f"{SSML}alphabet", "").strip().lower()


def _slot(path: ElementPath, run: int) -> tuple[ElementPath, str]:
    """Return the place of an element's `run`-th text run."""
    return (path, "text") if run == 0 else ((*path, run - 1), "tail")


def _breaks(element: etree._Element) -> bool:
    """Tell whether an element ends the run of text around it: by its kind, or by what it holds."""
    name = name_of(element)
    if name in BREAKING:
        return True
    if name in REPLACED or is_hidden(element):
        return False
    return any(
        isinstance(inner.tag, str) and name_of(inner) in BREAKING for inner in element.iterdescendants()
    )
