"""Whether what a campaign is about to write for still holds: it is asked once more when the message leaves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from frankly.domain.campaign.campaign import Trigger
from frankly.stages.triggers.back_in_stock import still_wanted
from frankly.stages.triggers.cart_left import in_cart
from frankly.stages.triggers.continuing import unfinished
from frankly.stages.triggers.lapsed import lapsed
from frankly.stages.triggers.watched import Watched

OPEN: Final[Mapping[str, Callable[[Watched], Mapping[str, int]]]] = {
    "cart_left": in_cart,
    "back_in_stock": still_wanted,
    "continue": unfinished,
}
"""Kind of trigger that is about items → those of which it holds."""


def lasting(trigger: Trigger, watched: Watched, key: str, items: Sequence[str]) -> tuple[str, ...] | None:
    """What of an occasion still holds, whatever time went by: how long it stays due is for finding it alone.

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
