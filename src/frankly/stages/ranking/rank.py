"""From scores to a slate: pins, then marginal relevance under caps and floors, then the exploring slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.deciding.candidate import DropReason, Filtered
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.matching import matching
from frankly.domain.deciding.slate import GIVEN, PROPENSITY_ONE, Slate, Slot, SlotOrigin, Step
from frankly.domain.situation import Situation
from frankly.domain.surface import Pin
from frankly.stages.ranking.explore import Drawn, draw
from frankly.stages.ranking.fill import Filled, fill
from frankly.stages.ranking.order import base_order
from frankly.stages.ranking.rules import Caps, Floor, floors, still_needed


@dataclass(frozen=True, slots=True)
class Placed:
    """One slot: its candidate, why it is there, and the pin that put it there, if one did."""

    column: int
    origin: SlotOrigin
    pin: Pin | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Explored:
    """The exploring slot, counted from 0, with what was drawn and what stood there before."""

    slot: int
    drawn: Drawn
    base: int


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
    wanted = floors(situation, ledger, min(situation.surface.size, len(order)))
    pins = pins_of(situation, ledger.rows, order)
    pinned = [placed.column for placed in pins.values()]
    filled = fill(situation, ledger.rows, scores, order, pinned, wanted)
    slots = _arranged(pins, filled)
    pinned_slots = [placed.column for placed in slots]
    explored = _explore(situation, ledger.rows, order, slots, wanted)
    if explored is not None and explored.drawn.is_explored:
        slots[explored.slot] = Placed(explored.drawn.column, "exploration")
    chosen = [placed.column for placed in slots]
    rest = _without(order, chosen, len(scores))
    steps: dict[Step, Sequence[int]] = {
        "score": order[: len(chosen)].tolist(),
        "diversity": filled.plain,
        "floors": filled.columns,
        "pins": pinned_slots,
        "exploration": chosen,
    }
    return Slate(
        slots=_slots(situation, ledger.rows, scores, slots, explored),
        reserve=ledger.rows[rest[: situation.surface.exploration.reserve]].tolist(),
        base_order=ledger.rows[order].tolist(),
        dropped={**filtered.dropped, **_dropped(ledger.rows, order, rest, filled, explored)},
        propensities=_propensities(ledger.rows, slots, explored),
        degradations=_degradations(situation, chosen, wanted),
        steps={step: ledger.rows[list(columns)].tolist() for step, columns in steps.items()},
    )


def _without(order: NDArray[np.int64], columns: Sequence[int], number: int) -> NDArray[np.int64]:
    """An order of columns, of which there are so many, without some of them."""
    stays = np.ones(number, np.bool_)
    stays[list(columns)] = False
    return order[stays[order]]


def pins_of(situation: Situation, rows: NDArray[np.int64], order: NDArray[np.int64]) -> dict[int, Placed]:
    """Slot → item that has it whatever its score: what the message is written for from the first slot on, then pins.

    The first pin of a slot and of an item wins; what the filters dropped stays out.
    """
    if not situation.surface.editorial.pins and not situation.occasion:
        return {}
    row_of = situation.snapshot.row_of
    columns = dict(zip(rows[order].tolist(), order.tolist(), strict=True))
    about = dict.fromkeys(columns.get(row_of.get(item, -1)) for item in situation.occasion)
    first = [column for column in about if column is not None][: situation.surface.size]
    pins = {slot: Placed(column, "occasion") for slot, column in enumerate(first)}
    taken = set(first)
    for pin in situation.surface.editorial.pins:
        column = columns.get(row_of.get(pin.item, -1))
        is_free = pin.slot <= situation.surface.size and pin.slot - 1 not in pins
        if pin.holds(situation.now) and column is not None and is_free and column not in taken:
            pins[pin.slot - 1] = Placed(column, "pin", pin)
            taken.add(column)
    return pins


def _arranged(pins: Mapping[int, Placed], filled: Filled) -> list[Placed]:
    """Pins in their slots, the others between them; where too few are left, later pins move up."""
    free = [Placed(column, filled.origins.get(column, "score")) for column in filled.columns][::-1]
    slots: list[Placed] = []
    for slot in sorted(pins):
        while len(slots) < slot and free:
            slots.append(free.pop())
        slots.append(pins[slot])
    return [*slots, *free[::-1]]


def _explore(
    situation: Situation,
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    slots: Sequence[Placed],
    wanted: Sequence[Floor],
) -> _Explored | None:
    """Draw the exploring slot, where there is one and it is not given away."""
    policy = situation.surface.exploration
    slot = policy.slot - 1
    if not policy.epsilon or slot >= len(slots) or slots[slot].origin in GIVEN:
        return None
    base = slots[slot].column
    others = [placed.column for placed in slots if placed.column != base]
    caps = Caps(situation, rows)
    for column in others:
        caps.take(column)
    rest = _without(order, [base, *others], len(rows))
    reserve = rest[caps.admits(rest)]
    for floor, _ in still_needed(wanted, others):
        if floor.members[base]:
            reserve = reserve[floor.members[reserve]]
    return _Explored(slot, draw(situation, base, reserve[: policy.reserve]), base)


def _dropped(
    rows: NDArray[np.int64],
    order: NDArray[np.int64],
    rest: NDArray[np.int64],
    filled: Filled,
    explored: _Explored | None,
) -> dict[int, DropReason]:
    """Row → why it is not in the slate: a cap, something other than its score, or its score."""
    by_score = set(order[: len(order) - len(rest)].tolist())
    if explored is not None:
        by_score.add(explored.base)
    found = dict.fromkeys(rows[rest].tolist(), DropReason.OUTSCORED)
    for column in by_score.intersection(rest.tolist()):
        found[int(rows[column])] = DropReason.DISPLACED
    for column in filled.capped.intersection(rest.tolist()):
        found[int(rows[column])] = DropReason.CAPPED
    return found


def _slots(
    situation: Situation,
    rows: NDArray[np.int64],
    scores: NDArray[np.int64],
    slots: Sequence[Placed],
    explored: _Explored | None,
) -> list[Slot]:
    is_paid = paid(situation, rows[[placed.column for placed in slots]])
    made = [
        Slot(
            row=int(rows[placed.column]),
            column=placed.column,
            origin=placed.origin,
            score=int(scores[placed.column]),
            propensity_ppb=PROPENSITY_ONE,
            is_sponsored=bool(is_paid[index]) or (placed.pin is not None and placed.pin.sponsored),
            because="" if placed.pin is None else placed.pin.because,
        )
        for index, placed in enumerate(slots)
    ]
    if explored is not None:
        here = made[explored.slot]
        made[explored.slot] = replace(here, propensity_ppb=explored.drawn.propensities[here.column])
    return made


def paid(situation: Situation, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows that a boost in force moves for which somebody paid."""
    paid = np.zeros(len(rows), np.bool_)
    source = situation.surface.sources.get("editorial")
    if source is not None and source.weight:
        for boost in situation.surface.editorial.boosts:
            if boost.sponsored and boost.weight and boost.holds(situation.now):
                paid |= matching(situation.snapshot, boost.match, rows)
    return paid


def _propensities(
    rows: NDArray[np.int64], slots: Sequence[Placed], explored: _Explored | None
) -> dict[tuple[int, int], int]:
    found = {(slot, int(rows[placed.column])): PROPENSITY_ONE for slot, placed in enumerate(slots)}
    if explored is not None:
        shares = explored.drawn.propensities
        found |= {(explored.slot, int(rows[column])): share for column, share in shares.items()}
    return found


def _degradations(situation: Situation, chosen: Sequence[int], wanted: Sequence[Floor]) -> list[Degradation]:
    found = [
        Degradation(code=DegradationCode.FLOOR_NOT_MET, part=floor.origin, detail=f"{count} slots short")
        for floor, count in still_needed(wanted, chosen)
    ]
    if len(chosen) < situation.surface.size:
        detail = f"{len(chosen)} of {situation.surface.size}"
        found.append(Degradation(code=DegradationCode.TOO_FEW_ITEMS, detail=detail))
    return found
