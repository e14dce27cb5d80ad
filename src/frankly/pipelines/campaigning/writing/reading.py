"""Reads the records that messages are composed of, a shard at a time, and holds what many recipients share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.item import Item
from frankly.domain.person.kept_profile import unpacked
from frankly.errors import NotFound
from frankly.pipelines.replaying.record import Recorded, replayable
from frankly.ports.catalogue import Catalogue
from frankly.ports.decisions import DecisionStore

MOST_SHARED: Final = 256
"""Records of the version for everybody that are held, some a language and variant; others are held for their shard."""


@dataclass(slots=True, eq=False)
class Decisions:
    """Records by id.

    Attributes:
        store: where they lie.
    """

    store: DecisionStore
    _ahead: dict[str, Recorded] = field(default_factory=dict)
    _shared: dict[str, Recorded] = field(default_factory=dict)

    async def load(self, decisions: Iterable[str]) -> None:
        """Read many at once, in place of those that were loaded before."""
        wanted = [one for one in dict.fromkeys(decisions) if one not in self._shared]
        found = {one: _record(*read) for one, read in (await self.store.in_part(wanted)).items()}
        shared = {one: told for one, told in found.items() if told.inputs["person"] is None}
        if len(self._shared) + len(shared) > MOST_SHARED:
            self._shared = {}
        self._shared |= shared
        self._ahead = found

    async def of(self, decision: str) -> Recorded:
        """A record in part, and of what it keeps the person as they were read alone; see `DecisionStore.in_part`.

        Raises:
            NotFound: when it is not there any more: its person was erased, or it was dropped by age.
            Invalid: when it was recorded by a version whose records cannot be read.
        """
        if decision not in self._shared and decision not in self._ahead:
            await self.load([decision])
        told = self._shared.get(decision) or self._ahead.get(decision)
        if told is None:
            raise NotFound(f"There is no decision '{decision}' any more: records go with their person, and with age.")
        return told


def _record(plain: Mapping[str, object], profile: bytes) -> Recorded:
    return replayable(Recorded(plain, unpacked(profile), None))


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
