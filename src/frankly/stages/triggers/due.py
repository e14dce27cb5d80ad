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
from frankly.stages.triggers.watched import Occasions, Watched, moment_of

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
    return has_begun and (found.until is None or watched.now < found.until) and not _is_told(found, watched)


def _is_told(found: DueOccasion, watched: Watched) -> bool:
    """Whether they were written to for it.

    What is about no single item was told with what came after it: a cart in which the newest thing sold out is the cart
    that was told of, and who had one act of theirs deleted did not lapse once more.
    """
    if found.key in watched.told:
        return True
    kind, at, *about = found.key.split(":")
    later = (key for key in watched.told if key.startswith(f"{kind}:") and moment_of(key) >= int(at))
    return not about and any(later)
