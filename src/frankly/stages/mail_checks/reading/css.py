"""As much of CSS as e-mails are written in: declarations, rules by tag and class, and the rules for the dark."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from frankly.stages.mail_checks.reading.page import Element, Page

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND: Final = re.compile(r"^([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_PART: Final = re.compile(r"([.#])([\w-]+)")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration.

    Attributes:
        name: of the property.
        value: in small letters, without `!important`.
        is_important: whether it says so.
    """

    name: str
    value: str
    is_important: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a sheet.

    Attributes:
        selector: compounds from the outermost to the innermost.
        declarations: what it says.
        is_dark: whether it holds in the dark alone.
    """

    selector: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    is_dark: bool


@lru_cache(maxsize=4096)
def declarations(text: str) -> tuple[Declaration, ...]:
    """What stands in a `style` attribute or between the braces of a rule."""
    return tuple(_declarations(text))


def _declarations(text: str) -> Iterator[Declaration]:
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        if not colon:
            continue
        plain = value.strip().lower()
        is_important = plain.endswith("!important")
        yield Declaration(name.strip().lower(), plain.removesuffix("!important").strip(), is_important)


def rules(sheets: Sequence[str]) -> list[Rule]:
    """All rules that hold for every width, and those for the dark."""
    return [rule for sheet in sheets for rule in _rules_of(sheet)]


@lru_cache(maxsize=16)
def _rules_of(sheet: str) -> tuple[Rule, ...]:
    """Of one sheet: the letters of a house have the same."""
    return tuple(_rules(_COMMENT.sub("", sheet), is_dark=False))


def _rules(sheet: str, *, is_dark: bool) -> Iterator[Rule]:
    for head, body in _blocks(sheet):
        if head.startswith("@media"):
            condition = head.lower()
            if "prefers-color-scheme" in condition and "dark" in condition:
                yield from _rules(body, is_dark=True)
        elif not head.startswith("@"):
            for selector in head.split(","):
                yield Rule(tuple(selector.replace(">", " ").split()), declarations(body), is_dark)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Heads with what stands in their braces, which may hold further braces."""
    depth, begin, brace = 0, 0, 0
    for place, sign in enumerate(sheet):
        if sign == "{":
            brace = place if depth == 0 else brace
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if depth == 0:
                yield sheet[begin:brace].rpartition(";")[2].strip(), sheet[brace + 1 : place]
                begin = place + 1


def _is_meant(rule: Rule, page: Page, number: int) -> bool:
    """Whether a rule whose last compound fits an element speaks of it: what stands around it has to fit the others."""
    wanted = list(rule.selector[:-1])
    if wanted:
        for element in islice(page.around(number), 1, None):
            if wanted and _fits(wanted[-1], element):
                wanted.pop()
    return not wanted


class _Compound(NamedTuple):
    """One compound of a selector.

    Attributes:
        tag: name of the element; empty for any.
        classes: that it has.
        ids: that it has, all of them.
    """

    tag: str
    classes: tuple[str, ...]
    ids: tuple[str, ...]


@lru_cache(maxsize=1024)
def _compound(text: str) -> _Compound | None:
    """Read a compound; None for attributes and states: told of some programs (`[data-ogsc]`, `:hover`) alone."""
    found = _COMPOUND.match(text)
    if found is None:
        return None
    parts = _PART.findall(found[2])
    named = {sign: tuple(name for said, name in parts if said == sign) for sign in ".#"}
    return _Compound("" if found[1] in {None, "*"} else found[1].lower(), named["."], named["#"])


def _fits(text: str, element: Element) -> bool:
    compound = _compound(text)
    if compound is None or (compound.tag and compound.tag != element.tag):
        return False
    if any(name != element.attributes.get("id", "") for name in compound.ids):
        return False
    return not compound.classes or set(compound.classes).issubset(element.attributes.get("class", "").split())


def styles(page: Page, *, is_dark: bool) -> list[Mapping[str, str]]:
    """What holds of each element itself: its sheet's rules, its `style`, and in the dark the rules for it."""
    told = rules(page.sheets)
    useful = [rule for rule in told if rule.selector and (is_dark or not rule.is_dark)]
    # Elements of one name, class and id have the same rules: most are one of few.
    near: dict[tuple[str, ...], list[Rule]] = {}
    found = []
    for element in page.elements:
        own = (element.tag, element.attributes.get("class", ""), element.attributes.get("id", ""))
        if own not in near:
            near[own] = [rule for rule in useful if _fits(rule.selector[-1], element)]
        found.append(_style(page, element, near[own]))
    return found


def _style(page: Page, element: Element, told: Sequence[Rule]) -> Mapping[str, str]:
    normal: dict[str, str] = {}
    important: dict[str, str] = {}
    if "bgcolor" in element.attributes:
        normal["background-color"] = element.attributes["bgcolor"].lower()
    if element.tag == "font" and "color" in element.attributes:
        normal["color"] = element.attributes["color"].lower()
    for rule in told:
        if _is_meant(rule, page, element.number):
            _take(rule.declarations, normal, important)
    _take(declarations(element.attributes.get("style", "")), normal, important)
    return normal | important


def _take(told: Sequence[Declaration], normal: dict[str, str], important: dict[str, str]) -> None:
    for one in told:
        (important if one.is_important else normal)[one.name] = one.value
