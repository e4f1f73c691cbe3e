"""docs/reference/errors.md lists the codes that the source can give, all of them and no others."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
_SOURCE = "\n".join(path.read_text("utf-8") for path in sorted((_ROOT / "src").rglob("*.py")))
_CODE = re.compile(r'"(VB-[A-Z]\d+)"')
_ROWS = re.findall(r"^\| (VB-[A-Z]\d+) \| (\w+) \| ([^|]+) \| ([^|]+) \|$", _PAGE, re.MULTILINE)
_SEVERITIES = re.findall(r'"(VB-[A-Z]\d+)",\s*Severity\.([A-Z]+)', _SOURCE)
_ERRORS = re.findall(r'\w*Error\(\s*"(VB-[A-Z]\d+)"', _SOURCE)


def _is_of_check(code: str) -> bool:
    return code.startswith("VB-C")


def test_the_page_lists_the_codes_of_the_source() -> None:
    given = {code for code in _CODE.findall(_SOURCE) if not _is_of_check(code)}
    assert {row[0] for row in _ROWS} == given


def test_no_code_is_listed_twice_and_all_are_in_order() -> None:
    codes = [row[0] for row in _ROWS]
    for family in {code[:4] for code in codes}:
        listed = [code for code in codes if code.startswith(family)]
        assert listed == sorted(set(listed))


@pytest.mark.parametrize(
    ("code", "severity"), sorted({found for found in _SEVERITIES if not _is_of_check(found[0])})
)
def test_a_findings_severity_is_as_listed(code: str, severity: str) -> None:
    assert (code, severity.lower()) in {row[:2] for row in _ROWS}


def test_what_is_raised_is_listed_as_an_error() -> None:
    raised = {code for code in _ERRORS if not _is_of_check(code)}
    assert raised <= {row[0] for row in _ROWS if row[1] == "error"}


def test_a_family_has_the_heading_of_its_class() -> None:
    tree = (_ROOT / "src" / "voicebook" / "errors.py").read_text("utf-8")
    families = set(re.findall(r"(VB-[A-Z])\.\.", tree)) | {"VB-X"}
    assert families == set(re.findall(r"^## (VB-[A-Z]): ", _PAGE, re.MULTILINE))
