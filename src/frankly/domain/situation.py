"""The situation: all that sources, filters and ranking may look at. Built once a request; cannot ask for more."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.ledger import Piece, PieceKey
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import SegmentName
from frankly.domain.person.acts import NO_ACTS, Acts
from frankly.domain.person.consent import Scope
from frankly.domain.person.profile import Fact
from frankly.domain.seed import Seed
from frankly.domain.surface import Surface
from frankly.domain.time import EpochMs

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The facts known of a person, decayed at `now`, inside the scope.

    Attributes:
        acts: one piece for each (kind of act, item), strongest first; negative acts have negative strength.
        stated: one piece for each stated interest, aversion, role, intent.
        facts: the stated facts themselves.
        searches: words of recent searches with their piece.
        established: codes of the main categories that are established interests.
        age_years: age, where the birth year is stated.
        region: coarse region, stated or of the request.
        version: hash of everything above that came from storage.
        consumed: item → kinds of acts on it (codes of `EVENT_KINDS`) that may make it taken, inside the scope.
        hidden: items that the person hid, whatever the scope.
        disliked: items of which the person's last opinion was a dislike or a low rating.
        seen: item → number of impressions within the surface's window.
        left_out: facts that are no evidence, by kind and anchor. Acts of them are not in `acts`; stated ones stay in
            `stated`, since they say which categories matter.
    """

    acts: Acts = NO_ACTS
    stated: Sequence[Piece] = ()
    facts: Sequence[Fact] = ()
    searches: Sequence[Piece] = ()
    established: frozenset[int] = frozenset()
    age_years: int | None = None
    region: str | None = None
    version: str = ""
    consumed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    seen: Mapping[str, int] = field(default_factory=dict)
    left_out: frozenset[PieceKey] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """All that the stages may look at.

    Attributes:
        now: the moment of the request.
        seed: of this request's draws.
        scope: what may be used.
        profile: who asks; empty where profiling is not allowed.
        context: the moment's own facts.
        snapshot: the catalogue.
        surface: the policy, segment overrides applied.
        segments: groups the person belongs to.
        exclude: items shown on earlier pages of the same answer.
        query_vectors: text → vector (float32, unit length) of the search words, made by the embedder beforehand.
        role_tags: role or intent → tags that it stands for, from `policies/`.
        occasion: ids of the items that a message is written for: they stand first, where the filters let them.
        occasion_kind: which trigger of a campaign found them; empty without any.
        unfit: ids of items that cannot stand in an e-mail, where one is asked for and they were looked at.
    """

    now: EpochMs
    seed: Seed
    scope: Scope
    profile: Profile
    context: RequestContext
    snapshot: Snapshot
    surface: Surface
    segments: Sequence[SegmentName] = ()
    exclude: frozenset[str] = frozenset()
    query_vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    role_tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    occasion: Sequence[str] = ()
    occasion_kind: str = ""
    unfit: frozenset[str] = frozenset()

    _found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, name: Hashable, find: Callable[[], Result]) -> Result:
        """Find something out once a request: what a source proposes by, it also scores by.

        Args:
            name: of what is found; it holds all that the finding depends on besides the situation.
            find: finds it.
        """
        if name not in self._found:
            self._found[name] = find()
        found: Result = self._found[name]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class VectorQuery:
    """A question of a source to the vector index.

    Attributes:
        source: who asks.
        vector: float32, unit length.
        limit: number of neighbours wanted.
    """

    source: str
    vector: NDArray[np.float32]
    limit: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The index's answer to one question: a recorded input of the decision, since a rebuilt index answers differently.

    Attributes:
        source: who asked.
        item_ids: nearest first.
    """

    source: str
    item_ids: tuple[str, ...]
