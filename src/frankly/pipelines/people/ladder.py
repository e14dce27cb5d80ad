"""The ladder of an item: what moved its score, told in few rungs that add up to it exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.domain.item import Item
from frankly.pipelines.people.told_decision import ToldItem, ToldPiece

MOST_RUNGS: Final = 6
"""Rungs that are told by themselves; all else is told together."""

POINT: Final = 1_000_000
"""Billionths in a point: scores are shown to people in thousandths."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    Attributes:
        named: id of the ground or piece, as a correction names it; empty for all else together.
        kind: what it is; None for all else together.
        anchor: what it hangs on.
        pieces: the facts behind it; no fact is on two rungs.
        is_category: whether acts on several items of a category are told together.
    """

    named: str
    kind: EvidenceKind | None
    anchor: Anchor
    pieces: tuple[ToldPiece, ...]
    is_category: bool = False

    @property
    def units(self) -> int:
        """What it adds to the score, in billionths."""
        return sum(piece.units for piece in self.pieces)

    @property
    def count(self) -> int:
        """How many acts or people stand behind it."""
        return sum(piece.count for piece in self.pieces)


def ladder(item: ToldItem, catalogue: Mapping[str, Item], most: int = MOST_RUNGS) -> list[Rung]:
    """Tell what moved an item: grounds first, then single facts, then all else together.

    Args:
        item: of a recorded slate.
        catalogue: items that acts are on, for their categories.
        most: most rungs besides the last.

    Returns:
        Rungs in order of what they add, what speaks against the item last. Together they are exactly its score.
    """
    taken: set[str] = set()
    rungs: list[Rung] = []
    for ground in item.grounds(catalogue):
        names = {piece.id for piece in ground.pieces}
        if not names & taken:
            taken |= names
            rungs.append(Rung(ground.id, ground.kind, ground.anchor, ground.pieces, ground.is_category))
    rungs += [Rung(one.id, one.kind, one.anchor, (one,)) for one in item.pieces if one.id not in taken]
    rungs.sort(key=lambda rung: -abs(rung.units))
    shown, rest = rungs[:most], rungs[most:]
    if len(rest) > 1:
        pieces = tuple(piece for rung in rest for piece in rung.pieces)
        shown.append(Rung("", None, Anchor(type="none"), pieces))
    else:
        shown += rest
    return sorted(shown, key=lambda rung: (rung.units < 0, not rung.named, -rung.units))


def points(units: Sequence[int]) -> list[int]:
    """Whole points of contributions that add up to those of their sum: rounded down, largest remainders up."""
    floors = [part // POINT for part in units]
    total = round(sum(units) / POINT) if units else 0
    by_remainder = sorted(range(len(units)), key=lambda place: (-(units[place] % POINT), place))
    for place in by_remainder[: total - sum(floors)]:
        floors[place] += 1
    return floors
