"""`cart_left`: something was put into the cart and not bought."""

from collections.abc import Mapping
from typing import Final

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.person.event import EventKind
from frankly.domain.time import HOUR_MS
from frankly.stages.triggers.watched import Occasions, Watched, occasion

STILL_THERE_MS: Final = HOUR_MS
"""Nobody who did anything within so long is reminded: they may be about to buy."""


def in_cart(watched: Watched) -> Mapping[str, int]:
    """What was put into the cart, can be had, and was not bought since → when it was put in last; the newest first."""
    return watched.still_open(watched.newest({EventKind.ADD_TO_CART}), {EventKind.PURCHASE})


def cart_left(trigger: Trigger, watched: Watched) -> Occasions:
    """Once after the newest thing that was put in; about all that lies there and can be had, the newest first.

    What was put in before it was told with it: it makes no occasion of its own when the newest is gone.
    """
    last = watched.last_act()
    if last is None or last > watched.now - STILL_THERE_MS:
        return
    left = in_cart(watched)
    if left:
        yield occasion(trigger, max(left.values()), *left)
