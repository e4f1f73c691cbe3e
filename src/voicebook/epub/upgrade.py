"""EPUB 2 -> EPUB 3, as a view: nothing is unpacked, each document is changed once and kept aside."""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote

from lxml import etree

from voicebook.epub.edited import Edited
from voicebook.epub.html4 import modernize
from voicebook.epub.markup import DC, OPF, XHTML_TYPE, serialize
from voicebook.epub.naming import absolute, link, unused
from voicebook.epub.nav import NavLink, navigation_document, start_of_text
from voicebook.epub.ncx import LinkTargets, contents_of, landmarks_of, pages_of
from voicebook.epub.opf2 import modernize_package
from voicebook.epub.package import package_member
from voicebook.epub.spool import Spool
from voicebook.errors import Location, SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Members
from voicebook.text.structure.semantics import HEADINGS, XHTML, name_of
from voicebook.text.structure.xml import parse

_NCX_TYPE = "application/x-dtbncx+xml"
_SVG = "{http://www.w3.org/2000/svg}svg"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_DOCTYPE = b"<!DOCTYPE html>\n"


def upgraded(members: Members) -> tuple[Members, tuple[Finding, ...]]:
    """Return the members of an EPUB 3: the same where it is one, else a view, and what was changed.

    Raises SourceError where there is no package document.
    """
    member = package_member(members)
    root = parse(members.read(member), member)
    if (root.get("version") or "").strip().startswith("3"):
        return members, ()
    return _Upgrade(members, member, root).run()


def modern(data: bytes, name: str) -> tuple[bytes, etree._Element, Counter[str]]:
    """Return a document as EPUB 3 has it, its tree, and what was changed. Raises SourceError."""
    root = parse(data, name)
    changes = modernize(root, _title(root, name))
    before = [etree.tostring(node, with_tail=False) for node in _preceding(root)]
    prolog = serialize(root).partition(b"?>\n")[0] + b"?>\n"
    body = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return prolog + _DOCTYPE + b"".join(before) + body + b"\n", root, changes


def _preceding(root: etree._Element) -> list[etree._Element]:
    return list(root.itersiblings(preceding=True))[::-1]


