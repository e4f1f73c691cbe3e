"""What a document's style sheets hide, and what they would do once there are spans in it.

Sources: Selectors 4 (what counts siblings and children), CSS Cascading 4 (which declaration wins),
Media Queries 4. A sheet that cannot be parsed does nothing; no sheet raises an error.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

from voicebook.model.publication import ElementPath

LARGEST = 5_000_000
"""Characters of the style sheets of a document; beyond, they are not read."""

_MOST_SELECTORS = 20_000
_MOST_SIBLINGS = 2_000  # beyond, selectors that look at all siblings take too long
_SHIELD = 4  # ids that the rule which shields our spans counts as
_SIBLINGS = re.compile(r"~|of-type|:has|:nth-last", re.IGNORECASE)
_DEEPEST = 8  # rules inside rules
_STRUCTURAL = re.compile(r"[>+~]|:(?:first|last|only|nth|empty|has|not|is|where|root)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|'[^']*'")
_DYNAMIC = re.compile(
    r"(?<!:):(?:hover|active|focus(?:-within|-visible)?|visited|target)(?![\w-])", re.IGNORECASE
)
_PRINTED = re.compile(r"\b(?:print|speech|aural|braille|tty)\b")
_DECIDED = re.compile(r"(?:only\s+)?(?:all|screen)?")
_HIDING = {"display": {"none"}, "visibility": {"hidden", "collapse"}}
_ARRANGING = frozenset("flex inline-flex grid inline-grid table inline-table table-row".split())
"""Values of `display` that make a thing of its own of every child element."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one selector of a style rule does."""

    selector: str
    declarations: Mapping[str, tuple[str, bool]]  # name -> value, and whether it is important
    always: bool  # no condition of @media, @supports or the like stands over it


Order = tuple[bool, int, tuple[int, int, int], int]
"""By what the cascade decides: importance, style attribute, specificity, place."""


def hidden_by(root: etree._Element, sheets: Iterable[str]) -> Mapping[ElementPath, etree._Element]:
    """Return the outermost elements, by path, that sheets hide (`display: none`, `visibility: hidden`)."""
    rules = [rule for rule in _rules(sheets) if rule.always and rule.declarations.keys() & _HIDING.keys()]
    declared = ((name, value) for rule in rules for name, (value, _) in rule.declarations.items())
    if not any(value in _HIDING.get(name, ()) for name, value in declared):
        return {}
    matcher = _matcher(rules)
    hidden: dict[ElementPath, etree._Element] = {}
    for wrapper, path in _walk(root):
        is_hidden = any(_winner(wrapper, matcher, name) in values for name, values in _HIDING.items())
        if is_hidden and not any(path[:end] in hidden for end in range(len(path))):
            hidden[path] = wrapper.etree_element
    return hidden


