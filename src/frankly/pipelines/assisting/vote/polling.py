"""The items of a ballot as a model may see them: titles read, grounds found, told in few words."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import Slate, Slot
from frankly.domain.deciding.vote import Ballot
from frankly.domain.item import Item
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.situation import Situation
from frankly.stages.evidence.collect import MOST_TOLD, ItemEvidence, collect
from frankly.stages.evidence.cut import columns
from frankly.stages.evidence.silent import silent_pieces
from frankly.stages.vote.ask import Shown
from frankly.stages.vote.reasons import named, reasons_of

Read: TypeAlias = Callable[[Sequence[str]], Awaitable[Mapping[str, Item]]]
"""Reads items by their ids."""

_MOST_PIECES: Final = 1
"""Pieces of evidence looked at beside the grounds."""


async def shown_of(situation: Situation, ledger: Ledger, ballot: Ballot, rules: SayPolicy, read: Read) -> list[Shown]:
    """The items of a ballot as a model may see them, in the base order.

    Args:
        situation: of the slate.
        ledger: of all candidates.
        ballot: what may be voted on; it does not depend on any draw, and so neither does what is shown.
        rules: on what may be said: what is kept silent is not told to a model either.
        read: reads titles.

    Raises:
        StoreUnavailable: when titles cannot be read.
    """
    names = situation.snapshot.item_ids
    slots = [slot for place, slot in enumerate(ballot.line) if place not in ballot.fixed]
    slate = Slate(slots)
    cut = columns(ledger, slate)
    behind = collect(situation, slate, cut, most=_MOST_PIECES)
    silent = silent_pieces(situation, cut, rules).names
    items = await read(sorted({str(names[slot.row]) for slot in slots} | _anchors(behind)))
    return [
        _shown(slot, items.get(str(names[slot.row])), reasons_of(one.grounds, items, situation.snapshot, silent))
        for slot, one in zip(slots, behind, strict=True)
    ]


def _anchors(behind: Sequence[ItemEvidence]) -> set[str]:
    grounds = (ground for one in behind for ground in one.grounds[:MOST_TOLD])
    return {ground.anchor.value for ground in grounds if ground.anchor.type == "item"}


def _shown(slot: Slot, item: Item | None, reasons: tuple[str, ...]) -> Shown:
    title = "" if item is None else named(item.title)
    category = named(item.categories[0]) if item is not None and item.categories else ""
    return Shown(slot.row, title, category, slot.score, reasons)
