"""The table of rules and its page for people say the same."""

import re
from pathlib import Path

import pytest

from voicebook.checking.codes import RULES, Rule

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "check.md"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_has_each_rule_as_it_is(rule: Rule) -> None:
    line = f"| {rule.code} | {rule.severity} | {rule.meaning} | {rule.hint} |"
    assert line in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_page_has_no_other_rules() -> None:
    listed = re.findall(r"^\| (VB-C\d\d) ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [rule.code for rule in RULES]


def test_codes_are_there_once() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
