"""The package document of an EPUB 2 -> that of an EPUB 3 (EPUB 3.3, Package document)."""

import re
from collections import Counter
from collections.abc import Iterator
from uuid import UUID, uuid5

from lxml import etree

from voicebook.epub.markup import DC, OPF, XHTML_TYPE
from voicebook.epub.naming import unused
from voicebook.text.structure.semantics import XML_LANG

_NAMESPACE = UUID("f9d1a3be-12f7-5d5c-8a43-7a1f6a5c2b90")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
_REFINED = {"role": "role", "file-as": "file-as", "scheme": "identifier-type"}
_OLD_TYPES = {"text/html": XHTML_TYPE, "text/x-oeb1-document": XHTML_TYPE, "text/x-oeb1-css": "text/css"}
_DROPPED = ("fallback-style", "required-namespace", "required-modules")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def modernize_package(root: etree._Element) -> Counter[str]:
    """Change a package document, in place; return each kind of change and its count.

    Its manifest gets no navigation document and its documents no properties here.
    """
    changes: Counter[str] = Counter()
    root.set("version", "3.0")
    metadata = root.find(f"{{{OPF}}}metadata")
    if metadata is None:
        metadata = etree.Element(f"{{{OPF}}}metadata")
        root.insert(0, metadata)
    _unfold(metadata, changes)
    ids = {str(value) for value in root.xpath("//@id")}
    said = [
        found
        for element in list(metadata)
        if isinstance(element.tag, str)
        for found in _settle(element, metadata, changes)
    ]
    _one_date(metadata, changes)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["dc"])
    for element, name, value in said:
        _refine(metadata, _id(element, ids), name, value)
    _complete(root, metadata, ids, changes)
    _settle_manifest(root, metadata, changes)
    for tours in root.findall(f"{{{OPF}}}tours"):
        root.remove(tours)
        changes["tours"] += 1
    return changes


def _unfold(metadata: etree._Element, changes: Counter[str]) -> None:
    """Take Dublin Core out of the wrappers that OEBPS 1.2 had."""
    for wrapper in metadata.findall(f"{{{OPF}}}dc-metadata") + metadata.findall(f"{{{OPF}}}x-metadata"):
        for child in list(wrapper):
            metadata.append(child)
        metadata.remove(wrapper)
        changes["dc-metadata"] += 1
    for element in metadata:
        if isinstance(element.tag, str) and element.tag.startswith("{http://purl.org/dc/elements/1."):
            element.tag = f"{{{DC}}}{etree.QName(element).localname.lower()}"


def _settle(
    element: etree._Element, metadata: etree._Element, changes: Counter[str]
) -> Iterator[tuple[etree._Element, str, str]]:
    """Drop what is empty, and yield what attributes of OPF said: element, attribute, value."""
    if str(element.tag).startswith(f"{{{DC}}}") and not "".join(element.itertext()).strip():
        metadata.remove(element)
        changes["empty metadata"] += 1
        return
    if element.attrib.pop(_XSI, None) is not None:
        changes["xsi:type"] += 1
    if element.tag == f"{{{OPF}}}meta":
        if element.attrib.pop("scheme", None) is not None:
            changes["meta scheme"] += 1
        return
    for name in _REFINED:
        value = element.attrib.pop(f"{{{OPF}}}{name}", None)
        if value is None:
            value = element.attrib.pop(name, None)
        if value is None or not value.strip():
            continue
        changes[f"opf:{name} → meta"] += 1
        yield element, name, value.strip()


def _refine(metadata: etree._Element, about: str, name: str, value: str) -> None:
    """Say by a `meta` what an attribute of OPF said of an element."""
    attributes = {"refines": f"#{about}", "property": _REFINED[name]}
    meta = etree.SubElement(metadata, f"{{{OPF}}}meta", attributes)
    meta.text = value
    if name == "role":
        meta.set("scheme", "marc:relators")


def _id(element: etree._Element, ids: set[str]) -> str:
    """Return an element's id, a new one if it has none."""
    own = element.get("id")
    if own:
        return own
    new = unused(f"{etree.QName(element).localname.lower()}-vb", "", {each.lower() for each in ids})
    ids.add(new)
    element.set("id", new)
    return new


def _one_date(metadata: etree._Element, changes: Counter[str]) -> None:
    """Keep one date, that of publication: EPUB 3 has no other."""
    dates = metadata.findall(f"{{{DC}}}date")
    events = [
        (date.attrib.pop(f"{{{OPF}}}event", "") or date.attrib.pop("event", "")).lower() for date in dates
    ]
    good = [date for date, event in zip(dates, events, strict=True) if event in {"publication", "published"}]
    plain = [date for date, event in zip(dates, events, strict=True) if not event]
    kept = next(iter([*good, *plain, *dates]), None)
    for date, event in zip(dates, events, strict=True):
        if date is not kept or event == "modification":
            metadata.remove(date)
            changes["dc:date that is not of publication"] += 1


def _complete(root: etree._Element, metadata: etree._Element, ids: set[str], changes: Counter[str]) -> None:
    """Add a title, a language and an identifier where they are missing."""
    for tag in metadata.findall(f"{{{DC}}}language"):
        value = "".join(tag.itertext()).strip().replace("_", "-")
        if not _TAG.fullmatch(value):
            value = "und"
        if tag.text != value:
            tag.text = value
            changes["dc:language"] += 1
    for name, value in (("title", "Untitled"), ("language", "und")):
        if metadata.find(f"{{{DC}}}{name}") is None:
            etree.SubElement(metadata, f"{{{DC}}}{name}").text = value
            changes[f"dc:{name}"] += 1
    wanted = root.get("unique-identifier")
    found = metadata.findall(f"{{{DC}}}identifier")
    if not any(each.get("id") == wanted and wanted for each in found):
        if not found:
            title = "".join(next(metadata.iterfind(f"{{{DC}}}title")).itertext())
            found = [etree.SubElement(metadata, f"{{{DC}}}identifier")]
            found[0].text = f"urn:uuid:{uuid5(_NAMESPACE, title)}"
        root.set("unique-identifier", _id(found[0], ids))
        changes["unique-identifier"] += 1
    language = "".join(next(metadata.iterfind(f"{{{DC}}}language")).itertext())
    if not root.get(XML_LANG) and language != "und":
        root.set(XML_LANG, language)


def _settle_manifest(root: etree._Element, metadata: etree._Element, changes: Counter[str]) -> None:
    """Mark the cover, and give items types that EPUB 3 knows."""
    covers = {meta.get("content") for meta in metadata.iterfind(f"{{{OPF}}}meta[@name='cover']")}
    for item in root.iterfind(f"{{{OPF}}}manifest/{{{OPF}}}item"):
        for name in _DROPPED:
            if item.attrib.pop(name, None) is not None:
                changes[f"item {name}"] += 1
        old = item.get("media-type") or ""
        if old in _OLD_TYPES:
            item.set("media-type", _OLD_TYPES[old])
            changes[f"{old} → {_OLD_TYPES[old]}"] += 1
        if item.get("id") in covers and (item.get("media-type") or "").startswith("image/"):
            item.set("properties", "cover-image")
            changes["meta cover → cover-image"] += 1
            covers = set()
