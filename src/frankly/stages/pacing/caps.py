"""Caps: how many messages one person gets, of all campaigns together."""

from collections.abc import Sequence

from frankly.domain.campaign.campaign import MessageCap
from frankly.domain.time import DAY_MS


def is_capped(caps: Sequence[MessageCap], moments: Sequence[int], now: int) -> bool:
    """Whether somebody got as many messages as they may.

    Args:
        caps: all of them hold.
        moments: when messages of any campaign were handed over to them; what lies ahead of `now` counts too.
        now: moment at which the next one would be handed over.
    """
    return any(sum(moment > now - cap.days * DAY_MS for moment in moments) >= cap.messages for cap in caps)


def looks_back_ms(caps: Sequence[MessageCap]) -> int:
    """How far back moments matter; 0 without caps."""
    return max((cap.days for cap in caps), default=0) * DAY_MS
