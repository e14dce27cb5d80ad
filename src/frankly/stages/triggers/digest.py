"""`digest`: every so often, counted from the last message; somebody who never got one is due at once."""

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.campaign.occasion import DueOccasion
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.stages.triggers.watched import Occasions, Watched


def digest(trigger: Trigger, watched: Watched) -> Occasions:
    """The next one of a row. It never is too late: a service that was down for a week goes on where it stopped."""
    last = watched.last_message
    since = 0 if last is None else last + trigger.after_hours * HOUR_MS
    yield DueOccasion(f"{trigger.kind}:{last or 0}", EpochMs(since))
