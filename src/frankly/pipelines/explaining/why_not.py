"""Why an item is not in a slate, for anything in the catalogue."""

from dataclasses import dataclass, replace

from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.slate import HELD, Slot
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.situation import Situation
from frankly.pipelines.explaining.advising import advise
from frankly.pipelines.explaining.field import Field, field_of, row_of, standing
from frankly.pipelines.explaining.rerunning import unexplored
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.explaining.views import Advice, Cap, Standing, Verdict, WhyNotView
from frankly.stages.ranking.rank import rank


@dataclass(frozen=True, slots=True)
class _Found:
    """What kept an item out.

    Attributes:
        verdict: why it is not there.
        caps: that were full.
        displaced_by: items that stand there for another reason than their score.
    """

    verdict: Verdict
    caps: tuple[Cap, ...] = ()
    displaced_by: tuple[ItemId, ...] = ()


async def why_not(world: Revisited, item: str, *, advice: bool = False) -> WhyNotView:
    """Explain why an item is not in a slate.

    Args:
        world: the decision, made again.
        item: anything in the catalogue of that decision.
        advice: whether to look for what would bring it in; every change is tried, which takes a while.

    Raises:
        NotFound: for an item that the catalogue does not have, with the nearest id.
    """
    decided = world.decided
    row = row_of(decided.situation.snapshot, item)
    field = field_of(decided, row)
    found = _judged(field, row)
    rival = _rival(field, row) if found.verdict in {"outscored", "not_retrieved"} and not _enters(field, row) else None
    items = await _items(world, [row, *([rival] if rival is not None else [])])
    own = standing(field, row, items)
    if not field.is_retrieved:
        # In the slate as it was made it has no slot, wherever it would have come to stand.
        own = own.model_copy(update={"slot": None, "origin": None})
    against = None if rival is None else standing(field, rival, items)
    given: tuple[Advice, ...] | None = None
    tried = 0
    if advice and found.verdict != "in_slate":
        given, tried = await advise(world, row, found.verdict, field.slate.dropped.get(row), _fillers(found))
    return WhyNotView(
        decision=world.id,
        item=own.item,
        verdict=found.verdict,
        standing=own,
        is_retrieved=field.is_retrieved,
        dropped=field.filtered.dropped.get(row),
        would_enter=_enters(field, row) if found.verdict == "not_retrieved" else None,
        rival=against,
        missing=_missing(own, against),
        caps=found.caps,
        displaced_by=found.displaced_by,
        advice=given,
        tried=tried,
    )


def _judged(field: Field, row: int) -> _Found:
    if row in field.filtered.dropped:
        return _Found("filtered")
    if not field.is_retrieved:
        return _Found("not_retrieved")
    if _enters(field, row):
        return _Found("in_slate")
    reason = field.slate.dropped[row]
    displaced = None if reason is DropReason.OUTVOTED else _displaced(field, row)
    if displaced is not None:
        return displaced
    if reason is DropReason.OUTVOTED:
        return _Found("displaced_by_vote", displaced_by=_placed(field, "vote"))
    if reason is DropReason.CAPPED:
        return _Found("capped", caps=_caps(field, row))
    if reason is DropReason.OUTSCORED:
        return _Found("outscored")
    by_score = set(field.slate.base_order[: len(field.slate.slots)])
    unlike = [slot for slot in field.slate.slots if slot.row not in by_score]
    return _Found("displaced_by_likeness", displaced_by=_names(field, unlike))


def _enters(field: Field, row: int) -> bool:
    return field.slot_of(row) is not None


def _caps(field: Field, row: int) -> tuple[Cap, ...]:
    """The caps that the slate fills, of those that the item would count towards."""
    snapshot, policy = field.situation.snapshot, field.situation.surface.diversity
    rows = [slot.row for slot in field.slate.slots]
    found: list[Cap] = []
    if policy.max_per_creator is not None and snapshot.main_creator[row] >= 0:
        code = snapshot.main_creator[row]
        taken = tuple(snapshot.item_ids[other] for other in rows if snapshot.main_creator[other] == code)
        name = snapshot.creators.names[code]
        found.append(Cap(of="creator", label=name, most=policy.max_per_creator, taken_by=taken))
    if policy.max_per_category is not None and snapshot.main_category[row] >= 0:
        code = snapshot.main_category[row]
        taken = tuple(snapshot.item_ids[other] for other in rows if snapshot.main_category[other] == code)
        name = snapshot.categories.names[code]
        found.append(Cap(of="category", label=name, most=policy.max_per_category, taken_by=taken))
    return tuple(cap for cap in found if len(cap.taken_by) >= cap.most)


def _displaced(field: Field, row: int) -> _Found | None:
    """What an item had to give way to that stands there for another reason than its score: found by ranking without."""
    calm = unexplored(field.situation)
    unpinned, unfloored = _without_pins(calm), _without_floors(calm)
    drawn, about, pinned, floored = (
        _placed(field, *origins) for origins in (("exploration",), ("occasion",), ("pin",), _FLOORS)
    )
    if drawn and _is_in(field, calm, row):
        return _Found("displaced_by_exploration", displaced_by=drawn)
    if about and _is_in(field, replace(calm, occasion=()), row):
        return _Found("displaced_by_occasion", displaced_by=about)
    if pinned and _is_in(field, unpinned, row):
        return _Found("displaced_by_pin", displaced_by=pinned)
    if floored and _is_in(field, unfloored, row):
        return _Found("displaced_by_floor", displaced_by=floored)
    return None


_FLOORS = ("diversity_floor", "editorial_floor", "recency_floor")


def _is_in(field: Field, situation: Situation, row: int) -> bool:
    return row in {slot.row for slot in rank(situation, field.ledger, field.filtered).slots}


def _without_pins(situation: Situation) -> Situation:
    editorial = situation.surface.editorial.model_copy(update={"pins": ()})
    return replace(situation, surface=situation.surface.model_copy(update={"editorial": editorial}))


def _without_floors(situation: Situation) -> Situation:
    none = {"outside_share": 0, "editorial_share": 0, "recency_share": 0}
    diversity = situation.surface.diversity.model_copy(update=none)
    return replace(situation, surface=situation.surface.model_copy(update={"diversity": diversity}))


def _placed(field: Field, *origins: str) -> tuple[ItemId, ...]:
    return _names(field, [slot for slot in field.slate.slots if slot.origin in origins])


def _names(field: Field, slots: list[Slot]) -> tuple[ItemId, ...]:
    return tuple(field.situation.snapshot.item_ids[slot.row] for slot in slots)


def _rival(field: Field, row: int) -> int | None:
    """The item of the slate that is nearest by score: of those that stand there for their score, the last."""
    own = int(field.ledger.scores()[field.column(row)])
    slots = [slot for slot in field.slate.slots if slot.origin not in HELD]
    ahead = [slot for slot in slots if (-slot.score, slot.row) < (-own, row)]
    by_score = [slot for slot in ahead if slot.origin == "score"] or ahead or slots
    nearest = max(by_score, key=lambda slot: (-slot.score, slot.row), default=None)
    return None if nearest is None else nearest.row


def _missing(own: Standing, rival: Standing | None) -> int | None:
    return None if rival is None else max(rival.score - own.score, 0)


def _fillers(found: _Found) -> tuple[ItemId, ...]:
    return tuple(item for cap in found.caps for item in cap.taken_by)


async def _items(world: Revisited, rows: list[int]) -> dict[str, Item]:
    snapshot = world.decided.situation.snapshot
    names = sorted({str(snapshot.item_ids[row]) for row in rows})
    return await world.parts.catalogue.get_many(names, at=snapshot.position)
