"""Descriptions with marks: which words may be moved, dropped or exchanged so that a true sentence becomes a lie.

The marks are written by hand in `evals/liars/items-<locale>.yaml`; evals/liars/README.md says what each means.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.money import Money
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Misconfigured

NOW_MS: Final = 1_793_541_600_000
"""The moment of all cases: 1 November 2026, 14:00 UTC. By day, since what is looked at in the night is not told at all:
then every lie would be refused for that."""

CODES: Final = frozenset({"m", "m2", "n", "pol", "q", "c", "e", "x"})
"""Movable quality (two sorts), number, polarity, scope or hedge, condition or setting, name, place of an invention."""

_MARK: Final = re.compile(r"\[([a-z]+2?):([^\[\]]*?)(?:=>([^\[\]]*))?\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked run of words.

    Attributes:
        code: one of `CODES`.
        text: the true words; empty where something can be invented.
        lie: words that make the sentence a lie in their place; None where code finds them.
    """

    code: str
    text: str
    lie: str | None


@dataclass(frozen=True)
class MarkedSpan:
    """One sentence of a description.

    Attributes:
        parts: plain text and marks in turn.
    """

    parts: tuple[str | Mark, ...]

    @cached_property
    def text(self) -> str:
        """The true sentence."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def marks(self, code: str) -> list[tuple[int, Mark]]:
        """Places and marks of one code."""
        return [(place, part) for place, part in enumerate(self.parts) if isinstance(part, Mark) and part.code == code]

    def told(self, changed: dict[int, str]) -> str:
        """The sentence with the words of some places exchanged; spaces and the first letter are mended."""
        words = [
            changed.get(place, part if isinstance(part, str) else part.text) for place, part in enumerate(self.parts)
        ]
        text = re.sub(r"\s+([,.;:])", r"\1", re.sub(r" {2,}", " ", "".join(words))).strip(" ,;")
        text = re.sub(r",\s*([.;:])", r"\1", text)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class MarkedItem:
    """An item whose description is marked.

    Attributes:
        item: the item as production has it.
        spans: its description by sentences.
        unknown: things that nothing is said of.
    """

    item: Item
    spans: tuple[MarkedSpan, ...]
    unknown: tuple[str, ...]


def read_marked(file: Path) -> tuple[MarkedItem, ...]:
    """Read the items of one language.

    Raises:
        Misconfigured: for a mark or an item that cannot be read, with the item's id.
    """
    language = file.stem.rpartition("-")[2]
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(_item(row, language, number, file.name) for number, row in enumerate(rows))


def _item(row: dict[str, object], language: str, number: int, where: str) -> MarkedItem:
    try:
        lines = row["text"]
        assert isinstance(lines, list)  # noqa: S101  # told below with the item's id
        spans = tuple(_span(str(line)) for line in lines)
        amount, currency = str(row["price"]).split()
        item = Item(
            id=ItemId(str(row["id"])),
            title=str(row["title"]),
            description=" ".join(span.text for span in spans),
            language=language,
            categories=(str(row["in"]),),
            tags=tuple(map(str, row["tags"])),  # type: ignore[call-overload]
            creators=(str(row["by"]),),
            price=Money(amount_minor=int(amount), currency=currency),
            first_available=EpochMs(NOW_MS - (number % 28 + 1) * DAY_MS) if number % 2 == 0 else None,
        )
        return MarkedItem(item, spans, tuple(map(str, row["unknown"])))  # type: ignore[call-overload]
    except (KeyError, ValueError, TypeError, AssertionError) as error:
        raise Misconfigured(
            f"{where}: the item '{row.get('id', number)}' cannot be read ({error}); "
            "evals/liars/README.md says how items are written."
        ) from error


def _span(line: str) -> MarkedSpan:
    parts: list[str | Mark] = []
    end = 0
    for found in _MARK.finditer(line):
        if found[1] not in CODES:
            raise ValueError(f"there is no mark '{found[1]}'")
        parts += [line[end : found.start()], Mark(found[1], found[2], found[3])]
        end = found.end()
    parts.append(line[end:])
    plain = "".join(part for part in parts if isinstance(part, str))
    if "[" in plain or "]" in plain:
        raise ValueError(f"a mark is not closed in '{line}'")
    return MarkedSpan(tuple(part for part in parts if part))
