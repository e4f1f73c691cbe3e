"""The package document: found, and edited only where narration needs it."""

import posixpath
from collections.abc import Iterable
from urllib.parse import unquote

from lxml import etree

from voicebook.epub.markup import CONTAINER, DC, OPF, SMIL_TYPE, XHTML_TYPE, serialize
from voicebook.epub.naming import absolute, link, slug, unused
from voicebook.errors import Location, SourceError
from voicebook.model.publication import Members
from voicebook.text.structure.semantics import XML_LANG
from voicebook.text.structure.xml import parse

CONTAINER_NAME = "META-INF/container.xml"
_SINGLE = frozenset({"schema:accessibilityHazard", "schema:accessibilitySummary", "pageBreakSource"})
_ENGLISH = frozenset({"media:narrator", "schema:accessibilitySummary"})
"""Statements whose words are ours, in any book."""
_PACKAGE_TYPE = "application/oebps-package+xml"


class Package:
    """A package document being edited. Members are named as in the zip file."""

    def __init__(self, data: bytes, member: str) -> None:
        self.member = member
        self._root = parse(data, member)
        self._metadata = self._part("metadata")
        self._manifest = self._part("manifest")
        self._items = {self._member_of(item): item for item in self._manifest.iterfind(f"{{{OPF}}}item")}
        self._ids = {str(value).lower() for value in self._root.xpath("//@id")}

    @property
    def fixed_layout(self) -> bool:
        """Whether the pages have a fixed layout."""
        return ("rendition:layout", "pre-paginated") in self.statements()

    @property
    def has_navigation(self) -> bool:
        """Whether there is a navigation document."""
        return bool(self.navigation)

    @property
    def navigation(self) -> str:
        """The member that is the navigation document, "" if there is none."""
        return next((member for member, item in self._items.items() if "nav" in _properties(item)), "")

    @property
    def cover(self) -> str:
        """The member that is the picture of the cover, "" if there is none."""
        return next(
            (member for member, item in self._items.items() if "cover-image" in _properties(item)), ""
        )

    @property
    def version(self) -> str:
        """The version of EPUB that it says it is, e.g. "3.0"."""
        return (self._root.get("version") or "").strip()

    @property
    def narrated(self) -> bool:
        """Whether a document has a media overlay."""
        return any(item.get("media-overlay") for item in self._items.values())

    def documents(self) -> tuple[str, ...]:
        """Return the XHTML members of the spine, in reading order."""
        listed = self._manifest.iterfind(f"{{{OPF}}}item[@media-type='{XHTML_TYPE}']")
        by_id = {item.get("id"): self._member_of(item) for item in listed}
        refs = (ref.get("idref") for ref in self._part("spine").iterfind(f"{{{OPF}}}itemref"))
        return tuple(dict.fromkeys(by_id[ref] for ref in refs if ref in by_id))

    def others(self) -> tuple[str, ...]:
        """Return the members of the spine that are not XHTML, in reading order."""
        by_id = {item.get("id"): member for member, item in self._items.items()}
        refs = (by_id.get(ref.get("idref")) for ref in self._part("spine").iterfind(f"{{{OPF}}}itemref"))
        documents = self.documents()
        return tuple(dict.fromkeys(member for member in refs if member and member not in documents))

    def members(self, media_type: str) -> tuple[str, ...]:
        """Return the members that the manifest says are of a type."""
        return tuple(member for member, item in self._items.items() if item.get("media-type") == media_type)

    def core(self, name: str) -> tuple[str, ...]:
        """Return the values of an element of Dublin Core: `title`, `creator` …, none of them empty."""
        values = (" ".join("".join(each.itertext()).split()) for each in self._dublin(name))
        return tuple(value for value in values if value)

    def identifier(self) -> str:
        """Return the unique identifier, "" if there is none."""
        wanted = self._root.get("unique-identifier")
        found = [each for each in self._dublin("identifier") if each.get("id") == wanted and wanted]
        return next((" ".join((each.text or "").split()) for each in found), "")

    def declare_language(self, language: str) -> None:
        """Declare the language of the package itself, if it has none."""
        if not self._root.get(XML_LANG) and language:
            self._root.set(XML_LANG, language)

    def replace_core(self, name: str, values: Iterable[str]) -> None:
        """Make values the only ones of an element of Dublin Core; the first keeps what refines it."""
        old = self._dublin(name)
        for each in old[1:]:
            _remove(each)
        for number, value in enumerate(values):
            element = old[0] if old and number == 0 else _append(self._metadata, f"{{{DC}}}{name}", {})
            element.text = value

    def withdraw(self, statements: Iterable[tuple[str, str]]) -> None:
        """Remove statements about the package as a whole."""
        gone = set(statements)
        for meta in self._metadata.findall(f"{{{OPF}}}meta"):
            said = (meta.get("property") or "", (meta.text or "").strip())
            if meta.get("refines") is None and said in gone:
                _remove(meta)

    def state_series(self, series: str, position: str) -> None:
        """State that the book belongs to a series, and its place there (EPUB 3.3, belongs-to-collection)."""
        metas = self._metadata.findall(f"{{{OPF}}}meta")
        gone = {meta.get("id") for meta in metas if meta.get("property") == "belongs-to-collection"}
        for meta in metas:
            about = (meta.get("refines") or "").removeprefix("#")
            if meta.get("property") == "belongs-to-collection" or (about and about in gone):
                _remove(meta)
        new = unused("vb-series", "", self._ids)
        self._ids.add(new)
        self.state("belongs-to-collection", series)
        self._metadata[-1].set("id", new)
        self.state("collection-type", "series", refines=new)
        if position:
            self.state("group-position", position, refines=new)

    def state_conformance(self, claim: str, certifier: str) -> None:
        """State to what the book conforms and who certifies it; nothing where either is missing."""
        if not (claim and certifier):
            return
        for meta in self._metadata.findall(f"{{{OPF}}}meta[@property='a11y:certifiedBy']"):
            _remove(meta)
        self.restate("dcterms:conformsTo", claim)
        self.state("a11y:certifiedBy", certifier)

    def remove_narration(self) -> tuple[str, ...]:
        """Take narration out of the package and return the overlays that it named."""
        overlays = self.members(SMIL_TYPE)
        for meta in self._metadata.findall(f"{{{OPF}}}meta"):
            if (meta.get("property") or "").startswith("media:"):
                _remove(meta)
        for item in self._items.values():
            item.attrib.pop("media-overlay", None)
        self.drop(overlays)
        return overlays

    def drop(self, members: Iterable[str]) -> None:
        """Take members out of the manifest."""
        for member in members:
            item = self._items.pop(member, None)
            if item is not None:
                _remove(item)

    def _dublin(self, name: str) -> list[etree._Element]:
        return self._metadata.findall(f"{{{DC}}}{name}")

    def at(self, name: str) -> str:
        """Return the member of a path relative to the package document."""
        return absolute(name, self.member)

    def add_item(self, member: str, media_type: str) -> str:
        """List a member in the manifest and return the id it got."""
        new = unused(f"vb-{slug(posixpath.basename(member), 'item')}", "", self._ids)
        self._ids.add(new)
        attributes = {"id": new, "href": link(member, self.member), "media-type": media_type}
        item = _append(self._manifest, f"{{{OPF}}}item", attributes)
        self._items[member] = item
        return new

    def set_overlay(self, document: str, overlay: str) -> None:
        """Say which item is the overlay of a document. Raises SourceError if it is not listed."""
        if document not in self._items:
            raise _broken(f"{document} is not in the manifest", self.member)
        for item in self._manifest.iterfind(f"{{{OPF}}}item"):
            if self._member_of(item) == document:  # a broken book may list a document twice
                item.set("media-overlay", overlay)

    def statements(self) -> set[tuple[str, str]]:
        """Return what the package says of itself as a whole: (property, value)."""
        return {
            (meta.get("property") or "", (meta.text or "").strip())
            for meta in self._metadata.iterfind(f"{{{OPF}}}meta")
            if meta.get("refines") is None
        }

    def state(self, statement: str, value: str, *, refines: str = "") -> None:
        """Add a statement about the package, or about the item with the id `refines`."""
        attributes = {"property": statement} | ({"refines": f"#{refines}"} if refines else {})
        if statement in _ENGLISH and not (self._root.get(XML_LANG) or "").startswith("en"):
            attributes[XML_LANG] = "en"
        _append(self._metadata, f"{{{OPF}}}meta", attributes).text = value

    def restate(self, statement: str, value: str) -> None:
        """Make a statement the only one of its kind."""
        for meta in self._metadata.findall(f"{{{OPF}}}meta[@property='{statement}']"):
            if meta.get("refines") is None:
                _remove(meta)
        self.state(statement, value)

    def complete(self, statements: Iterable[tuple[str, str]]) -> None:
        """Add the statements that are not made yet; of a single kind, only if there is none."""
        made = self.statements()
        kinds = {kind for kind, _ in made} & _SINGLE
        for statement, value in statements:
            if (statement, value) not in made and statement not in kinds:
                self.state(statement, value)

    def data(self) -> bytes:
        """Return the package document as it now stands."""
        return serialize(self._root)

    def _part(self, name: str) -> etree._Element:
        part = self._root.find(f"{{{OPF}}}{name}")
        if part is None:
            raise _broken(f"it has no {name}", self.member)
        return part

    def _member_of(self, item: etree._Element) -> str:
        return self.at(unquote(item.get("href") or ""))


