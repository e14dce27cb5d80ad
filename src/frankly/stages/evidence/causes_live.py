"""Causal classes on the way of a request, at next to no cost: found of what is about to be told, and of nothing else.

A ground is necessary only where ranking again without it says so. What the item's score shows not to be worth trying,
and what a request has no more time to try, contributes: that is never wrong, only less than could be said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import GIVEN, HELD, Slate, Slot
from frankly.domain.evidence import Cause, Ground
from frankly.stages.evidence.causes import Trials
from frankly.stages.evidence.cut import SlateLedger, places_of

D = TypeVar("D")

MOST_RERUNS: Final = 3
"""How often one request is ranked again for its sentences."""

MOST_LOOKS: Final = 8
"""How many grounds of one request are looked at closely."""


class LiveCauses:
    """What the grounds of one slate are to its items, worked out as sentences ask for it."""

    def __init__(
        self, slate: Slate, cut: SlateLedger, ledger: Ledger, make: Callable[[], Trials], base: Slate | None = None
    ) -> None:
        """Take a slate; nothing is worked out yet.

        Args:
            slate: the slate that is told.
            cut: its columns of the ledger.
            ledger: of all candidates.
            make: makes what ranks again; called when the first ground is worth it.
            base: the slate as it was ranked, where a vote changed it: what is necessary is decided on the base order.
        """
        self._slate, self._cut, self._ledger, self._make = slate, cut, ledger, make
        self._base = base or slate
        self._trials: Trials | None = None
        self._behind: NDArray[np.int64] | None = None
        self._looks = 0

    def of(self, index: int, grounds: Sequence[Ground]) -> "ItemCauses":
        """Those of one item of the slate, counted from 0."""
        return ItemCauses(self, index, grounds)

    def is_necessary(self, index: int, ground: Ground) -> bool:
        """Whether the item is certainly not in the slate without a ground."""
        slot = self._slate.slots[index]
        # A pin, a draw or a vote holds it there; and with a score that still beats enough of the others it stays.
        if slot.origin in HELD or not self._may_leave(slot, ground):
            return False
        if self._trials is None:
            self._trials = self._make()
        keys = self._cut.keys()
        trials, facts = self._trials, frozenset([keys[place] for place in places_of(ground.evidence)])
        if not trials.is_tried(facts):
            if self._looks == MOST_LOOKS or trials.number == MOST_RERUNS:
                return False
            self._looks += 1
            if not trials.could_leave(slot.column, trials.leaving.part(facts)):
                return False
        return trials.leaves(slot.column, facts)

    def _may_leave(self, slot: Slot, ground: Ground) -> bool:
        """Whether a full slate of others may beat what is left of an item's score.

        Counted are the others of the slate, and those outside that it beats now; none of them loses anything, which
        counts too many. Two lists of whole numbers, no table.
        """
        if self._behind is None:
            scores, rows = self._ledger.scores(), self._ledger.rows
            inside = {slot.row for slot in self._base.slots}
            outside = [row for row in self._base.base_order if row not in inside]
            self._behind = -scores[rows.searchsorted(np.array(outside, np.int64))]
        left = slot.score - ground.contribution
        beside = sum([other.score > left or other.origin in GIVEN for other in self._base.slots]) - (slot.score > left)
        lower, upper = self._behind.searchsorted((-slot.score, -left)).tolist()
        between = upper - lower
        return bool(beside + between >= len(self._base.slots))


class ItemCauses(Mapping[str, Cause]):
    """What the grounds of one item are to it, by id; a ground is looked at when it is first asked for."""

    def __init__(self, live: LiveCauses, index: int, grounds: Sequence[Ground]) -> None:
        """Take an item.

        Args:
            live: of its slate.
            index: the item, counted from 0.
            grounds: of the item; the id of the n-th is `g<n+1>`.
        """
        self._live, self._index, self._grounds = live, index, grounds
        self.found: dict[str, Cause] = {}

    def __getitem__(self, name: str) -> Cause:
        """The class of a ground, and of evidence that was found to be a necessary ground by itself."""
        if name not in self.found:
            if name not in self:
                raise KeyError(name)
            self._look(name)
        return self.found[name]

    @overload
    def get(self, name: str, /) -> Cause | None: ...

    @overload
    def get(self, name: str, /, default: D) -> Cause | D: ...

    def get(self, name: str, /, default: object = None) -> object:
        """The same; what is given instead of what is unknown, without the error that a mapping raises and catches."""
        found = self.found.get(name)
        return found or (self[name] if name[:1] == "g" and name in self else default)

    def _look(self, name: str) -> None:
        ground = self._grounds[int(name[1:]) - 1]
        is_necessary = self._live.is_necessary(self._index, ground)
        self.found[name] = "necessary" if is_necessary else "contributing"
        if is_necessary and len(ground.evidence) == 1:
            self.found[ground.evidence[0]] = "necessary"

    def __contains__(self, name: object) -> bool:
        """Whether something can be said of it; to ask costs nothing."""
        if name in self.found:
            return True
        is_ground = isinstance(name, str) and name[:1] == "g" and name[1:].isdecimal()
        return is_ground and 0 < int(str(name)[1:]) <= len(self._grounds)

    def __iter__(self) -> Iterator[str]:
        """What was asked for so far."""
        return iter(self.found)

    def __len__(self) -> int:
        """How much was asked for so far."""
        return len(self.found)