def hidden_in(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements themselves that sheets hide, outermost only."""
    return frozenset(hidden_by(root, sheets).values())


def disturbed(
    before: etree._Element,
    after: etree._Element,
    sheets: Iterable[str],
    added: Callable[[etree._Element], bool],
) -> frozenset[ElementPath]:
    """Return the source elements (paths in `before`) whose look the added spans would change.

    `after` is `before` with spans (`added` tells which). An element is disturbed when a rule that
    counts children or siblings matches it in one tree and not in the other, when it arranges its
    children (flex, grid, table) and got a span among them, or when an important rule matches that span.
    """
    rules = _rules(sheets)
    wanted = _is_quick if any(len(each) > _MOST_SIBLINGS for each in after.iter()) else _is_structural
    structural = [rule for rule in rules if wanted(rule.selector)]
    strong = [rule for rule in rules if any(important for _, important in rule.declarations.values())]
    arranging = [rule for rule in rules if rule.declarations.keys() & {"display"}]
    if not (structural or strong or any(r.declarations["display"][0] in _ARRANGING for r in arranging)):
        return frozenset()
    found = _changed(before, after, structural, added)
    return found | _spoiled(after, strong, arranging, added)


def _changed(
    before: etree._Element,
    after: etree._Element,
    rules: list[_Rule],
    added: Callable[[etree._Element], bool],
) -> frozenset[ElementPath]:
    """Return the elements that rules match in one tree and not in the other."""
    if not rules:
        return frozenset()
    inside = _within_reach(after, added, everywhere=any(":has" in rule.selector for rule in rules))
    if not inside:
        return frozenset()
    matcher = _matcher(rules)
    elements = set(inside.values())
    once = ((_matches(each, matcher), path) for each, path in _walk(before) if path in inside)
    again = (_matches(each, matcher) for each, _ in _walk(after) if each.etree_element in elements)
    return frozenset(path for (first, path), second in zip(once, again, strict=True) if first != second)


def _within_reach(
    after: etree._Element, added: Callable[[etree._Element], bool], *, everywhere: bool
) -> dict[ElementPath, etree._Element]:
    """Return the source elements, by their paths in the source, that lie in an element that got spans.

    Of no other have parent, siblings or ancestors' siblings changed; only `:has` can see further.
    """
    holders = {each.getparent() for each in after.iter() if isinstance(each.tag, str) and added(each)}
    everywhere &= bool(holders)
    return {
        path: each
        for each, path in _sources(after, added)
        if everywhere or not holders.isdisjoint(each.iterancestors())
    }


def _spoiled(
    after: etree._Element,
    strong: list[_Rule],
    arranging: list[_Rule],
    added: Callable[[etree._Element], bool],
) -> frozenset[ElementPath]:
    """Return the parents of added spans that arrange their children, or whose span a strong rule hits."""
    strength, arrangement = _matcher(strong), _matcher(arranging)
    found: set[ElementPath] = set()
    own = dict(_sources(after, added))
    for wrapper, _ in _walk(after):
        if not added(wrapper.etree_element):
            continue
        parent = wrapper.parent
        while parent is not None and added(parent.etree_element):
            parent = parent.parent
        hit = parent is not None and _winner(parent, arrangement, "display") in _ARRANGING
        if parent is not None and (hit or _is_overruled(wrapper, strength)):
            found.add(own[parent.etree_element])
    return frozenset(found)


def _is_overruled(wrapper: Any, strength: cssselect2.Matcher) -> bool:
    """Tell whether an important rule outweighs the one that shields our spans (narration.css)."""
    return any(specificity[0] >= _SHIELD for specificity, _, _, _ in strength.match(wrapper))


def _sources(
    after: etree._Element, added: Callable[[etree._Element], bool]
) -> Iterator[tuple[etree._Element, ElementPath]]:
    """Yield the source elements, each with the path that it has without the added spans."""
    stack: list[tuple[etree._Element, ElementPath]] = [(after, ())]
    while stack:
        element, path = stack.pop()
        yield element, path
        stack += [(child, (*path, index)) for index, child in enumerate(_children(element, added))]


def _children(element: etree._Element, added: Callable[[etree._Element], bool]) -> Iterator[etree._Element]:
    for child in element:
        if isinstance(child.tag, str):
            if added(child):
                yield from _children(child, added)
            else:
                yield child


def _rules(sheets: Iterable[str]) -> list[_Rule]:
    texts = list(sheets)
    if sum(map(len, texts)) > LARGEST:
        return []
    return [rule for text in texts for rule in _parsed(text)]


@lru_cache(maxsize=8)
def _parsed(sheet: str) -> tuple[_Rule, ...]:
    """Return the style rules of a sheet, in order, also those inside @media and the like.

    The documents of a book share their sheets, so the last few are kept.
    """
    nodes = tinycss2.parse_stylesheet(sheet.replace("\0", ""), skip_comments=True, skip_whitespace=True)
    return tuple(_in(nodes, always=True, depth=0))


def _in(nodes: Iterable[Any], *, always: bool, depth: int) -> Iterator[_Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            declarations = _declarations(node.content)
            yield from (_Rule(selector, declarations, always) for selector in _selectors(node.prelude))
        elif node.type == "at-rule" and node.content is not None and depth < _DEEPEST:
            name = node.lower_at_keyword
            condition = " ".join(tinycss2.serialize(node.prelude).lower().split())
            if name == "media" and _PRINTED.search(condition) and "," not in condition:
                continue
            if name in {"media", "supports", "layer", "container", "scope"}:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                sure = always and name == "media" and bool(_DECIDED.fullmatch(condition))
                yield from _in(inner, always=sure, depth=depth + 1)


def _declarations(content: Any) -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            before = found.get(node.lower_name)
            if before is None or node.important or not before[1]:
                value = tinycss2.serialize(node.value).strip().lower()
                found[node.lower_name] = (value, node.important)
    return found


def _is_structural(selector: str) -> bool:
    return _STRUCTURAL.search(_BRACKETS.sub("", selector)) is not None


def _is_quick(selector: str) -> bool:
    plain = _BRACKETS.sub("", selector)
    return _is_structural(selector) and _SIBLINGS.search(plain) is None


def _selectors(prelude: Iterable[Any]) -> Iterator[str]:
    """Yield the selectors of a rule's list: commas inside brackets part nothing."""
    waiting: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield tinycss2.serialize(waiting).strip()
            waiting = []
        else:
            waiting.append(token)
    yield tinycss2.serialize(waiting).strip()


def _matcher(rules: Iterable[_Rule]) -> cssselect2.Matcher:
    """Return a matcher of rules; a selector that cannot be understood matches nothing."""
    matcher = cssselect2.Matcher()
    for number, rule in enumerate(itertools.islice(rules, _MOST_SELECTORS)):
        try:
            compiled = cssselect2.compile_selector_list(_DYNAMIC.sub("", rule.selector) or "*")
        except (cssselect2.SelectorError, ValueError, RecursionError, AttributeError):
            continue  # AttributeError: the library's answer to a selector that ends in "|"
        for each in compiled:
            matcher.add_selector(each, (number, rule))
    return matcher


def _walk(root: etree._Element) -> Iterator[tuple[Any, ElementPath]]:
    """Yield every element, wrapped, with its path, in document order."""
    wrapper = cssselect2.ElementWrapper.from_html_root(root)
    stack: list[tuple[Any, ElementPath]] = [(wrapper, ())]
    while stack:
        each, path = stack.pop()
        yield each, path
        children = [(child, (*path, index)) for index, child in enumerate(each.iter_children())]
        stack += reversed(children)


def _matches(wrapper: Any, matcher: cssselect2.Matcher) -> frozenset[tuple[int, str | None]]:
    """Return which rules match an element, or a part of it (`::before`)."""
    return frozenset((payload[0], pseudo) for _, _, pseudo, payload in matcher.match(wrapper))


def _winner(wrapper: Any, matcher: cssselect2.Matcher, name: str) -> str:
    """Return the value of a property that the cascade gives an element, "" if no sheet gives it any."""
    best: tuple[Order, str] | None = None
    for specificity, place, pseudo, (_, rule) in matcher.match(wrapper):
        if pseudo is None and name in rule.declarations:
            value, important = rule.declarations[name]
            found = ((important, 0, specificity, place), value)
            best = max(best or found, found)
    style = wrapper.etree_element.get("style")
    own = _declarations(style) if style else {}
    if name in own:
        value, important = own[name]
        found = ((important, 1, (0, 0, 0), 0), value)
        best = max(best or found, found)
    return best[1] if best else ""