@dataclass(slots=True)
class _Upgrade:
    """An EPUB 2 that is being upgraded."""

    members: Members
    member: str  # the package document
    root: etree._Element
    changes: Counter[str] = field(default_factory=Counter)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)  # document -> its ids
    titles: dict[str, str] = field(default_factory=dict)
    documents: Spool = field(default_factory=Spool)  # upgraded

    def run(self) -> tuple[Members, tuple[Finding, ...]]:
        changed: dict[str, Callable[[], bytes]] = {}
        self.changes += modernize_package(self.root)
        names = set(self.members.names)
        for item in self._items():
            name = self._at(item.get("href") or "")
            if item.get("media-type") == XHTML_TYPE and name in names:
                try:
                    self._upgrade(item, name)
                except SourceError:
                    continue  # whoever parses it tells of it; it stays as it is
                changed[name] = partial(self.documents.read, name)
        nav = unused(self._at("nav"), ".xhtml", {name.lower() for name in names})
        navigation = self._navigation(nav)
        self._list(nav)
        data = serialize(self.root)
        changed |= {nav: lambda: navigation, self.member: lambda: data}
        return Edited(self.members, changed), tuple(self._findings())

    def _items(self) -> Iterator[etree._Element]:
        return self.root.iterfind(f"{{{OPF}}}manifest/{{{OPF}}}item")

    def _at(self, href: str) -> str:
        return absolute(unquote(href), self.member)

    def _upgrade(self, item: etree._Element, name: str) -> None:
        """Keep a document as EPUB 3 has it, note its ids, and say in the manifest what it holds."""
        data, root, changes = modern(self.members.read(name), name)
        self.documents.add(name, data)
        self.changes += changes
        self.ids[name] = frozenset(str(value) for value in root.xpath("//@id"))
        self.titles[name] = _title(root, name)
        found = {
            "svg": next(root.iter(_SVG), None) is not None,
            "mathml": next(root.iter(_MATH), None) is not None,
            "scripted": next(root.iter(f"{{{XHTML}}}script", f"{{{XHTML}}}form"), None) is not None,
            "remote-resources": _is_remote(root),
        }
        properties = " ".join(kind for kind, there in found.items() if there)
        if properties:
            item.set("properties", properties)

    def _navigation(self, nav: str) -> bytes:
        """Return the navigation document: from the NCX, else from the titles of the spine."""
        contents, pages = self._from_ncx(nav)
        spine = self._spine()
        if not contents:
            contents = tuple(NavLink(self.titles[name], link(name, nav)) for name in spine)
            self.changes["table of contents from titles"] += 1
        references = self.root.iterfind(f"{{{OPF}}}guide/{{{OPF}}}reference")
        plain = [{str(key): str(value) for key, value in each.attrib.items()} for each in references]
        marks = landmarks_of(plain, LinkTargets(self.member, nav, self.ids.get))
        if spine and not any(mark.kind == "bodymatter" for mark in marks):
            marks = (*marks, start_of_text(link(spine[0], nav)))
        language = self.root.findtext(f".//{{{DC}}}language") or "und"
        found = {"toc": contents, "landmarks": marks, "page-list": pages}
        lists = {kind: links for kind, links in found.items() if links or kind == "toc"}
        return navigation_document(lists, title="Contents", language=language.strip())

    def _from_ncx(self, nav: str) -> tuple[tuple[NavLink, ...], tuple[NavLink, ...]]:
        for item in self._items():
            name = self._at(item.get("href") or "")
            if item.get("media-type") == _NCX_TYPE and name in self.members.names:
                try:
                    ncx = parse(self.members.read(name), name)
                except SourceError:
                    return (), ()
                self.changes["navigation document from the NCX"] += 1
                targets = LinkTargets(name, nav, self.ids.get)
                return contents_of(ncx, targets), pages_of(ncx, targets)
        return (), ()

    def _spine(self) -> tuple[str, ...]:
        by_id = {item.get("id"): self._at(item.get("href") or "") for item in self._items()}
        refs = self.root.iterfind(f"{{{OPF}}}spine/{{{OPF}}}itemref")
        found = (by_id.get(ref.get("idref"), "") for ref in refs)
        return tuple(name for name in found if name in self.ids)

    def _list(self, nav: str) -> None:
        """Put the navigation document in the manifest."""
        manifest = self.root.find(f"{{{OPF}}}manifest")
        if manifest is None:
            return
        ids = {str(value).lower() for value in self.root.xpath("//@id")}
        attributes = {"id": unused("nav", "", ids), "href": link(nav, self.member)}
        attributes |= {"media-type": XHTML_TYPE, "properties": "nav"}
        etree.SubElement(manifest, f"{{{OPF}}}item", attributes)

    def _findings(self) -> Iterator[Finding]:
        """Yield one note that lists every kind of change."""
        kinds = [f"{kind} ({count})" if count > 1 else kind for kind, count in sorted(self.changes.items())]
        what = f"the EPUB 2 became an EPUB 3: {'; '.join(kinds)}"
        where = Location(document=self.member)
        yield Finding("VB-R50", Severity.NOTE, what, where, "docs/reference/epub2.md says more of each")


def _title(root: etree._Element, name: str) -> str:
    """Return a document's title, else its first heading, else its name."""
    own = root.find(f"{{{XHTML}}}head/{{{XHTML}}}title")
    said = "" if own is None else " ".join("".join(own.itertext()).split())
    headings = (each for each in root.iter(f"{{{XHTML}}}*") if name_of(each) in HEADINGS)
    first = next((" ".join(str(each.xpath("string()")).split()) for each in headings), "")
    return said or first or posixpath.basename(name).rpartition(".")[0]


def _is_remote(root: etree._Element) -> bool:
    """Tell whether a document shows something from outside the book."""
    return any(
        str(element.get("src") or "").lower().startswith(("http:", "https:"))
        for element in root.iter(
            *(f"{{{XHTML}}}{name}" for name in ("img", "audio", "video", "iframe", "script"))
        )
    )
