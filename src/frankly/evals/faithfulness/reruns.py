"""Runs the whole pipeline again for one person with something taken away: consent, profile, retrieval, filters, order.

Taken away from the person are acts and stated facts; a statistic or an editor's act is taken away with its source. Each
question is answered once, since the items of a slate share their grounds.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import PersonRecord
from frankly.evals.world import KnownPeople, World
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.deciding import Decided
from frankly.stages.candidates.find import enabled
from frankly.stages.candidates.source import weighed
from frankly.stages.profile.weights import EVIDENCE_OF

STATED: Final = frozenset(
    {
        EvidenceKind.STATED_INTEREST,
        EvidenceKind.STATED_AVERSION,
        EvidenceKind.STATED_ROLE,
        EvidenceKind.STATED_INTENT,
    }
)
RATINGS: Final = frozenset({EvidenceKind.RATED_HIGH, EvidenceKind.RATED_LOW})
OWN: Final = frozenset(EVIDENCE_OF.values()) | RATINGS | STATED
"""Kinds of evidence that come out of what is stored of a person; every other kind comes with a source of its own."""

OTHER_PERSONAL: Final = frozenset(
    {
        "popular_in_region",
        "popular_in_segment",
        "serendipity",
        "moment",
        "context_item",
        "basket",
        "search_match",
    }
)
"""Sources that say something of the person and not out of their acts and facts."""

_CODES_OF: Final = {kind: frozenset({EVENT_CODES[event]}) for event, kind in EVIDENCE_OF.items()} | dict.fromkeys(
    RATINGS, frozenset({EVENT_CODES[EventKind.RATE]})
)


@dataclass(frozen=True, slots=True)
class Change:
    """What is taken away.

    Attributes:
        facts: acts and stated facts, by kind and anchor.
        off: sources that are switched off.
        is_literal: take acts and facts out of the record itself, as if they had never been: lags, established
            interests, segments and what is taken change with them. Otherwise they are no evidence, and those stay.
    """

    facts: frozenset[PieceKey] = frozenset()
    off: frozenset[str] = frozenset()
    is_literal: bool = False


NOTHING: Final = Change()


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What the pipeline made of one run.

    Attributes:
        decided: all of it.
        rows: rows of the slate.
    """

    decided: Decided
    rows: frozenset[int]

    @staticmethod
    def of(decided: Decided) -> "Outcome":
        """The outcome of a run."""
        return Outcome(decided, frozenset(slot.row for slot in decided.slate.slots))

    def score(self, row: int) -> int:
        """Base score of an item in billionths, found among the candidates or by asking every source about it."""
        ledger = self.decided.found.ledger
        place = int(np.searchsorted(ledger.rows, row))
        if place < len(ledger.rows) and ledger.rows[place] == row:
            return int(ledger.scores()[place])
        situation, rows = self.decided.situation, np.array([row], np.int64)
        sources = [source for source in enabled(situation) if situation.surface.sources[source.name].weight]
        return sum(int(weighed(source, situation, rows).totals[0]) for source in sources)

    def nearness(self, row: int) -> float:
        """One over the item's place by score among those that may appear; 0 where it is not a candidate any more."""
        order = self.decided.slate.base_order
        place = next((number for number, other in enumerate(order, start=1) if other == row), None)
        return 0.0 if place is None else 1.0 / place


@dataclass(slots=True, eq=False)
class Reruns:
    """One person's request, and its answers with this or that taken away.

    Attributes:
        world: whose pipeline it is.
        key: the person.
        request: what is asked.
        number: how many runs there were.
    """

    world: World
    key: str
    request: RecommendationRequest
    number: int = 0
    _known: dict[Change, Outcome] = field(default_factory=dict, repr=False)

    async def base(self) -> Outcome:
        """The answer as it is, with its sentences."""
        return await self.again(NOTHING)

    async def again(self, change: Change) -> Outcome:
        """The answer with something taken away. Without sentences: nothing that is asked of it depends on them."""
        change = await self._told(change)
        if change not in self._known:
            self.number += 1
            request = self.request if change == NOTHING else self.request.model_copy(update={"explain": "none"})
            decided = await decide(self._parts(change), request, self.world.moment_of(self.key))
            self._known[change] = Outcome.of(decided)
        return self._known[change]

    async def _told(self, change: Change) -> Change:
        """The change without facts that this person does not have: another person's acts cannot be taken away here."""
        if not change.facts:
            return replace(change, is_literal=False)
        has = own_facts((await self.again(NOTHING)).decided)
        kept = change.facts & has
        return replace(change, facts=kept, is_literal=change.is_literal and bool(kept))

    def _parts(self, change: Change) -> Parts:
        return changed(self.world.parts, self.key, self.world.records[self.key], self.request.surface, change)


def changed(parts: Parts, key: str, record: PersonRecord, surface: str, change: Change) -> Parts:
    """The same parts, in which something is taken away from a person.

    Args:
        parts: the world.
        key: the person, who alone is known in it.
        record: everything that is stored of them.
        surface: that is asked for; sources are switched off there.
        change: what is taken away.
    """
    if change.facts:
        record = without(record, change.facts) if change.is_literal else replace(record, left_out=change.facts)
    policies = parts.policies
    if change.off:
        policy = policies.surfaces[surface]
        sources = {source: said for source, said in policy.sources.items() if source not in change.off}
        named = {surface: policy.model_copy(update={"sources": sources})}
        policies = replace(policies, surfaces={**policies.surfaces, **named}, _merged={})
    return replace(parts, people=KnownPeople({key: record}), policies=policies)


def own_facts(decided: Decided) -> frozenset[PieceKey]:
    """All acts and stated facts of a person that could be evidence."""
    profile = decided.situation.profile
    pieces = (*profile.acts, *profile.stated, *profile.searches)
    return frozenset(piece.key for piece in pieces)


def without(record: PersonRecord, facts: Collection[PieceKey]) -> PersonRecord:
    """A record as if some acts and facts had never been: every act of the kind on the item goes, old ratings too."""
    gone = {(code, anchor) for kind, of, anchor in facts if of == "item" for code in _CODES_OF.get(kind, ())}
    words = {anchor for kind, of, anchor in facts if of == "query"}
    history = record.history
    columns = zip(history.kinds.tolist(), history.item_ids, history.queries, strict=True)
    stays = np.array([(kind, item) not in gone and not (query and query in words) for kind, item, query in columns])
    stated = {(kind, of, anchor.casefold()) for kind, of, anchor in facts if kind in STATED}
    return replace(
        record,
        history=_some(history, stays.astype(np.bool_)),
        facts=tuple(
            fact
            for fact in record.facts
            if (f"stated_{fact.kind}", "value" if fact.field is None else str(fact.field), fact.value.casefold())
            not in stated
        ),
    )


def _some(history: History, stays: NDArray[np.bool_]) -> History:
    places = np.flatnonzero(stays).tolist()
    return History(
        event_ids=[history.event_ids[place] for place in places],
        kinds=history.kinds[stays],
        item_ids=[history.item_ids[place] for place in places],
        at_ms=history.at_ms[stays],
        values=history.values[stays],
        queries=[history.queries[place] for place in places],
        is_truncated=history.is_truncated,
    )


def request_of(key: str, surface: str, locale: str) -> RecommendationRequest:
    """What is asked for a person: the surface as it is, in a language."""
    return RecommendationRequest(surface=surface, person=key, locale=locale)
