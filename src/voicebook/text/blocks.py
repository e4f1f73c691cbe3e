"""XHTML document -> blocks with places.

A block's text is its document's own characters, one for one: white space is not collapsed, so that
every offset leads back. What is not said (a note's number, the reading of a ruby) is word joiners;
raised digits are raised characters. The only characters added are marked as generated (a line end
for `br`, a space on either side of a text alternative, a word of our own) or as repeated (the
header of a cell).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import html5

from lxml import etree

from voicebook.model.publication import Block, BlockKind, ElementPath, Group, Omission
from voicebook.settings import Rules
from voicebook.text.alternatives import PICTURES, REPLACED, alternative
from voicebook.text.announcements import of_page, of_picture
from voicebook.text.drafts import Draft
from voicebook.text.inline import (
    Silence,
    given_of,
    is_given,
    is_note_reference,
    raised,
    silence_of,
    target_of,
)
from voicebook.text.kinds import SILENCED, block_kind, group_kind
from voicebook.text.matter import landmark_of, matter_of
from voicebook.text.semantics import (
    BREAKING,
    FORMS,
    HEADINGS,
    NOTES,
    SOLID,
    SSML,
    is_hidden,
    kinds_of,
    language_of,
    name_of,
)
from voicebook.text.tables import Header, headers

LINE_END = "\u2028"
"""What stands for a `br`."""

_DECORATIVE = frozenset({"presentation", "none"})
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a document is read."""

    rules: Rules = field(default_factory=Rules)
    prefix: str = "vb"  # of ids that are given
    landmarks: Mapping[str, str] = field(default_factory=dict)  # document, or document#id -> kind
    hidden: frozenset[ElementPath] = frozenset()  # elements that a style sheet hides


DEFAULT = Terms()


