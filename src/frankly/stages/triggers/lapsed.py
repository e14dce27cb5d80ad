"""`lapsed`: nothing was done for so long."""

from frankly.domain.campaign.campaign import Trigger
from frankly.stages.triggers.watched import Occasions, Watched, occasion


def lapsed(trigger: Trigger, watched: Watched) -> Occasions:
    """Once after each last act; somebody of whom no act is known did not lapse."""
    last = watched.last_act()
    if last is not None:
        yield occasion(trigger, last)
