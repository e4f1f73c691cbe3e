"""The package document as plain records: what the book says that it holds."""

from dataclasses import dataclass

from lxml import etree

from voicebook.checking.container import Container, root_of, unusable
from voicebook.checking.links import resolve

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

XHTML, SMIL = "application/xhtml+xml", "application/smil+xml"


@dataclass(frozen=True, slots=True)
class Item:
    """A manifest item."""

    id: str
    name: str  # of the file in the zip; "" when it is remote or outside
    href: str  # as written
    media_type: str
    properties: frozenset[str]
    overlay: str  # id of its media overlay, or ""
    fallback: str  # id, or ""


@dataclass(frozen=True, slots=True)
class Meta:
    """A `meta` with a property."""

    property: str
    value: str
    refines: str  # an id, or "" for the whole book


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says."""

    name: str  # of the package document
    language: str  # xml:lang of the root
    unique_identifier: str  # the id that the root names
    identifiers: tuple[tuple[str, str], ...]  # id, value
    titles: tuple[str, ...]
    languages: tuple[str, ...]
    metas: tuple[Meta, ...]
    conforms_to: tuple[str, ...]  # claims, as written
    items: tuple[Item, ...]
    spine: tuple[str, ...]  # ids of items, in reading order
    toc: str  # id of the NCX that the spine names, or ""
    ids: tuple[str, ...]  # every id of the package document, in order

    def item(self, item_id: str) -> Item | None:
        """Return the first item of that id."""
        return next((item for item in self.items if item.id == item_id), None)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a property that are said of the whole book."""
        return tuple(meta.value for meta in self.metas if meta.property == name and not meta.refines)

    def documents(self) -> tuple[Item, ...]:
        """Return the XHTML items that a reader meets: the spine's, then a nav outside of it."""
        spine = [item for ref in dict.fromkeys(self.spine) if (item := self.item(ref)) is not None]
        navs = [item for item in self.items if "nav" in item.properties and item not in spine]
        return tuple(item for item in (*spine, *navs) if item.media_type == XHTML)


def read_package(container: Container) -> Package:
    """Read the package document. Raises SourceError where there is none or it cannot be parsed."""
    name = container.package_name()
    root = root_of(container, name)
    if root.tag != f"{_OPF}package":
        raise unusable("VB-R42", "the package document is not an EPUB package", name)
    metas = [element for element in root.iter(f"{_OPF}meta") if element.get("property")]
    claims = (element for element in metas if element.get("property") == "dcterms:conformsTo")
    return Package(
        name=name,
        language=root.get(XML_LANG, "").strip(),
        unique_identifier=root.get("unique-identifier", "").strip(),
        identifiers=tuple((e.get("id", ""), _text(e)) for e in root.iter(f"{_DC}identifier")),
        titles=tuple(_text(e) for e in root.iter(f"{_DC}title")),
        languages=tuple(_text(e) for e in root.iter(f"{_DC}language")),
        metas=tuple(map(_meta, metas)),
        conforms_to=tuple(str(element.xpath("string()")) for element in claims),
        items=tuple(_item(e, name) for e in root.iterfind(f"{_OPF}manifest/{_OPF}item")),
        spine=tuple(e.get("idref", "") for e in root.iterfind(f"{_OPF}spine/{_OPF}itemref")),
        toc=next((e.get("toc", "") for e in root.iterfind(f"{_OPF}spine")), ""),
        ids=tuple(e.get("id", "") for e in root.iter("*") if e.get("id")),
    )


def _text(element: etree._Element) -> str:
    return " ".join(str(element.xpath("string()")).split())


def _meta(element: etree._Element) -> Meta:
    refines = element.get("refines", "").strip()
    return Meta(element.get("property", "").strip(), _text(element), refines.removeprefix("#"))


def _item(element: etree._Element, base: str) -> Item:
    href = element.get("href", "").strip()
    return Item(
        id=element.get("id", ""),
        name=resolve(base, href)[0],
        href=href,
        media_type=element.get("media-type", "").strip(),
        properties=frozenset(element.get("properties", "").split()),
        overlay=element.get("media-overlay", "").strip(),
        fallback=element.get("fallback", "").strip(),
    )
