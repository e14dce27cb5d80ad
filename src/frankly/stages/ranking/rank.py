"""From scores to a slate: pins, then marginal relevance under caps and floors, then the exploring slot."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frankly.domain.candidate import DropReason, Filtered
from frankly.domain.degradation import Degradation, DegradationCode
from frankly.domain.ledger import Ledger
from frankly.domain.situation import Situation
from frankly.domain.slate import PROPENSITY_ONE, Slate, Slot, SlotOrigin
from frankly.domain.surface import Pin
from frankly.stages.ranking.explore import Drawn, draw
from frankly.stages.ranking.mmr import Marginal
from frankly.stages.ranking.order import base_order
from frankly.stages.ranking.rules import Caps, Floor, floors, still_needed


@dataclass(slots=True, eq=False)
class _Build:
    """A slate that is being built.

    Attributes:
        situation, ledger, scores: what it is built from.
        order: columns of the kept candidates, best first.
        size: number of slots.
        taken: slot counted from 0 → column and why it stands there.
    """

    situation: Situation
    ledger: Ledger
    scores: NDArray[np.int64]
    order: NDArray[np.int64]
    size: int
    caps: Caps
    floors: list[Floor]
    taken: dict[int, tuple[int, SlotOrigin]] = field(default_factory=dict)
    pins: dict[int, Pin] = field(default_factory=dict)

    def put(self, slot: int, column: int, origin: SlotOrigin) -> None:
        self.taken[slot] = (column, origin)
        self.caps.take(column)

    @property
    def chosen(self) -> list[int]:
        return [column for column, _ in self.taken.values()]


def rank(situation: Situation, ledger: Ledger, filtered: Filtered) -> Slate:
    """Make the slate.

    Args:
        situation: whose surface, seed and snapshot hold.
        ledger: evidence over the candidates.
        filtered: which candidates may appear.

    Returns:
        The slate with the reserve, the reason of every candidate that is not in it, and the propensities.
    """
    scores = ledger.scores()
    order = base_order(scores, filtered.kept)
    size = min(situation.surface.size, len(order))
    wanted = floors(situation, ledger, size)
    build = _Build(situation, ledger, scores, order, size, Caps(situation, ledger.rows), wanted)
    _pin(build)
    capped = _fill(build)
    drawn = _explore(build)
    return _slate(build, filtered, capped, drawn)


def _pin(build: _Build) -> None:
    """Pins take their slots first, in the order of the file; a pinned item that the filters dropped stays out."""
    columns = {int(build.ledger.rows[column]): int(column) for column in build.order.tolist()}
    for pin in build.situation.surface.editorial.pins:
        column = columns.get(build.situation.snapshot.row_of.get(pin.item, -1))
        slot = pin.slot - 1
        in_force = pin.holds(build.situation.now)
        if (
            in_force
            and column is not None
            and slot < build.size
            and slot not in build.taken
            and column not in build.chosen
        ):
            build.put(slot, column, "pin")
            build.pins[slot] = pin


def _fill(build: _Build) -> set[int]:
    """Fill the free slots from the top; returns columns that a cap kept out although they were next."""
    pool = build.order
    policy = build.situation.surface.diversity
    marginal = Marginal(
        build.scores[pool], build.situation.snapshot.vectors[build.ledger.rows[pool]], policy.mmr_lambda
    )
    free = ~np.isin(pool, build.chosen)
    for index in np.flatnonzero(~free).tolist():
        marginal.choose(index)
    capped: set[int] = set()
    for slot in range(build.size):
        if slot in build.taken:
            continue
        admitted = free & build.caps.admits(pool)
        capped |= set(pool[free & ~admitted].tolist())
        allowed, origin = _restrict(build, pool, admitted)
        if not allowed.any():
            continue
        values = np.where(allowed, marginal.values(), np.iinfo(np.int64).min)
        index = int(np.argmax(values))
        column = int(pool[index])
        build.put(slot, column, _origin(build, column, origin))
        free[index] = False
        marginal.choose(index)
    _close_gaps(build)
    return capped


def _restrict(
    build: _Build, pool: NDArray[np.int64], admitted: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], SlotOrigin | None]:
    """Once the free slots are as few as the floors still need, only what a floor needs is allowed."""
    missing = still_needed(build.floors, build.chosen)
    free_slots = build.size - len(build.taken)
    if sum(count for _, count in missing) < free_slots:
        return admitted, None
    for floor, _ in missing:
        needed = admitted & floor.members[pool]
        if needed.any():
            return needed, floor.origin
    return admitted, None


def _origin(build: _Build, column: int, forced: SlotOrigin | None) -> SlotOrigin:
    """A floor is named only where it changed something: the item was not the next best anyway."""
    if forced is None:
        return "score"
    rest = [other for other in build.order.tolist() if other not in build.chosen]
    return "score" if rest and rest[0] == column else forced


def _close_gaps(build: _Build) -> None:
    """When caps left slots empty, later items move up; pins stay at or before their slot."""
    columns = [build.taken[slot] for slot in sorted(build.taken)]
    pins = {build.taken[slot][0]: pin for slot, pin in build.pins.items()}
    build.taken = dict(enumerate(columns))
    build.pins = {slot: pins[column] for slot, (column, _) in build.taken.items() if column in pins}


def _explore(build: _Build) -> tuple[int, Drawn] | None:
    """Draw the exploring slot, where there is one and it is not pinned."""
    slot = build.situation.surface.exploration.slot - 1
    if slot not in build.taken or slot in build.pins or not build.situation.surface.exploration.epsilon:
        return None
    base, _ = build.taken[slot]
    rest = build.order[~np.isin(build.order, build.chosen)]
    build.caps.take(base, -1)
    others = [column for column in build.chosen if column != base]
    reserve = rest[build.caps.admits(rest)]
    for floor, _ in still_needed(build.floors, others):
        if floor.members[base]:
            reserve = reserve[floor.members[reserve]]
    drawn = draw(build.situation, base, reserve[: build.situation.surface.exploration.reserve])
    build.caps.take(drawn.column)
    if drawn.is_explored:
        build.taken[slot] = (drawn.column, "exploration")
    return slot, drawn


def _slate(build: _Build, filtered: Filtered, capped: set[int], drawn: tuple[int, Drawn] | None) -> Slate:
    rows = build.ledger.rows
    chosen = set(build.chosen)
    rest = [column for column in build.order.tolist() if column not in chosen]
    last = min((int(build.scores[column]) for column in chosen), default=0)
    dropped: dict[int, DropReason] = dict(filtered.dropped)
    for column in rest:
        is_above = int(build.scores[column]) > last
        reason = DropReason.CAPPED if column in capped else DropReason.DISPLACED if is_above else DropReason.OUTSCORED
        dropped[int(rows[column])] = reason
    return Slate(
        slots=[_slot(build, slot, drawn) for slot in sorted(build.taken)],
        reserve=[int(rows[column]) for column in rest[: build.situation.surface.exploration.reserve]],
        base_order=[int(rows[column]) for column in build.order.tolist()],
        dropped=dropped,
        propensities=_propensities(build, drawn),
        degradations=_degradations(build),
    )


def _slot(build: _Build, slot: int, drawn: tuple[int, Drawn] | None) -> Slot:
    column, origin = build.taken[slot]
    pin = build.pins.get(slot)
    explored = drawn[1].propensities if drawn is not None and drawn[0] == slot else {column: PROPENSITY_ONE}
    return Slot(
        row=int(build.ledger.rows[column]),
        column=column,
        origin=origin,
        score=int(build.scores[column]),
        propensity_ppb=explored[column],
        is_sponsored=pin.sponsored if pin is not None else False,
        because=pin.because if pin is not None else "",
    )


def _propensities(build: _Build, drawn: tuple[int, Drawn] | None) -> Mapping[tuple[int, int], int]:
    rows = build.ledger.rows
    found = {(slot, int(rows[column])): PROPENSITY_ONE for slot, (column, _) in build.taken.items()}
    if drawn is not None:
        slot, outcome = drawn
        found.update({(slot, int(rows[column])): share for column, share in outcome.propensities.items()})
    return found


def _degradations(build: _Build) -> list[Degradation]:
    missing = still_needed(build.floors, build.chosen)
    found = [
        Degradation(code=DegradationCode.FLOOR_NOT_MET, part=floor.origin, detail=f"{count} slots short")
        for floor, count in missing
    ]
    if len(build.taken) < build.situation.surface.size:
        detail = f"{len(build.taken)} of {build.situation.surface.size}"
        found.append(Degradation(code=DegradationCode.TOO_FEW_ITEMS, detail=detail))
    return found
