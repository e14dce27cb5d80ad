"""The texts of a cell in two runs, side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.evals.reports.pieces import Piece, differing
from frankly.evals.reports.view import CellView, Line, line_of
from frankly.evals.runs.output import Output, Probe

_Key = tuple[str, bool, int]


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one of the two runs.

    Attributes:
        line: the text with what is known of it.
        pieces: the text, with the words marked that the other run does not have.
    """

    line: Line
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands, or stood, at one place; at least one of the two is there.

    Attributes:
        place: where.
        left: in the earlier run.
        right: in this one.
    """

    place: str
    left: Side | None
    right: Side | None

    @property
    def is_same(self) -> bool:
        """Whether both say the same of the same item, and were let through or refused for the same reasons."""
        if self.left is None or self.right is None:
            return False
        one, other = self.left.line.told, self.right.line.told
        return (one.text, one.item, one.codes) == (other.text, other.item, other.codes)


def pairs(cell: CellView) -> tuple[Pair, ...]:
    """All texts of a cell that two runs have, by place: this run's order, then what only the earlier one says."""
    if cell.before is None or cell.output is None:
        return ()
    return pairs_of(cell.before, cell.output)


def pairs_of(one: Output, other: Output) -> tuple[Pair, ...]:
    """All texts of two outputs by place: the other's order, then what only the first one says."""
    left, right = _lines(one), _lines(other)
    return tuple(_pair(key[0], left.get(key), right.get(key)) for key in dict.fromkeys([*right, *left]))


PROBES: Final[Mapping[Probe, str]] = {
    "again": "asked once more",
    "shuffled": "with the model's items in another order",
    "paraphrased": "in other words",
    "twin": "by somebody who differs in one attribute",
    "without_ground": "without one ground",
    "template": "without a model",
    "base": "without the model's vote",
    "other_model": "of another model",
}
"""In which other way a cell was asked, in words."""


@dataclass(frozen=True, slots=True)
class Probed:
    """A cell asked in another way.

    Attributes:
        told: in which, with what was changed.
        pairs: texts that differ: the cell's own, and those of the other way.
        same: how many are the same.
        error: why nothing could be made.
    """

    told: str
    pairs: tuple[Pair, ...]
    same: int
    error: str


def probed(cell: CellView) -> tuple[Probed, ...]:
    """What came of asking a cell in other ways, for the checks that compare."""
    if cell.output is None:
        return ()
    return tuple(_probed(cell.output, name, one) for name, some in cell.output.probes.items() for one in some)


def changed(found: Sequence[Pair]) -> tuple[Pair, ...]:
    """Those that differ."""
    return tuple(pair for pair in found if not pair.is_same)


def _probed(output: Output, name: Probe, other: Output) -> Probed:
    found = pairs_of(output, other)
    differ = changed(found)
    details = ", ".join(f"{what}: {value}" for what, value in other.changed.items())
    return Probed(PROBES[name] + (f" ({details})" if details else ""), differ, len(found) - len(differ), other.error)


def _lines(output: Output) -> Mapping[_Key, Line]:
    seen: Counter[tuple[str, bool]] = Counter()
    lines: dict[_Key, Line] = {}
    for number, told in enumerate(output.texts):
        where = (told.place, told.is_delivered)
        lines[(*where, seen[where])] = line_of(output, number)
        seen[where] += 1
    return lines


def _pair(place: str, left: Line | None, right: Line | None) -> Pair:
    if left is None or right is None:
        return Pair(place, _alone(left), _alone(right))
    before, after = differing(left.told.text, right.told.text)
    return Pair(place, Side(left, before), Side(right, after))


def _alone(line: Line | None) -> Side | None:
    return Side(line, (Piece(line.told.text, is_marked=True),)) if line is not None else None
