"""`back_in_stock`: something that was wanted while it could not be had, or before, can be had again."""

from collections.abc import Mapping

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.person.event import EventKind
from frankly.stages.triggers.watched import Occasions, Watched, occasion

WANTED = frozenset({EventKind.SAVE, EventKind.ADD_TO_CART, EventKind.LIKE})
"""Acts that say that somebody wants an item. A look says too little to write to them for it."""


def still_wanted(watched: Watched) -> Mapping[str, int]:
    """What was wanted, can be had, and was not bought since → when it was wanted last; the newest first."""
    return watched.still_open(watched.newest(WANTED), {EventKind.PURCHASE})


def back_in_stock(trigger: Trigger, watched: Watched) -> Occasions:
    """Once for each item and each return, what was wanted last first; not where it was bought since."""
    for item, at in still_wanted(watched).items():
        back = watched.returned.get(item)
        if back is not None and at < back <= watched.now:
            yield occasion(trigger, back, item, about=item)
