from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from voicebook.errors import SourceError
from voicebook.text.structure import xml


def test_comments_instructions_and_entities_stay_in_the_tree() -> None:
    doctype = '<!DOCTYPE p PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    root = xml.parse(f"{doctype}<p>a<!--b--><?c d?>&nbsp;e</p>".encode(), "a.xhtml")
    kinds = [type(node).__name__ for node in root]
    assert kinds == ["_Comment", "_ProcessingInstruction", "_Entity"]
    assert root.getroottree().docinfo.doctype == doctype


def test_an_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    data = f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>a&x;b</p>'.encode()
    root = xml.parse(data, "a.xhtml")
    assert b"secret<" not in etree.tostring(root)
    assert (root.text, root[0].tail) == ("a", "b")


@pytest.mark.parametrize("element", ['<p title="&e11;"/>', "<p>&e11;</p>"])
def test_nested_entities_are_refused(element: str) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE p [<!ENTITY e0 "ha">{levels}]>{element}'.encode()
    with pytest.raises(SourceError) as raised:
        xml.parse(data, "a.xhtml")
    assert raised.value.code == "VB-R05"


def test_a_named_character_without_a_doctype_is_the_character() -> None:
    root = xml.parse(b"<p title='&eacute;'>a&nbsp;b &amp; &#233;</p>", "a.xhtml")
    assert (root.text, root.get("title")) == ("a\u00a0b & é", "é")


@pytest.mark.parametrize("data", [b"", b"plain", b"<p>", b"<p>&nosuch;</p>", b"<p>\x00</p>", b"<a></b>"])
def test_what_is_not_well_formed_is_a_source_error_with_its_name(data: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        xml.parse(data, "b.xhtml")
    assert raised.value.code == "VB-R05"
    assert raised.value.where.document == "b.xhtml"


def test_the_line_of_the_fault_is_told() -> None:
    with pytest.raises(SourceError) as raised:
        xml.parse(b"<p>\n<b>\n</i></p>", "b.xhtml")
    assert raised.value.where.line == 3


def test_a_tree_as_deep_as_allowed_is_read_and_one_deeper_is_refused() -> None:
    def nested(depth: int) -> bytes:
        return b"<b>" * depth + b"</b>" * depth

    assert xml.parse(nested(xml.DEEPEST), "a.xhtml").tag == "b"
    with pytest.raises(SourceError) as raised:
        xml.parse(nested(xml.DEEPEST + 1), "a.xhtml")
    assert raised.value.code == "VB-R06"


def test_a_document_over_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "LARGEST", 10)
    with pytest.raises(SourceError) as raised:
        xml.parse(b"<p>01234</p>", "a.xhtml")
    assert raised.value.code == "VB-R06"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_tree_or_a_source_error(data: bytes) -> None:
    try:
        root = xml.parse(data, "a.xhtml")
    except SourceError:
        return
    assert isinstance(root.tag, str)
