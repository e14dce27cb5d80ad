"""The world as it would be if something were otherwise: parts that answer from memory, so that nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.degradation import Degradation
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.snapshot import NEVER_MS, Snapshot
from frankly.domain.faults import nearest
from frankly.domain.person.profile import PersonRecord
from frankly.domain.policies import Policies
from frankly.domain.surface import SourceName, SourcePolicy, Surface
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.pipelines.decide import decide
from frankly.pipelines.explaining.changes import Changes, supposed
from frankly.pipelines.parts import Live, Parts
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.deciding import Decided
from frankly.ports.decisions import DecisionStore
from frankly.ports.events import EventStore
from frankly.ports.people import PeopleStore
from frankly.ports.searching.embedder import Embedder


@dataclass(frozen=True, slots=True, eq=False)
class Revisited:
    """A decision that was made again, with the world that it was made in.

    Attributes:
        id: of the decision.
        parts: the world as it was; it answers questions and takes nothing.
        decided: the decision.
        record: the person as they were read; of a past decision what it was allowed to use.
        told: its record; None for what was not recorded.
        is_live: whether that world's catalogue is still the present one, so that the index knows the same items.
        unvoted: the decision on the base order, where a language model's vote made it another; what is only supposed is
            compared with that, because a model cannot be asked what it would have said.
    """

    id: str
    parts: Parts
    decided: Decided
    record: PersonRecord
    is_live: bool
    told: Recorded | None = None
    unvoted: Decided | None = None

    @property
    def base(self) -> Decided:
        """The decision on the base order."""
        return self.unvoted or self.decided

    @property
    def now(self) -> EpochMs:
        """The decision's moment."""
        return self.decided.situation.now


async def suppose(world: Revisited, changes: Changes) -> Decided:
    """Decide the same request in a world in which something is otherwise. Says nothing in words, writes nothing.

    Args:
        world: the decision as it was made.
        changes: what is supposed to be otherwise.

    Raises:
        NotFound: for an item that the catalogue does not have.
        Invalid: for something that is to be taken away and is not there.
    """
    return await decide(_world(world, changes), wordless(world.decided.request), world.now)


def wordless(request: RecommendationRequest) -> RecommendationRequest:
    """The same request without a wish for words: they change nothing in the slate."""
    return request.model_copy(update={"explain": "none", "fields": ()})


def _world(world: Revisited, changes: Changes) -> Parts:
    decided, parts = world.decided, world.parts
    snapshot, vectors = decided.situation.snapshot, decided.situation.query_vectors
    for item in changes.named_items():
        _require_item(snapshot, item)
    record = world.record
    if changes.is_about_person and decided.key is not None:
        record = supposed(record, changes, world.now, parts.history_limit)
    return replace(
        parts,
        people=cast(PeopleStore, OnePerson(record)),
        embedder=cast(Embedder, SaidBefore("said before" if vectors else "", vectors)),
        live=StandStill(_supplied(snapshot, changes)),
        policies=_weighed(parts.policies, decided.situation.surface.name, changes.weights),
        # Of a past catalogue the present index knows nothing; every vector of it is at hand.
        exact_items=parts.exact_items if world.is_live else len(snapshot),
        events=cast(EventStore, None),
        decisions=cast(DecisionStore, None),
    )


def _require_item(snapshot: Snapshot, item: str) -> None:
    if item not in snapshot.row_of:
        near = nearest(item, snapshot.row_of)
        hint = f" Did you mean '{near}'?" if near else ""
        raise NotFound(f"There is no item '{item}' in the catalogue.{hint}", details={"nearest": near})


def _supplied(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """The catalogue with some items in stock, and others not."""
    if not changes.available and not changes.unavailable:
        return snapshot
    there, gone = ([snapshot.row_of[item] for item in items] for items in (changes.available, changes.unavailable))
    available = snapshot.available.copy()
    starts, ends = snapshot.available_from_ms.copy(), snapshot.available_until_ms.copy()
    available[there], starts[there], ends[there] = True, 0, NEVER_MS
    available[gone] = False
    return replace(snapshot, available=available, available_from_ms=starts, available_until_ms=ends)


def _weighed(policies: Policies, name: str, weights: Mapping[SourceName, int]) -> Policies:
    """The policies with other weights of candidate sources on one surface, for whatever segment."""
    if not weights:
        return policies
    surface = policies.surfaces[name]
    changed = _with_weights(surface, weights)
    overrides = {segment: _overridden(part, weights) for segment, part in surface.segments.items()}
    surfaces = {**policies.surfaces, name: changed.model_copy(update={"segments": overrides})}
    return replace(policies, surfaces=surfaces, _merged={})


def _with_weights(surface: Surface, weights: Mapping[SourceName, int]) -> Surface:
    sources = dict(surface.sources)
    for source, weight in weights.items():
        sources[source] = sources.get(source, SourcePolicy(weight=0)).model_copy(update={"weight": weight})
    return surface.model_copy(update={"sources": sources})


def _overridden(part: Mapping[str, object], weights: Mapping[SourceName, int]) -> Mapping[str, object]:
    """A segment's overrides, without its own word on these weights."""
    sources = part.get("sources")
    if not isinstance(sources, Mapping):
        return part
    left = {
        name: {key: value for key, value in policy.items() if key != "weight"} if name in weights else policy
        for name, policy in sources.items()
    }
    return {**part, "sources": left}


@dataclass(frozen=True, slots=True, eq=False)
class OnePerson:
    """Stands in for the store of people: whoever is asked for is this one."""

    record: PersonRecord

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """The person."""
        return self.record


@dataclass(frozen=True, slots=True, eq=False)
class SaidBefore:
    """Stands in for the embedder: the vectors of words that were asked for before."""

    fingerprint: str
    vectors: Mapping[str, NDArray[np.float32]]

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors that these words had."""
        return np.stack([self.vectors[text] for text in texts])


@dataclass(frozen=True, slots=True, eq=False)
class StandStill(Live):
    """Stands in for the live view: one snapshot that stays."""

    still: Snapshot

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot."""
        return self.still

    def degradations(self) -> Sequence[Degradation]:
        """None."""
        return ()

    async def refresh(self, now: EpochMs) -> int:
        """Takes up nothing."""
        return 0
