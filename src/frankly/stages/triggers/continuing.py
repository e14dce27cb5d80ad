"""`continue`: something was begun and not finished."""

from collections.abc import Mapping

import numpy as np

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.stages.triggers.watched import Occasions, Watched, occasion

BEGUN = frozenset({EventKind.START, EventKind.PROGRESS})
_PROGRESS = EVENT_CODES[EventKind.PROGRESS]
WHOLE_PERCENT = 100


def continuing(trigger: Trigger, watched: Watched) -> Occasions:
    """Once after each last step of each item, the newest first; progress of 100 % finishes it."""
    for item, at in unfinished(watched).items():
        yield occasion(trigger, at, item, about=item)


def unfinished(watched: Watched) -> Mapping[str, int]:
    """What was begun, can be had, and was not finished since → its last step; the newest first."""
    finished = _finished(watched)
    begun = watched.still_open(watched.newest(BEGUN), {EventKind.COMPLETE})
    return {item: at for item, at in begun.items() if finished.get(item, -1) < at}


def _finished(watched: Watched) -> dict[str, int]:
    history = watched.history
    places = np.flatnonzero((history.kinds == _PROGRESS) & (history.values >= WHOLE_PERCENT))
    return {history.item_ids[place]: int(history.at_ms[place]) for place in places.tolist()}
