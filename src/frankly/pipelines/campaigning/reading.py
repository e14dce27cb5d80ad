"""Reads the records that messages are composed of, and holds those that many recipients share."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.item import Item
from frankly.pipelines.replaying.record import Recorded, recorded
from frankly.ports.catalogue import Catalogue
from frankly.ports.decisions import DecisionStore

MOST_HELD: Final = 64
"""Records that are held: those of the version for everybody, a few a language, are asked for again and again."""


@dataclass(slots=True, eq=False)
class Decisions:
    """Records by id.

    Attributes:
        store: where they lie.
    """

    store: DecisionStore
    _held: "OrderedDict[str, Recorded]" = field(default_factory=OrderedDict)

    async def of(self, decision: str) -> Recorded:
        """A record.

        Raises:
            NotFound: when it is not there any more: its person was erased, or it was dropped by age.
        """
        if decision in self._held:
            self._held.move_to_end(decision)
            return self._held[decision]
        told = await recorded(self.store, decision)
        if told.inputs["person"] is None:
            self._held[decision] = told
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        return told


@dataclass(slots=True, eq=False)
class HeldItems:
    """The catalogue with the items of one position held: messages of a campaign are about few of them.

    Attributes:
        inner: the catalogue.
    """

    inner: Catalogue
    _held: dict[int | None, dict[str, Item | None]] = field(default_factory=dict)

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> Mapping[str, Item]:
        """Items as they were at a position; see `Catalogue.get_many`."""
        if at is None:
            return await self.inner.get_many(ids)
        known = self._held.setdefault(at, {})
        missing = [one for one in ids if one not in known]
        if missing:
            found = await self.inner.get_many(missing, at=at)
            known.update({one: found.get(one) for one in missing})
        return {one: item for one in ids if (item := known[one]) is not None}
