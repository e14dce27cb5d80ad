"""Who is due: what a campaign's trigger finds of one person at one moment."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.campaign.occasion import DueOccasion
from frankly.stages.triggers.back_in_stock import back_in_stock
from frankly.stages.triggers.cart_left import cart_left
from frankly.stages.triggers.continuing import continuing
from frankly.stages.triggers.digest import digest
from frankly.stages.triggers.lapsed import lapsed
from frankly.stages.triggers.watched import Occasions, Watched

RULES: Final[Mapping[str, Callable[[Trigger, Watched], Occasions]]] = {
    "digest": digest,
    "lapsed": lapsed,
    "cart_left": cart_left,
    "back_in_stock": back_in_stock,
    "continue": continuing,
}
"""Kind of trigger → its rule."""


def due(trigger: Trigger, watched: Watched) -> DueOccasion | None:
    """The occasion for which somebody is written to first; None where there is none. See `all_due`."""
    return next(iter(all_due(trigger, watched)), None)


def all_due(trigger: Trigger, watched: Watched) -> Sequence[DueOccasion]:
    """The occasions for which somebody may be written to now, the best first.

    Args:
        trigger: the campaign's.
        watched: the person, the catalogue and the moment; an occasion that they were told of is passed over.
    """
    return [found for found in RULES[trigger.kind](trigger, watched) if _is_due(found, watched)]


def _is_due(found: DueOccasion, watched: Watched) -> bool:
    has_begun = found.since <= watched.now
    return has_begun and (found.until is None or watched.now < found.until) and found.key not in watched.told