def content(element: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """Yield an element's content as (text run, child element after it), the last with no child.

    Comments and processing instructions neither count nor end a run; an entity reference counts as
    the text it stands for, or as nothing where that is unknown.
    """
    run = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            yield "".join(run), child
            run = [child.tail or ""]
        else:
            run += [entity_text(child), child.tail or ""]
    yield "".join(run), None


def entity_text(node: etree._Element) -> str:
    """Return the text an entity reference stands for, "" for a comment or processing instruction."""
    if not isinstance(node, etree._Entity):  # noqa: SLF001 - lxml's only name for it
        return ""
    return html5.get(f"{node.name};", "")


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
    walker = _Walker(document, terms, [] if omitted is None else omitted, _repeated_ids(root))
    drafts = walker.walk(root, _Surroundings(language_of(root) or language))
    for number, draft in enumerate(drafts, start=1):
        yield draft.finish(number)


def _repeated_ids(root: etree._Element) -> frozenset[str]:
    """Return ids that cannot carry a cue: there is more than one of them."""
    counts = Counter(str(value) for value in root.xpath("//@id"))
    return frozenset({"", *(key for key, count in counts.items() if count > 1)})


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What an element inherits."""

    language: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    path: ElementPath = ()
    groups: tuple[Group, ...] = ()
    matter: str = ""
    note: str = ""
    alphabet: str = ""  # of ssml:ph
    layout: bool = False  # inside a table that only arranges things

    def at(self, child: etree._Element, index: int) -> "_Surroundings":
        """Return what the `index`-th child of the element inherits, its own language among it."""
        return _Surroundings(  # spelled out: `replace` would take a third of the time of reading a book
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


@dataclass(slots=True)
class _Walker:
    """One document being read."""

    document: str
    terms: Terms
    omitted: list[Omission]
    repeated: frozenset[str]
    groups: int = 0
    headers: dict[ElementPath, tuple[Header, ...]] = field(default_factory=dict)
    pages: list[tuple[etree._Element, ElementPath, str]] = field(default_factory=list)  # to be said next

    def walk(self, element: etree._Element, around: _Surroundings) -> Iterator[Draft]:
        """Yield the drafts of one element that breaks the flow of text; `around` is its own."""
        name = name_of(element)
        if self._is_left_out(element, name, around):
            return
        around = self._inside(element, name, around)
        if name == "table":
            self._read_table(element, around)
        draft = self._draft(element, around)
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
                draft = self._draft(element, around)
                yield from self.walk(child, inner)
            else:
                self._gather(child, inner, draft, Silence.NONE)
        draft.solid = name in SOLID
        draft.whole = alone and name != "body" and element.get("id") not in self.repeated
        yield from self._done(draft)

    def _done(self, draft: Draft) -> Iterator[Draft]:
        """Yield a draft that has something to say, and the page breaks inside it after it."""
        pages, self.pages = self.pages, []
        if not draft.empty():
            if draft.marked_group is not None and draft.is_silent():
                draft.groups = (*draft.groups, draft.marked_group)
            self._announce_picture(draft)
            yield draft
        for element, path, text in pages:
            around = _Surroundings(draft.language, BlockKind.PAGE_BREAK, 0, path, draft.groups, draft.matter)
            page = self._draft(element, around)
            group = self._new_group(element, path, "pagebreak")
            page.groups = (*draft.groups, *((group,) if group else ()))
            page.alternative(text, path, "@aria-label")
            page.whole = element.get("id") not in self.repeated
            yield page

    def _draft(self, element: etree._Element, around: _Surroundings) -> Draft:
        return Draft(
            self.document,
            around.path,
            around.kind,
            around.language,
            element.get("id") or "",
            level=around.level,
            groups=around.groups,
            matter=around.matter,
            note=around.note,
        )

    def _inside(self, element: etree._Element, name: str, around: _Surroundings) -> _Surroundings:
        """Return what holds inside an element: its kind, its groups, its matter."""
        kinds = kinds_of(element)
        kind = block_kind(element, name, kinds, around.kind, self.terms.rules)
        matter = around.matter or self._matter(element)
        layout = around.layout or (name == "table" and element.get("role") in _DECORATIVE)
        groups = around.groups
        wanted = group_kind(name, kinds, self.terms.rules, layout=layout)
        if matter and not around.matter and matter not in wanted.split():
            wanted = f"{wanted} {matter}".strip()
        if wanted and name != "html" and (group := self._new_group(element, around.path, wanted)):
            groups = (*groups, group)
        note = around.note
        if not note and NOTES & set(kinds):
            note = f"{self.document}#{element.get('id', '')}"
        return replace(
            around,
            kind=kind,
            level=HEADINGS.get(name, around.level),
            groups=groups,
            matter=matter,
            note=note,
            alphabet=_alphabet(element) or around.alphabet,
            layout=layout,
        )

    def _new_group(self, element: etree._Element, path: ElementPath, kind: str) -> Group | None:
        """Return an element as a group, if it has or can take an id."""
        own = element.get("id")
        if own in self.repeated:
            return None
        self.groups += 1
        return Group(own or f"{self.terms.prefix}g{self.groups}", path, kind)

    def _is_left_out(self, element: etree._Element, name: str, around: _Surroundings) -> bool:
        """Tell whether nothing of an element is narrated, and note why."""
        rules = self.terms.rules
        if is_hidden(element) or around.path in self.terms.hidden:
            why = "hidden"
        elif name in FORMS and rules.forms == "silent":
            why = "narration.forms is silent"
        elif rules.notes == "silent" and NOTES & set(kinds_of(element)):
            why = "narration.notes is silent"
        elif name in SILENCED and getattr(rules, SILENCED[name]) == "silent":
            why = f"narration.{SILENCED[name]} is silent"
        elif rules.packaging == "silent" and self._matter(element):
            why = "narration.packaging is silent"
        else:
            return False
        self._omit(element, around.path, why)
        return True

    def _matter(self, element: etree._Element) -> str:
        return matter_of(element, landmark_of(self.terms.landmarks, self.document, element))

    def _omit(self, element: etree._Element, path: ElementPath, why: str, person: str = "") -> None:
        if name_of(element) == "head":
            return
        text = " ".join(str(element.xpath("string()"))[:400].split())[:_EXCERPT]
        self.omitted.append(Omission(self.document, path, name_of(element), why, text, person))

    def _read_table(self, table: etree._Element, around: _Surroundings) -> None:
        found, any_header = headers(table, around.path)
        if self.terms.rules.tables == "headers":
            self.headers.update(found)
        if not any_header and len(found) > 1:
            self._miss(table, around.path, "read cell by cell", "header cells (th) of the table")

    def _miss(self, element: etree._Element, path: ElementPath, why: str, person: str) -> None:
        """Note what a person has to add; the element may be narrated as far as it goes."""
        self._omit(element, path, why, person)

    def _lead_in(self, draft: Draft, element: etree._Element, around: _Surroundings) -> None:
        """Begin a cell with its headers, and a page break that shows nothing with its number."""
        for header in self.headers.get(around.path, ()):
            draft.repeat(header.text, header.path)
        if "pagebreak" in kinds_of(element):
            number = _page_number(element)
            shown = str(element.xpath("string()")).strip()
            if self.terms.rules.page_breaks == "said" and number and not shown:
                draft.alternative(of_page(number, around.language), around.path, "@aria-label")
            elif not shown:
                self._omit(element, around.path, f"page break {number}".rstrip())

    def _announce_picture(self, draft: Draft) -> None:
        """Say of a picture that stands alone that it is one."""
        if self.terms.rules.images == "announced" and draft.is_picture(PICTURES):
            draft.announce(of_picture(draft.language))

    def _gather(self, element: etree._Element, around: _Surroundings, draft: Draft, silence: Silence) -> None:
        """Add an inline element's text to a draft."""
        name, path = name_of(element), around.path
        if is_hidden(element) or path in self.terms.hidden:
            self._omit(element, path, "hidden")
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
        draft.inline(position, path, self._carrier(element, name), start, language_of(element))
        if is_given(element, name, self.terms.rules):
            draft.say(given_of(element, draft.since(start), start, around.alphabet))

    def _silence(self, element: etree._Element, name: str, path: ElementPath, draft: Draft) -> Silence:
        """Return why an inline element is not said, and note what that leaves out."""
        silence = silence_of(element, name, self.terms.rules)
        if silence is Silence.PAGE_BREAK:
            number = _page_number(element)
            shown = str(element.xpath("string()")).strip()
            if self.terms.rules.page_breaks == "said" and number:
                self.pages.append((element, path, of_page(number, draft.language)))
            elif shown and self.terms.rules.page_breaks == "shown":
                draft.marked_group = self._new_group(element, path, "pagebreak")
            else:
                self._omit(element, path, f"page break {number}".rstrip())
        elif silence in {Silence.NOTE_REFERENCE, Silence.BACKLINK, Silence.DELETION}:
            self._omit(element, path, str(silence))
        return silence

    def _carrier(self, element: etree._Element, name: str) -> tuple[str, str]:
        """Return an inline element's name and id; both "" if its id is there twice and can carry no cue."""
        own = element.get("id")
        return ("", "") if own in self.repeated else (name, own or "")

    def _replaced(self, element: etree._Element, name: str, path: ElementPath, draft: Draft) -> None:
        """Add what stands for a picture or a formula."""
        rule = "formulas" if name == "math" else "images"
        if getattr(self.terms.rules, rule) == "silent":
            self._omit(element, path, f"narration.{rule} is silent")
            return
        found = alternative(element)
        if found.person:
            why = "read by its symbols" if found.text else "nothing stands for it"
            self._miss(element, path, why, found.person)
        elif not found.text:
            self._omit(element, path, "decorative")
        if not found.text.strip():
            return
        draft.generate(" ")
        start, position = draft.length, len(draft.inlines)
        draft.alternative(found.text, path, found.slot)
        draft.inline(position, path, self._carrier(element, name), start, language_of(element))
        draft.generate(" ")


def _alphabet(element: etree._Element) -> str:
    return element.get(f"{SSML}alphabet", "").strip().lower()


def _page_number(element: etree._Element) -> str:
    said = element.get("aria-label") or element.get("title") or str(element.xpath("string()"))
    return " ".join(said.split())[:_EXCERPT].strip()


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
