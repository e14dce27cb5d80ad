"""`digest`: every so often, counted from the last one; somebody who never got one is due at once."""

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.campaign.occasion import DueOccasion
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.stages.triggers.watched import Occasions, Watched, moment_of


def digest(trigger: Trigger, watched: Watched) -> Occasions:
    """The next one of a row, named by the moment at which it is found; the one before is known by its own name.

    It never is too late: a service that was down for a week goes on where it stopped.
    """
    last = max((moment_of(key) for key in watched.told if key.startswith(f"{trigger.kind}:")), default=None)
    since = 0 if last is None else last + trigger.after_hours * HOUR_MS
    yield DueOccasion(f"{trigger.kind}:{watched.now}", EpochMs(since))
