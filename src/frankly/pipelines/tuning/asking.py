"""Asks every source about some items, the way a request would: the product's own profile, models and sources.

A question's *pool* is what any blend could reasonably show: the best items of each source alone at slow and fast decay,
and of the blend at hand. A truth outside it is a miss for every blend.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.request import RequestContext
from frankly.domain.canonical import hash_bytes
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.deciding.training import MODELS
from frankly.domain.person.consent import EvidenceGroup, Purpose, Scope
from frankly.domain.person.history import History
from frankly.domain.person.profile import PersonRecord
from frankly.domain.seed import Seed
from frankly.domain.situation import Situation
from frankly.domain.surface import SourceName, SourcePolicy, Surface
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Act, Question
from frankly.measure.tuning.questions import Questions
from frankly.pipelines.tuning.own_acts import Links, OwnActs, links_of, own_acts
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import weighed
from frankly.stages.profile.build import build

FADED: tuple[SourceName, ...] = MODELS
"""Sources whose own decays are learned with their weights."""

PLAIN: tuple[SourceName, ...] = ("content", "because_you_liked", "popular", "popular_in_category", "trending", "new")
"""Sources whose weight alone is learned: acts fade in them as the surface says."""

CROWD: tuple[SourceName, ...] = ("popular", "popular_in_category", "trending")
"""Sources that say the same to everybody: their share of the weights may shrink and not grow. They always pay off in
hits, and a blend that follows them shows everybody the same few items."""

POOL = 300
"""Items of one question."""

LIST = 100
"""Best items that each list gives to the pool; one from each in turn, until it is full."""

REFERENCE: tuple[tuple[float, float], ...] = ((3650, 0.0), (60, 0.5), (3650, 1.0))
"""Half-life in days and power of the lag of the lists: no decay, by days, by place."""

Number = TypeVar("Number", bound=np.generic)

PPM = 1_000_000
UNITS = 1_000_000_000
EVERYTHING = Scope(frozenset(Purpose), frozenset(EvidenceGroup), frozenset(), "person")


def number_of(person: str, seed: int) -> int:
    """The number of a person under a seed: 64 bits that say nothing about who it is."""
    return int(hash_bytes(f"{seed}\x1f{person}".encode())[:16], 16)


def tuned_sources(surface: Surface) -> list[SourceName]:
    """Sources of a surface that a history can teach; the others keep their weight."""
    return [name for name in (*FADED, *PLAIN) if name in surface.sources]


def situation_of(snapshot: Snapshot, surface: Surface, question: Question) -> Situation:
    """The situation of a question as a request would have it, with acts and no stated facts."""
    context = RequestContext()
    record = PersonRecord(question.person, history=history_of(question.history), is_known=True)
    return Situation(
        now=EpochMs(question.now),
        seed=Seed(0),
        scope=EVERYTHING,
        profile=build(record, EVERYTHING, context, snapshot, surface, question.now),
        context=context,
        snapshot=snapshot,
        surface=surface,
    )


def history_of(acts: Sequence[Act]) -> History:
    """Acts as columns."""
    return History(
        event_ids=[""] * len(acts),
        kinds=np.array([act.kind for act in acts], np.int8),
        item_ids=[act.item for act in acts],
        at_ms=np.array([act.at_ms for act in acts], np.int64),
        values=np.array([act.value for act in acts], np.int32),
        queries=[""] * len(acts),
    )


class Asker:
    """Asks the questions of one window.

    Attributes:
        snapshot: with statistics and models of what was before the window alone.
        surface: whose sources, act weights and half-life hold.
    """

    def __init__(self, snapshot: Snapshot, surface: Surface, seed: int) -> None:
        """Prepare what all questions share."""
        self.snapshot = snapshot
        self.sources = tuned_sources(surface)
        one = SourcePolicy.model_validate({"weight": 1, "limit": LIST})
        self.surface = surface.model_copy(update={"sources": dict.fromkeys(self.sources, one)})
        self._old = surface
        self._seed = seed
        self._vectors = snapshot.vectors.astype(np.float32)

    def ask(
        self, name: str, asked: Sequence[Question], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> Questions:
        """Questions with their pools and what each source says; those without an own act that counts are left out.

        Raises:
            Invalid: when none is left.
        """
        parts = [part for part in self._parts(asked, progress) if part is not None]
        if not parts:
            raise Invalid(f"Nobody can be asked in '{name}': no person has an act that speaks for an item before it.")
        lengths = np.array([len(part.age_days) for part in parts], np.int64)
        return Questions(
            name=name,
            people=np.array([part.person for part in parts], np.uint64),
            wanted=np.array([part.wanted for part in parts], np.int64),
            open=_stacked([part.open for part in parts]),
            truth=_stacked([part.truth for part in parts]),
            starts=np.cumsum(lengths) - lengths,
            age_days=_joined([part.age_days for part in parts]),
            lag=_joined([part.lag for part in parts]),
            faded={
                source: _joined([part.faded[source] for part in parts]) for source in self.sources if source in FADED
            },
            plain={
                source: _stacked([part.plain[source] for part in parts]) for source in self.sources if source in PLAIN
            },
        )

    def _parts(self, asked: Sequence[Question], progress: Callable[[int, int], None]) -> "Iterator[_Part | None]":
        for number, question in enumerate(asked):
            yield self._part(question)
            if number % 100 == 0:
                progress(number, len(asked))
        progress(len(asked), len(asked))

    def _part(self, question: Question) -> "_Part | None":
        row_of = self.snapshot.row_of
        situation = situation_of(self.snapshot, self.surface, question)
        own = own_acts(situation)
        if not own.number:
            return None
        is_open = self.snapshot.alive.copy()
        is_open[[row_of[item] for item in question.masked if item in row_of]] = False
        links = {name: links_of(self.snapshot.statistics.model(name), own) for name in self.sources if name in FADED}
        rows = self._pool(situation, own, links, is_open)
        wanted = {row_of[item] for item in question.truth if item in row_of}
        held = np.arange(POOL) < len(rows)
        padded = np.concatenate([rows, np.zeros(POOL - len(rows), np.int64)])
        return _Part(
            person=number_of(question.person, self._seed),
            wanted=len(question.truth),
            open=held,
            truth=np.isin(padded, list(wanted)) & held,
            age_days=own.mean(own.age_days),
            lag=own.mean(own.lag),
            faded={name: self._faded(linked, own, rows) for name, linked in links.items()},
            plain={name: self._plain(name, situation, rows) for name in self.sources if name in PLAIN},
        )

    def _faded(self, links: Links, own: OwnActs, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """What a model says of some rows, by class of acts, padded to the pool's size."""
        columns = np.full(len(self.snapshot), -1, np.int64)
        columns[rows] = np.arange(len(rows))
        places = columns[links.items]
        hit = places >= 0
        owners = links.owners[hit]
        values = own.weights[owners] * links.values[hit]
        table = np.bincount(own.classes[owners] * POOL + places[hit], values, own.number * POOL)
        return table.reshape(own.number, POOL).astype(np.float32)

    def _plain(self, name: SourceName, situation: Situation, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        padded = np.zeros(POOL, np.float32)
        padded[: len(rows)] = weighed(SOURCES[name], situation, rows).totals / UNITS
        return padded

    def _pool(
        self, situation: Situation, own: OwnActs, links: Mapping[SourceName, Links], is_open: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The best of each list in turn, until the pool is full; ascending."""
        lists = [_best(scores, is_open) for scores in self._lists(situation, own, links)]
        places = np.full((LIST, len(lists)), -1, np.int64)
        for column, best in enumerate(lists):
            places[: len(best), column] = best
        turn = places.ravel()
        turn = turn[turn >= 0]
        _, first = np.unique(turn, return_index=True)
        return np.sort(turn[np.sort(first)[:POOL]])

    def _lists(
        self, situation: Situation, own: OwnActs, links: Mapping[SourceName, Links]
    ) -> Iterator[NDArray[np.float64]]:
        blend = np.zeros(len(self.snapshot))
        for name, linked in links.items():
            policy = self._old.sources[name]
            days = policy.half_life_days or self._old.half_life_days
            blend += policy.weight / PPM * linked.spread(own.strengths(days, policy.lag_power / PPM), len(blend))
            for decay in REFERENCE:
                yield linked.spread(own.strengths(*decay), len(blend))
        yield blend
        if "content" in self.sources or "because_you_liked" in self.sources:
            fresh = own.strengths(self._old.half_life_days, 0.0).astype(np.float32)
            centre = (self._vectors[own.rows] * fresh[:, None]).sum(axis=0)
            yield (self._vectors @ centre).astype(np.float64)
        yield self.snapshot.statistics.popular.astype(np.float64)
        yield self.snapshot.statistics.trending.astype(np.float64)
        if "new" in self.sources:
            yield self._newest(situation)

    def _newest(self, situation: Situation) -> NDArray[np.float64]:
        scores = np.zeros(len(self.snapshot))
        rows = SOURCES["new"].propose(situation, (), LIST)
        scores[rows] = np.arange(len(rows), 0, -1)
        return scores


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One question, as `Questions` has many."""

    person: int
    wanted: int
    open: NDArray[np.bool_]
    truth: NDArray[np.bool_]
    age_days: NDArray[np.float32]
    lag: NDArray[np.float32]
    faded: Mapping[str, NDArray[np.float32]]
    plain: Mapping[str, NDArray[np.float32]]


def _best(scores: NDArray[np.float64], is_open: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows with the greatest positive scores, best first, equal ones by row."""
    found = np.flatnonzero((scores > 0) & is_open)
    if len(found) > LIST:
        least = np.partition(scores[found], len(found) - LIST)[len(found) - LIST]
        found = found[scores[found] >= least]
    return found[np.lexsort((found, -scores[found]))][:LIST]


def _stacked(parts: Sequence[NDArray[Number]]) -> NDArray[Number]:
    return np.stack(parts)


def _joined(parts: Sequence[NDArray[Number]]) -> NDArray[Number]:
    return np.concatenate(parts)
