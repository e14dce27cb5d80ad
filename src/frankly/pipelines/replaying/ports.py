"""Ports that answer what a record says they answered: over them, the code of a request decides the same again."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.degradation import Degradation
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.item import Item
from frankly.domain.person.profile import PersonRecord
from frankly.domain.saying.fact import FactSheet
from frankly.domain.situation import Neighbours, VectorQuery
from frankly.domain.time import EpochMs
from frankly.errors import DependencyError, EmbedderFailed, IndexUnavailable, StoreUnavailable
from frankly.ports.catalogue import Catalogue
from frankly.ports.facts import FactStore
from frankly.stages.candidates.exact import nearest

_FAILURES: Final[tuple[type[DependencyError], ...]] = (StoreUnavailable, IndexUnavailable, EmbedderFailed)
"""What a port may fail with; others are recorded, and replayed, as the failure of any dependency."""


def failure_of(name: str) -> Exception:
    """The error that was recorded under a code or the name of its class."""
    if name == TimeoutError.__name__:
        return TimeoutError("as recorded")
    kind = next((one for one in _FAILURES if name in {one.code, one.__name__}), DependencyError)
    return kind("This failed when the decision was made, and so it fails again.")


@dataclass(frozen=True, slots=True, eq=False)
class RecordedPeople:
    """One person, as they were read; or the failure to read them.

    Attributes:
        person: who.
        failure: code of the failure; empty when they could be read.
    """

    person: PersonRecord
    failure: str = ""

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """The person of the decision."""
        if self.failure:
            raise failure_of(self.failure)
        return self.person


@dataclass(frozen=True, slots=True, eq=False)
class RecordedWords:
    """The vectors of words that were searched for; or the failure to make them.

    Attributes:
        vectors: words → vector, as hexadecimal float32.
        failure: what failed; empty when nothing did.
    """

    vectors: Mapping[str, str]
    failure: str = ""

    @property
    def fingerprint(self) -> str:
        """Something where an embedder was asked; empty where there was none to ask."""
        return "recorded" if self.vectors or self.failure else ""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The recorded vectors."""
        if self.failure:
            raise failure_of(self.failure)
        found = [np.frombuffer(bytes.fromhex(self.vectors[text]), "<f4") for text in texts]
        return np.stack(found).astype(np.float32)


@dataclass(slots=True, eq=False)
class RecordedNeighbours:
    """The neighbours that were found, in the order of the questions: as the index and as the scan that stands in.

    Whoever asks first asks what was asked then. What is asked later and was not asked then, the snapshot answers: in
    a world in which something is supposed to be otherwise, other questions come up.

    Attributes:
        answers: (source, item ids) of each question.
        failure: code of the index's failure; empty when it answered or was not asked.
    """

    answers: Sequence[tuple[str, Sequence[str]]]
    failure: str = ""
    _asked: list[NDArray[np.float32]] = field(default_factory=list)

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        """What the index answered; a question that it was not asked has no answer here."""
        if self.failure:
            raise failure_of(self.failure)
        places = self._places(list(vectors))
        if None in places:
            raise IndexUnavailable("The index was not asked this when the decision was made.")
        return [tuple(self.answers[place][1]) for place in places if place is not None]

    def scan(self, snapshot: Snapshot, asked: Sequence[VectorQuery]) -> list[Neighbours]:
        """What the scan found; for other questions, what it finds."""
        places = self._places([question.vector for question in asked])
        return [
            nearest(snapshot, [question])[0]
            if place is None
            else Neighbours(question.source, tuple(self.answers[place][1][: question.limit]))
            for question, place in zip(asked, places, strict=True)
        ]

    def _places(self, vectors: Sequence[NDArray[np.float32]]) -> list[int | None]:
        """For each question its place among those that were asked then."""
        if not self._asked:
            self._asked.extend(vectors[: len(self.answers)])
        then = [vector.tobytes() for vector in self._asked]
        now = [vector.tobytes() for vector in vectors]
        known = {vector: place for place, vector in reversed([*enumerate(then)])}
        # Two sources may ask the same of different numbers of neighbours: in its own place a question is itself.
        return [place if then[place : place + 1] == [vector] else known.get(vector) for place, vector in enumerate(now)]


@dataclass(frozen=True, slots=True, eq=False)
class RecordedItems:
    """The catalogue as it was at a position of its log; or the failure to read it.

    Attributes:
        inner: the catalogue, which keeps every version.
        failure: code of the failure; empty when it could be read.
    """

    inner: Catalogue
    failure: str = ""

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> dict[str, Item]:
        """Items as they were."""
        if self.failure:
            raise failure_of(self.failure)
        return await self.inner.get_many(ids, at=at)


@dataclass(frozen=True, slots=True, eq=False)
class RecordedSheets:
    """The facts that were read of the items of a slate; or the failure to read them.

    Of items that were not in the slate then, the store of today answers: in a world in which something is supposed to
    be otherwise, others come in.

    Attributes:
        sheets: item → its facts, as they were.
        slate: items that were asked for.
        inner: the store of today; None where there is none.
        failure: code of the failure; empty when they could be read.
    """

    sheets: Mapping[str, FactSheet]
    slate: Set[str]
    inner: FactStore | None = None
    failure: str = ""

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, FactSheet]:
        """The facts of then, in the order asked."""
        if self.failure:
            raise failure_of(self.failure)
        others = {item: source for item, source in sources.items() if item not in self.slate}
        today = await self.inner.of(others, locale) if others and self.inner is not None else {}
        known = {**self.sheets, **today}
        return {item: known[item] for item in sources if item in known}


@dataclass(frozen=True, slots=True, eq=False)
class RecordedLive:
    """The snapshot that a decision names, with what was wrong with the index then.

    Attributes:
        named: the snapshot.
        troubles: as recorded.
    """

    named: Snapshot
    troubles: tuple[Degradation, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot of the decision."""
        return self.named

    def degradations(self) -> Sequence[Degradation]:
        """What was wrong then."""
        return self.troubles

    async def refresh(self, now: EpochMs) -> int:
        """The past does not change."""
        return 0


def neighbours_of(heard: Mapping[str, Any]) -> RecordedNeighbours:
    """The recorded neighbours."""
    answers = [(source, ids) for source, ids in heard["neighbours"]]
    return RecordedNeighbours(answers, heard["failures"].get("index", ""))


def catalogue_of(inner: Catalogue, heard: Mapping[str, Any]) -> Catalogue:
    """The catalogue as a request may read it."""
    return cast(Catalogue, RecordedItems(inner, heard["failures"].get("catalogue", "")))
