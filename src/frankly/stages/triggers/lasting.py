"""Whether what a campaign is about to write for still holds, and in time: both are asked once more as it leaves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from frankly.domain.campaign.campaign import Campaign, Trigger
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.stages.triggers.back_in_stock import still_wanted
from frankly.stages.triggers.cart_left import in_cart
from frankly.stages.triggers.continuing import unfinished
from frankly.stages.triggers.lapsed import lapsed
from frankly.stages.triggers.watched import Watched, moment_of

OPEN: Final[Mapping[str, Callable[[Watched], Mapping[str, int]]]] = {
    "cart_left": in_cart,
    "back_in_stock": still_wanted,
    "continue": unfinished,
}
"""Kind of trigger that is about items → those of which it holds."""


def last_moment(campaign: Campaign, occasion: str) -> EpochMs | None:
    """After when a message does not leave any more: the campaign's time is over, or that of what it is written for.

    Args:
        campaign: whose message.
        occasion: what made it write by itself; empty where nothing did.
    """
    until = _due_until(campaign.trigger, occasion) if campaign.trigger is not None and occasion else None
    ends = [end for end in (campaign.do_not_send_after, until) if end is not None]
    return EpochMs(min(ends)) if ends else None


def lasting(trigger: Trigger, watched: Watched, key: str, items: Sequence[str]) -> tuple[str, ...] | None:
    """What of an occasion still holds, whatever time went by; see `last_moment`.

    Args:
        trigger: the campaign's.
        watched: the person as they are now.
        key: the occasion's name.
        items: that it is about.

    Returns:
        Those of its items of which it holds, in their order; none for an occasion that is about no item. None where it
        is over: what it was about was bought, finished or refused since, or who had done nothing did something.
    """
    if trigger.kind == "lapsed":
        return () if any(found.key == key for found in lapsed(trigger, watched)) else None
    if trigger.kind not in OPEN:
        return ()
    still = OPEN[trigger.kind](watched)
    return tuple(item for item in items if item in still) or None


def _due_until(trigger: Trigger, key: str) -> EpochMs | None:
    """When a message for an occasion of some name is too late; a digest never is."""
    if trigger.kind == "digest":
        return None
    return EpochMs(moment_of(key) + (trigger.after_hours + trigger.within_hours) * HOUR_MS)
