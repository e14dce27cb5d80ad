"""What rules may look at, and what they share."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.campaign.occasion import DueOccasion
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.time import HOUR_MS, EpochMs

MOST_ITEMS: Final = 12
"""Items of an occasion; no message shows more."""

REFUSALS: Final = frozenset({EventKind.HIDE, EventKind.DISLIKE, EventKind.DISMISS})
"""Acts after which nobody is reminded of an item."""


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """One person, the catalogue and the moment.

    Attributes:
        history: acts, oldest first: corrections applied, cut to what may be used of them. What they refuse to have used
            makes no occasion.
        snapshot: the catalogue; None where all that it has counts as something that can be had.
        now: the moment, in milliseconds; acts that are dated after it count as made then.
        returned: item → when it could last be had again after it could not.
        told: occasions for which it wrote to them already, or is about to.
    """

    history: History
    snapshot: Snapshot | None
    now: EpochMs
    returned: Mapping[str, EpochMs] = field(default_factory=dict)
    told: Collection[str] = frozenset()

    def offered(self, item: str) -> bool:
        """Whether an item can be had now."""
        if self.snapshot is None:
            return True
        row = self.snapshot.row_of.get(item)
        return row is not None and bool(self.snapshot.offered(np.array([row], np.int64), self.now)[0])

    def last_act(self) -> int | None:
        """When they last did anything; None for somebody of whom no act is known."""
        return min(int(self.history.at_ms.max()), self.now) if len(self.history) else None

    def newest(self, kinds: Collection[EventKind]) -> dict[str, int]:
        """Item → when one of some acts was last done on it; the newest first, equal ones by item."""
        places = np.flatnonzero(codes(kinds)[self.history.kinds])
        found: dict[str, int] = {}
        for place in places.tolist():
            if item := self.history.item_ids[place]:
                found[item] = max(min(int(self.history.at_ms[place]), self.now), found.get(item, 0))
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    def still_open(self, begun: Mapping[str, int], ended: Collection[EventKind]) -> dict[str, int]:
        """Those of some items that can be had, and that nothing was done to since that ends it."""
        ends = self.newest({*ended, *REFUSALS})
        return {item: at for item, at in begun.items() if ends.get(item, -1) < at and self.offered(item)}


def codes(kinds: Collection[EventKind]) -> NDArray[np.bool_]:
    """Which codes of acts are of some kinds."""
    table = np.zeros(len(EVENT_CODES), np.bool_)
    table[[EVENT_CODES[kind] for kind in kinds]] = True
    return table


def occasion(trigger: Trigger, at: int, *items: str, about: str = "") -> DueOccasion:
    """The occasion of something that was at a moment.

    Args:
        trigger: says how long after it is due, and for how long.
        at: the moment.
        items: that it is about, the newest first.
        about: the item that tells it from others of the same moment; its name in the key is a hash.
    """
    key = f"{trigger.kind}:{at}" + (f":{sha256(about.encode()).hexdigest()[:12]}" if about else "")
    since = at + trigger.after_hours * HOUR_MS
    return DueOccasion(key, EpochMs(since), EpochMs(since + trigger.within_hours * HOUR_MS), items[:MOST_ITEMS])


def moment_of(key: str) -> int:
    """When what an occasion is about was, by its name."""
    return int(key.split(":")[1])


Occasions = Iterator[DueOccasion]
"""What a rule finds, the best first, due or not."""
