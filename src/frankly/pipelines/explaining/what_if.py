"""What would be if something were otherwise: the slate as it is, as it would be, and the difference. Writes nothing."""

from collections.abc import Mapping, Sequence

from frankly.domain.answering.answer import AnsweredItem
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.errors import Invalid
from frankly.pipelines.explaining.changes import Changes
from frankly.pipelines.explaining.supposing import Revisited, suppose
from frankly.pipelines.explaining.what_if_views import Moved, Placed, WhatIfView

Items = Sequence[AnsweredItem]


async def what_if(world: Revisited, changes: Changes, *, decision: str | None = None) -> WhatIfView:
    """Decide a request as it is and as it would be.

    Args:
        world: the request, decided as it is.
        changes: what is supposed to be otherwise.
        decision: id of the recorded decision that is asked about; None for the live state.

    Raises:
        NotFound: for an item that the catalogue does not have.
        Invalid: for something that is to be taken away and is not there, and for changes of a person nobody knows.
    """
    if changes.is_about_person and world.decided.key is None:
        raise Invalid(
            "Nobody in particular asks here, so there are no acts, facts or consent to change. Name a person."
        )
    before, after = world.base.answer.items, (await suppose(world, changes)).answer.items
    items = await _items(world, [*before, *after])
    stood, stands = _by_id(before), _by_id(after)
    return WhatIfView(
        decision=decision,
        surface=world.decided.answer.surface,
        now=world.now,
        before=_placed(before, items),
        after=_placed(after, items),
        entered=tuple(item.id for item in after if item.id not in stood),
        left=tuple(item.id for item in before if item.id not in stands),
        moved=tuple(
            Moved(item=item.id, before=item.slot, after=now.slot, score=now.score - item.score)
            for item in before
            if (now := stands.get(item.id)) is not None and (now.slot, now.score) != (item.slot, item.score)
        ),
    )


def _by_id(items: Items) -> Mapping[ItemId, AnsweredItem]:
    return {item.id: item for item in items}


def _placed(items: Items, known: Mapping[str, Item]) -> tuple[Placed, ...]:
    return tuple(
        Placed(
            item=item.id,
            title=known[item.id].title if item.id in known else None,
            slot=item.slot,
            score=item.score,
            origin=item.origin,
        )
        for item in items
    )


async def _items(world: Revisited, items: Items) -> dict[str, Item]:
    position = world.decided.situation.snapshot.position
    return await world.parts.catalogue.get_many(sorted({str(item.id) for item in items}), at=position)
