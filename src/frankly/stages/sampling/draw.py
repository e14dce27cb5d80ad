"""Draws the messages that people look at before an edition is handed over.

A part of the sample is drawn by lot from all messages alike: what it proves of the rest is exact. Beside it stand the
first message of every cell, and some of every language and risk, so that no text that many share goes out unseen; they
add to what is known and take nothing from the proof. The draw depends on edition, round and the recipient's number
alone: a sample that is asked for again is the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Final, Literal

from frankly.domain.campaign.recipient import Recipient
from frankly.domain.seed import Seed, below_each

LEAST_OF_A_KIND: Final = 5
"""Messages of each language and risk that are looked at, where there are as many."""

_SPAN: Final = 2**53

Because = Literal["lot", "cell", "kind"]
"""Drawn by lot; the first of its cell; one of some of its language and risk."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A message that is to be looked at.

    Attributes:
        row: its recipient.
        because: why it is in the sample.
    """

    row: Recipient
    because: Because


@dataclass(slots=True, eq=False)
class Draw:
    """Draws while recipients stream by; holds what is drawn so far and one message of each cell.

    Attributes:
        size: how many are drawn by lot.
        seed: of the draw.
    """

    size: int
    seed: Seed
    _lot: list[tuple[int, int, Recipient]] = field(default_factory=list)
    _kinds: dict[tuple[str, str], list[tuple[int, int, Recipient]]] = field(default_factory=dict)
    _cells: dict[str, Recipient] = field(default_factory=dict)

    def add(self, rows: Sequence[Recipient]) -> None:
        """Take more recipients into account; each of an edition exactly once."""
        draws = below_each(_SPAN, [str(row.no) for row in rows], self.seed, "look")
        drawn = [(draw, row.no, row) for draw, row in zip(draws, rows, strict=True)]
        self._lot = _first(self.size, self._lot, drawn)
        kinds: dict[tuple[str, str], list[tuple[int, int, Recipient]]] = {}
        for one in drawn:
            row = one[2]
            for risk in row.risks.split() or [""]:
                kinds.setdefault((row.locale, risk), []).append(one)
            if row.cell and (row.cell not in self._cells or row.no < self._cells[row.cell].no):
                self._cells[row.cell] = row
        for kind, found in kinds.items():
            self._kinds[kind] = _first(LEAST_OF_A_KIND, self._kinds.get(kind, []), found)

    def sample(self) -> tuple[Sampled, ...]:
        """The sample: first of cells by number, then of kinds and by lot in the order of the draw; each once."""
        sampled: dict[int, Sampled] = {}
        for row in sorted(self._cells.values(), key=lambda row: row.no):
            sampled[row.no] = Sampled(row, "cell")
        for kind in sorted(self._kinds):
            for _, no, row in self._kinds[kind]:
                sampled.setdefault(no, Sampled(row, "kind"))
        for _, no, row in self._lot:
            sampled.setdefault(no, Sampled(row, "lot"))
        return tuple(sampled.values())


def _first(
    number: int, known: Sequence[tuple[int, int, Recipient]], more: Iterable[tuple[int, int, Recipient]]
) -> list[tuple[int, int, Recipient]]:
    return nsmallest(number, (*known, *more), key=lambda one: one[:2])
