"""Looks at somebody's text once, for everything that is not plain prose. Pure: the same text, the same findings."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from frankly.domain.item import Item
from frankly.domain.untrusted.finding import KEPT_OUT, TextFinding, TextFindingCode
from frankly.domain.untrusted.hidden import hidden
from frankly.domain.untrusted.instructions import instruction_spans
from frankly.domain.untrusted.markup import markup

MOST_READ: Final = 20_000
"""Characters of a text that are looked at; a description has no more."""


@lru_cache(maxsize=4096)
def findings(text: str, *, is_title: bool = False) -> tuple[TextFinding, ...]:
    """What in a text is hidden, is markup, or reads like an order.

    Args:
        text: as it came.
        is_title: a title, name or label: it may ask a question ("Who framed …?").

    Returns:
        Findings in order of their place.
    """
    text = text[:MOST_READ]
    orders = [
        TextFinding(code=TextFindingCode.INSTRUCTION, span=span, what=what)
        for span, what in instruction_spans(text, is_title=is_title)
    ]
    return tuple(sorted([*hidden(text), *markup(text), *orders], key=lambda one: (one.span, one.code)))


def may_be_quoted(text: str) -> bool:
    """Whether nothing in a sentence of somebody's text keeps it out of facts and prompts."""
    return not any(one.code in KEPT_OUT for one in findings(text))


def findings_of_item(item: Item) -> Iterator[tuple[str, str, TextFinding]]:
    """Field, its text and each finding, over all texts of an item that people or a writer may see."""
    for name, text, is_title in _texts(item):
        for one in findings(text, is_title=is_title):
            yield name, text, one


def _texts(item: Item) -> Iterator[tuple[str, str, bool]]:
    yield "title", item.title, True
    if item.description:
        yield "description", item.description, False
    for name, labels in (("categories", item.categories), ("tags", item.tags), ("creators", item.creators)):
        for label in labels:
            yield name, label, True
    for name, value in item.attributes.items():
        yield "attributes", name, True
        if isinstance(value, str):
            yield f"attributes.{name}", value, True
