"""Fuses a model's order with the base order: reciprocal ranks (Cormack et al., SIGIR 2009), in whole numbers.

Invariant: no item moves further than the bound, what is fixed stays, caps and floors hold as in the base slate, and
an order that equals the base order changes nothing.

Places are filled from the first on. The best item is taken there whose choice can still be completed by all others in
the base order within bound, caps and floors; since that holds at the beginning, it holds at every step.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.slate import PROPENSITY_ONE, Slate
from frankly.domain.deciding.vote import Ballot

UNIT: Final = 1_000_000_000_000
"""Of reciprocal ranks."""

EVEN: Final = 60
"""Added to every rank, as in the paper: how little the very first ranks stand out."""


def fused(ballot: Ballot, order: Sequence[int], max_displacement: int) -> Slate:
    """Fuse an order with the base order.

    Args:
        ballot: what was voted on.
        order: rows in the model's order, best first; what it leaves out follows in the base order.
        max_displacement: places that an item may move at most.

    Returns:
        The slate after the vote. Its propensities are those over all that could have been drawn, given this order.
    """
    if max_displacement < 1 or not order:
        return ballot.slate
    ranked = _reciprocal(ballot.shown, order)
    arranging = _Arranging(ballot, ranked, max_displacement)
    rows = arranging.rows(ballot.slate.slots[ballot.drawn].row if ballot.drawn is not None else None)
    propensities = _propensities(ballot, arranging)
    return _slate(ballot, rows, propensities)


def _reciprocal(shown: Sequence[int], order: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Row → what it sorts by, best first: the sum of both reciprocal ranks, and of equal ones the model's order."""
    allowed = frozenset(shown)
    voted = [row for row in dict.fromkeys(order) if row in allowed]
    behind = [row for row in shown if row not in frozenset(voted)]
    rank = {row: place for place, row in enumerate(chain(voted, behind), start=1)}
    return {
        row: (-(UNIT // (EVEN + base) + UNIT // (EVEN + rank[row])), rank[row])
        for base, row in enumerate(shown, start=1)
    }


@dataclass(slots=True, eq=False)
class _Arranging:
    """Fills the slots, for whatever was drawn."""

    ballot: Ballot
    ranked: Mapping[int, tuple[int, int]]
    most: int
    _known: dict[tuple[object, ...], list[int]] = field(default_factory=dict)
    _line: frozenset[int] = field(init=False)
    _codes: list[frozenset[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Look up once what every draw is held against."""
        self._line = frozenset(slot.row for slot in self.ballot.line)
        self._codes = [
            frozenset(cap.code_of[row] for row in self._line if row in cap.code_of) for cap in self.ballot.caps
        ]

    def rows(self, drawn: int | None) -> list[int]:
        """Rows of the slate, in order, when this row stands in the exploring slot."""
        key = self._kind(drawn)
        if key not in self._known:
            self._known[key] = self._filled(drawn)
        found = list(self._known[key])
        if self.ballot.drawn is not None and drawn is not None:
            found[self.ballot.drawn] = drawn
        return found

    def _kind(self, drawn: int | None) -> tuple[object, ...]:
        """All that matters of what was drawn: most draws lead to the same arrangement of the others."""
        if drawn is None:
            return (None,)
        codes = [
            code if (code := cap.code_of.get(drawn)) in known else None
            for cap, known in zip(self.ballot.caps, self._codes, strict=True)
        ]
        return (
            drawn if drawn in self._line else None,
            *codes,
            *(drawn in floor.members for floor in self.ballot.floors),
        )

    def _filled(self, drawn: int | None) -> list[int]:
        ballot = self.ballot
        now = {place: slot.row for place, slot in enumerate(ballot.line)}
        if ballot.drawn is not None and drawn is not None:
            now[ballot.drawn] = drawn
        # What was drawn from the line leaves its place there empty.
        free = [place for place in now if place not in ballot.fixed and now[place] != drawn]
        held = [now[place] for place in range(ballot.size) if place not in free]
        limits = _Limits(ballot, [now[place] for place in range(ballot.size)])
        base = {now[place]: place for place in free}
        left = list(base)
        chosen: list[int] = []
        for number, place in enumerate(free):
            if place >= ballot.size:
                break
            near = (row for row in left if base[row] - place <= self.most)
            for row in sorted(near, key=self.ranked.__getitem__):
                rest = [row, *(other for other in left if other != row)]
                if self._fits(base, rest, free[number:]) and limits.admit(
                    chain(held, chosen, rest[: sum(one < ballot.size for one in free[number:])])
                ):
                    break
            else:  # pragma: no cover  the base order always fits
                row = left[0]
            left.remove(row)
            now[place] = row
            chosen.append(row)
        return [now[place] for place in range(ballot.size)]

    def _fits(self, base: Mapping[int, int], rows: Sequence[int], places: Sequence[int]) -> bool:
        return all(abs(base[row] - place) <= self.most for row, place in zip(rows, places, strict=True))


class _Limits:
    """Caps and floors: as far as the base slate keeps them, so does whatever takes its place."""

    def __init__(self, ballot: Ballot, rows: Sequence[int]) -> None:
        self._caps = [(cap, _counts(cap.code_of, rows)) for cap in ballot.caps]
        self._floors = [(floor.members, min(floor.need, _held(floor.members, rows))) for floor in ballot.floors]

    def admit(self, rows: Iterable[int]) -> bool:
        """Whether a slate of these rows keeps them."""
        if not self._caps and not self._floors:
            return True
        slate = list(rows)
        return all(_held(members, slate) >= least for members, least in self._floors) and all(
            number <= max(cap.most, before[code])
            for cap, before in self._caps
            for code, number in _counts(cap.code_of, slate).items()
        )


def _counts(code_of: Mapping[int, int], rows: Iterable[int]) -> Counter[int]:
    return Counter(code_of[row] for row in rows if row in code_of)


def _held(members: frozenset[int], rows: Iterable[int]) -> int:
    return sum(row in members for row in rows)


def _propensities(ballot: Ballot, arranging: _Arranging) -> dict[tuple[int, int], int]:
    """Probability of each item in each slot over all draws, given the order: each draw is arranged with the vote."""
    if ballot.drawn is None:
        return {(place, row): PROPENSITY_ONE for place, row in enumerate(arranging.rows(None))}
    found: Counter[tuple[int, int]] = Counter()
    for (place, row), share in ballot.slate.propensities.items():
        if place == ballot.drawn:
            for slot, other in enumerate(arranging.rows(row)):
                found[slot, other] += share
    return dict(found)


def _slate(ballot: Ballot, rows: Sequence[int], propensities: Mapping[tuple[int, int], int]) -> Slate:
    before = ballot.slate
    known = {slot.row: replace(slot, origin="vote") for slot in ballot.line[ballot.size :]}
    known |= {slot.row: slot for slot in before.slots}
    slots = [replace(known[row], propensity_ppb=propensities[place, row]) for place, row in enumerate(rows)]
    inside = frozenset(rows)
    dropped = {row: why for row, why in before.dropped.items() if row not in inside}
    dropped |= {slot.row: DropReason.OUTVOTED for slot in before.slots if slot.row not in inside}
    reserve = [row for row in before.base_order if row not in inside][: len(before.reserve)]
    return replace(
        before,
        slots=slots,
        reserve=reserve,
        dropped=dropped,
        propensities=propensities,
        steps={**before.steps, "vote": list(rows)},
    )
