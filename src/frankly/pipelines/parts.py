"""The parts that the use cases work with. Built by `bootstrap`, replaced by fakes in tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from frankly.domain.degradation import Degradation
from frankly.domain.policies import Policies
from frankly.domain.snapshot import Snapshot
from frankly.domain.time import EpochMs
from frankly.ports.catalogue import Catalogue
from frankly.ports.clock import Clock
from frankly.ports.corrections import CorrectionStore
from frankly.ports.decisions import DecisionStore
from frankly.ports.embedder import Embedder
from frankly.ports.events import EventStore
from frankly.ports.index import VectorIndex
from frankly.ports.people import PeopleStore
from frankly.ports.verifier import Verifier
from frankly.stages.writing.wordings import Wordings


class Live(Protocol):
    """The live view of the catalogue (see `pipelines.indexing.LiveIndex`)."""

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        ...

    def degradations(self) -> Sequence[Degradation]:
        """What is wrong with the index at this moment."""
        ...

    async def refresh(self, now: EpochMs) -> int:
        """Take up changes of the catalogue; returns how many."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Everything that a use case may call.

    Attributes:
        catalogue: items.
        events: acts.
        people: facts, consent, acts of one person.
        decisions: log of answers.
        corrections: what people said of explanations.
        index: nearest items.
        embedder: text to vectors, for search words.
        live: the newest snapshot.
        verifier: the gate for text.
        wordings: what templates say.
        policies: surfaces, segments, roles, labels.
        clock: used by doors to learn `now`.
        holdout_salt: salt of the stable holdout assignment.
        history_limit: newest acts that a request looks at.
        engine: version of the program.
        exact_items: catalogues of up to so many items are searched by scanning all vectors; above, by the index.
    """

    catalogue: Catalogue
    events: EventStore
    people: PeopleStore
    decisions: DecisionStore
    corrections: CorrectionStore
    index: VectorIndex
    embedder: Embedder
    live: Live
    verifier: Verifier
    wordings: Wordings
    policies: Policies
    clock: Clock
    holdout_salt: str
    history_limit: int
    engine: str
    exact_items: int = 0
