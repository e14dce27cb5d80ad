"""What is stored of an item, as a check of unbound text reads it: field by field, with numbers, yes and no."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from frankly.domain.item import Item
from frankly.stages.unbound.quantities import Quantity, quantities
from frankly.stages.unbound.words import SAME, root

Answer = Literal["yes", "no", "says", "unknown"]
"""What a field answers: yes, no, something of its own, or nothing."""

_NO: Final = re.compile(r"(?:no|none|false|nein|n/a|not supported|unavailable|keine?s?)\b[.,]?", re.IGNORECASE)
_YES: Final = re.compile(r"(?:yes|true|ja)\b", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Words with their places; hyphens and apostrophes inside belong to them."""
    return _WORDS.finditer(text)


@dataclass(frozen=True)
class Entry:
    """One field.

    Attributes:
        name: of the field.
        value: as text.
    """

    name: str
    value: str

    @cached_property
    def answer(self) -> Answer:
        """What it answers."""
        if not self.value.strip():
            return "unknown"
        if _NO.fullmatch(self.value.strip()):
            return "no"
        return "yes" if _YES.match(self.value.strip()) else "says"

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its numbers."""
        return (*quantities(self.value), *quantities(self.name))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The members of its list."""
        return tuple(part.strip() for part in re.split(r"[,/\n]| and ", self.value) if part.strip())

    @cached_property
    def name_roots(self) -> frozenset[str]:
        """Roots of the words of its name; of "Battery · Talk time" those of the last part."""
        last = self.folded_name.rpartition("·")[2]
        return frozenset(root(word) for word in re.findall(r"[^\W\d_]{2,}", last)) or frozenset({self.name})

    @cached_property
    def folded_name(self) -> str:
        """Its name in lower case."""
        return self.name.casefold()


class Source:
    """All fields of one item."""

    def __init__(self, item: Item) -> None:
        """Read an item."""
        self.entries: tuple[Entry, ...] = tuple(_entries(item))
        self.text = "\n".join(f"{entry.name}: {entry.value}" for entry in self.entries)
        self.folded = self.text.casefold()
        self.roots = frozenset(root(part) for word in words_in(self.folded) for part in _parts(word.group()))
        self.quantities: tuple[tuple[Entry, Quantity], ...] = tuple(
            (entry, one) for entry in self.entries for one in entry.quantities
        )
        self.plain_numbers = frozenset(
            Decimal(number.replace(",", "")) for number in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", self.text)
        )

    def knows(self, word: str) -> bool:
        """Whether a word, or one of its family, stands anywhere in the item."""
        folded = word.casefold()
        return folded in self.folded or root(folded) in self.roots

    def named(self, names: frozenset[str]) -> Sequence[Entry]:
        """Fields that go by one of these names."""
        return [entry for entry in self.entries if any(_is_named(entry, name) for name in names)]


def _is_named(entry: Entry, name: str) -> bool:
    parts = [part.strip() for part in entry.folded_name.split("·")]
    return name == entry.folded_name or any(part == name or part.endswith(f" {name}") for part in parts)


def _parts(word: str) -> Iterator[str]:
    yield word
    if "-" in word:
        yield from word.split("-")


def same_as(name: str) -> frozenset[str]:
    """All names for what goes by this one."""
    return next((names for names in SAME if name in names), frozenset({name}))


def _entries(item: Item) -> Iterator[Entry]:
    yield Entry("title", item.title)
    for name, labels in (("categories", item.categories), ("tags", item.tags), ("creators", item.creators)):
        if labels:
            yield Entry(name, ", ".join(labels))
    if item.price is not None:
        # The minor unit has two decimals for nearly every currency; both readings of the others are offered.
        amount = Decimal(item.price.amount_minor)
        yield Entry("price", f"{amount.scaleb(-2)} {item.price.currency}")
    if item.stock is not None:
        yield Entry("stock", f"{item.stock}")
    if item.age_rating is not None:
        yield Entry("age_rating", f"{item.age_rating}")
    for key, value in item.attributes.items():
        if value is not None:
            yield Entry(
                key,
                value
                if isinstance(value, str)
                else {True: "yes", False: "no"}.get(value, str(value))
                if isinstance(value, bool)
                else str(value),
            )
    if item.description:
        yield Entry("description", item.description)
