"""False sentences made from a description's marks: each function is one way to change a true sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from frankly.evals.liars.marked import Mark, MarkedItem, MarkedSpan

MARKED: Final[Mapping[str, str]] = {
    "pol": "polarity",
    "q": "scope_or_hedge",
    "c": "dropped_condition",
    "x": "invented_quality",
}
"""Mark → class of the lie that its words after `=>` make."""

WHY: Final[Mapping[str, str]] = {
    "polarity": "the description says the contrary",
    "scope_or_hedge": "the description says it of fewer, or less surely",
    "dropped_condition": "it holds under a condition, in a setting or by comparison only",
    "invented_quality": "the description does not say so",
    "moved_quality": "the two qualities belong to the other part",
    "wrong_number": "the description has another number",
    "other_field_number": "the number belongs to another part",
    "foreign_entity": "the name is nowhere in the description",
    "other_entity": "that is another item's",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A false sentence.

    Attributes:
        lie: its class.
        span: number of the sentence that it was made from, from 1.
        text: what it says.
    """

    lie: str
    span: int
    text: str


def with_lies(span: MarkedSpan, number: int) -> Iterator[Changed]:
    """Words after `=>` in place of the true ones; without any, the true ones are left out."""
    for code, lie in MARKED.items():
        for place, mark in span.marks(code):
            yield Changed(lie, number, span.told({place: mark.lie or ""}))


def with_moved(span: MarkedSpan, number: int) -> Iterator[Changed]:
    """Two qualities of one sentence exchanged."""
    for code in ("m", "m2"):
        for one, other in combinations(span.marks(code), 2):
            if one[1].text != other[1].text:
                yield Changed("moved_quality", number, span.told(_exchanged(one, other)))


def with_numbers_moved(span: MarkedSpan, number: int) -> Iterator[Changed]:
    """Two numbers of one sentence exchanged."""
    for one, other in combinations(span.marks("n"), 2):
        if one[1].text.casefold() != other[1].text.casefold():
            yield Changed("other_field_number", number, span.told(_exchanged(one, other)))


def _exchanged(one: tuple[int, Mark], other: tuple[int, Mark]) -> dict[int, str]:
    first, second = one[1].text, other[1].text
    if first[:1].isupper() and not second[:1].isupper():
        first, second = first[:1].lower() + first[1:], second[:1].upper() + second[1:]
    return {one[0]: second, other[0]: first}


def with_number_of_other_span(item: MarkedItem) -> Iterator[Changed]:
    """A number that the item has in another sentence."""
    found = [(number, place, mark) for number, span in enumerate(item.spans) for place, mark in span.marks("n")]
    for number, place, mark in found:
        other = next((one for at, _, one in found if at != number and _is_another(one, mark)), None)
        if other is not None:
            yield Changed("other_field_number", number + 1, item.spans[number].told({place: other.text}))


def _is_another(one: Mark, other: Mark) -> bool:
    return one.text.casefold() != other.text.casefold() and one.text[0].isdigit() == other.text[0].isdigit()


def with_wrong_number(span: MarkedSpan, number: int, numbers: Sequence[str]) -> Iterator[Changed]:
    """A number that is nowhere in the description."""
    for place, mark in span.marks("n"):
        wrong = _off(mark.text) or numbers[(number + place) % len(numbers)]
        if wrong.casefold() != mark.text.casefold():
            yield Changed("wrong_number", number, span.told({place: wrong}))


def _off(text: str) -> str:
    """A number in digits that differs in the first of them."""
    return f"{(int(text[0]) + 3) % 9 + 1}{text[1:]}" if text[0].isdigit() else ""


def with_name(span: MarkedSpan, number: int, lie: str, name: str) -> Iterator[Changed]:
    """Another name in place of the true one."""
    for place, mark in span.marks("e"):
        if mark.text != name:
            yield Changed(lie, number, span.told({place: name}))


OF_SPAN: Final[tuple[Callable[[MarkedSpan, int], Iterator[Changed]], ...]] = (with_lies, with_moved, with_numbers_moved)
"""What needs a sentence alone."""


def changed(item: MarkedItem, numbers: Sequence[str], names: Sequence[str]) -> Iterator[Changed]:
    """Every false sentence that an item's marks give."""
    for number, span in enumerate(item.spans, 1):
        for change in OF_SPAN:
            yield from change(span, number)
        yield from with_wrong_number(span, number, numbers)
        for name in names[:2]:
            yield from with_name(span, number, "foreign_entity", name)
    yield from with_number_of_other_span(item)