def find_package(container: Members) -> Package:
    """Return the package that container.xml names first. Raises SourceError (VB-R31)."""
    member = package_member(container)
    return Package(container.read(member), member)


def package_member(container: Members) -> str:
    """Return the member that is the package document. Raises SourceError (VB-R31)."""
    root = parse(container.read(CONTAINER_NAME), CONTAINER_NAME)
    for file in root.iter(f"{{{CONTAINER}}}rootfile"):
        if file.get("media-type") == _PACKAGE_TYPE:
            return file.get("full-path") or ""
    raise _broken("no package document is named", CONTAINER_NAME)


def already_narrated(source: str) -> SourceError:
    """Return the error for a source that has media overlays."""
    return SourceError(
        "VB-R32",
        "the EPUB already has a narration",
        where=Location(source=source),
        hint="use an edition without one, or replace it: --replace-narration",
    )


def _properties(item: etree._Element) -> list[str]:
    return (item.get("properties") or "").split()


def _append(parent: etree._Element, tag: str, attributes: dict[str, str]) -> etree._Element:
    """Add a child on a line of its own, if the others are."""
    last = parent[-1] if len(parent) else None
    child = etree.SubElement(parent, tag, attributes)
    if last is not None:
        child.tail, last.tail = last.tail, parent.text
    return child


def _remove(element: etree._Element) -> None:
    """Remove an element and the line it stood on."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None and element.getnext() is None:
        before.tail = element.tail
    parent.remove(element)


def _broken(what: str, member: str) -> SourceError:
    return SourceError(
        "VB-R31",
        f"the EPUB has no usable package document: {what}",
        where=Location(document=member),
        hint="open the book in an EPUB editor, or export it again",
    )
