"""Notes what the ports answered during one request: with it and the record alone the same request can be made again.

The wrappers answer exactly what the real ports answer; they only write down what is no pure function of the inputs.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.degradation import Degradation
from frankly.domain.canonical import Plain
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import Cause
from frankly.domain.item import Item
from frankly.domain.model.fault import ReplyFault
from frankly.domain.person.profile import PersonRecord
from frankly.domain.saying.fact import FactSheet
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.situation import Neighbours, VectorQuery
from frankly.errors import DependencyError
from frankly.pipelines.assisting.hearing import HeardCall, HeardModel
from frankly.pipelines.assisting.vote.trusting import HeardVotes
from frankly.pipelines.parts import Assistant, Parts
from frankly.ports.catalogue import Catalogue
from frankly.ports.facts import FactStore
from frankly.ports.people import PeopleStore
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import VectorIndex
from frankly.ports.verifier import Bearing, Verifier

_GROUND_SLOT: Final = re.compile(r"\{(g\d+)\.")


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One sentence that the verifier was shown.

    Attributes:
        about: the item that it is about; None for a line above the slate.
        draft: the sentence.
        causes: what the evidence that it cites and its grounds were to the item then, by id.
        outcome: the proved text, or the refusal.
    """

    about: Item | None
    draft: DraftSentence
    causes: Mapping[str, Cause]
    outcome: VerifiedText | Refused


@dataclass(slots=True, eq=False)
class Heard:
    """What the ports answered, and which sentences the verifier was shown.

    Attributes:
        failures: port (`people`, `embedder`, `index`, `catalogue`, `facts`) → code or name of its failure.
        vectors: words being searched for → their vector; None where there was no embedder to ask.
        index: `scan` where the snapshot's vectors were compared, `index` where the index was asked, empty for neither.
        live: what was wrong with the index at that moment.
        items: ids of the items that were read for the text.
        sheets: item → its facts, as they were answered; the record keeps them beside it, by their hash.
        drafts: each sentence that the verifier was shown.
        model: whether a language model was `asked`, or still `warming`; empty where none was wanted.
        calls: content of a call → what the model replied.
        late: what the model was asked for and did not give in time.
        left: what nobody waited for: the order of a slate that was sent, what was under way when the listener went.
        faults: task → what was wrong with the model's replies.
        vote: how far the model's vote was trusted; empty where nobody looked.
    """

    failures: dict[str, str] = field(default_factory=dict)
    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    index: str = ""
    live: tuple[Degradation, ...] = ()
    items: tuple[str, ...] = ()
    sheets: dict[str, FactSheet] = field(default_factory=dict)
    drafts: list[Shown] = field(default_factory=list)
    model: Literal["", "asked", "warming"] = ""
    calls: dict[str, HeardCall] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    faults: Mapping[str, Sequence[ReplyFault]] = field(default_factory=dict)
    vote: dict[str, str] = field(default_factory=dict)

    def asked(self, model: Literal["asked", "warming"]) -> "Heard":
        """The same, of an answer for which a language model is wanted."""
        return replace(self, model=model, calls={}, vote={})

    def by_now(self, late: Set[str], under_way: Set[str], faults: Mapping[str, Sequence[ReplyFault]]) -> "Heard":
        """The same of one state of the answer: what comes later is no part of it."""
        return replace(
            self,
            calls=dict(self.calls),
            vote=dict(self.vote),
            late=tuple(sorted(late)),
            left=tuple(sorted({*self.left, *under_way})),
            faults=faults,
        )

    def anew(self) -> "Heard":
        """The same, with no sentence shown to the verifier yet: the slate is told again."""
        return replace(self, sheets=dict(self.sheets), failures=dict(self.failures), drafts=[])

    def over_model(self, assistant: Assistant, background_ms: int) -> Assistant:
        """The same assistant, with what its model replies, and how far its vote is trusted, written down here."""
        votes = None if assistant.votes is None else HeardVotes(assistant.votes, self.vote)
        return replace(assistant, model=HeardModel(assistant.model, self.calls, background_ms), votes=votes)

    def over(self, parts: Parts) -> Parts:
        """The same parts, with what they answer written down here."""
        return replace(
            parts,
            people=cast(PeopleStore, _People(parts.people, self)),
            embedder=cast(Embedder, _Words(parts.embedder, self)),
            index=cast(VectorIndex, _Index(parts.index, self)),
            catalogue=cast(Catalogue, _Items(parts.catalogue, self)),
            verifier=cast(Verifier, _Gate(parts.verifier, self)),
            scan=_Scan(parts, self),
            facts=None if parts.facts is None else cast(FactStore, _Facts(parts.facts, self)),
        )

    def as_plain(self, answers: Sequence[Neighbours]) -> dict[str, Plain]:
        """As canonical data, with the neighbours that were found."""
        return {
            "failures": dict(self.failures),
            "vectors": {words: vector.astype("<f4").tobytes().hex() for words, vector in self.vectors.items()},
            "index": self.index,
            "live": [degradation.model_dump(mode="json") for degradation in self.live],
            "neighbours": [[found.source, found.item_ids] for found in answers],
            "items": self.items,
            **self._of_model(),
        }

    def _of_model(self) -> dict[str, Plain]:
        """What the model replied; nothing where none was wanted, so that such records stay as they are."""
        if not self.model:
            return {}
        calls: dict[str, Plain] = {content: call.as_plain() for content, call in self.calls.items()}
        faults: dict[str, Plain] = {task: [fault.value for fault in found] for task, found in self.faults.items()}
        told: dict[str, Plain] = {"state": self.model, "calls": calls, "late": list(self.late), "faults": faults}
        told |= {"left": list(self.left)} if self.left else {}
        return {"model": told | ({"vote": dict(self.vote)} if self.vote else {})}


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    inner: PeopleStore
    heard: Heard

    async def read(self, key: str, **asked: Any) -> PersonRecord:
        try:
            return await self.inner.read(key, **asked)
        except DependencyError as error:
            self.heard.failures["people"] = error.code
            raise


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    inner: Embedder
    heard: Heard

    @property
    def fingerprint(self) -> str:
        return self.inner.fingerprint

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            vectors = await self.inner.embed(texts)
        except (DependencyError, TimeoutError) as error:
            self.heard.failures["embedder"] = type(error).__name__
            raise
        except asyncio.CancelledError:
            # Whoever waits has lost patience, and goes on as after a timeout.
            self.heard.failures["embedder"] = TimeoutError.__name__
            raise
        self.heard.vectors.update(zip(texts, vectors, strict=True))
        return vectors


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    inner: VectorIndex
    heard: Heard

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        self.heard.index = "index"
        try:
            return await self.inner.query(vectors, limit)
        except DependencyError as error:
            self.heard.failures["index"] = error.code
            raise


@dataclass(frozen=True, slots=True, eq=False)
class _Scan:
    parts: Parts
    heard: Heard

    def __call__(self, snapshot: Snapshot, asked: Sequence[VectorQuery]) -> list[Neighbours]:
        self.heard.index = "scan"
        return self.parts.scan(snapshot, asked)


@dataclass(frozen=True, slots=True, eq=False)
class _Items:
    inner: Catalogue
    heard: Heard

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> dict[str, Item]:
        self.heard.items = tuple(ids)
        try:
            return await self.inner.get_many(ids, at=at)
        except DependencyError as error:
            self.heard.failures["catalogue"] = error.code
            raise


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    inner: FactStore
    heard: Heard

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, FactSheet]:
        try:
            found = await self.inner.of(sources, locale)
        except DependencyError as error:
            self.heard.failures["facts"] = error.code
            raise
        self.heard.sheets.update(found)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Gate:
    inner: Verifier
    heard: Heard

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        outcome = self.inner.verify(draft, bearing)
        # Looked up now: what a ground is to an item is found when it is asked for, and later nobody could.
        names = (*draft.evidence, *grounds_in(draft))
        causes = {name: cause for name in names if (cause := bearing.causes.get(name)) is not None}
        self.heard.drafts.append(Shown(bearing.item, draft, causes, outcome))
        return outcome


def grounds_in(draft: DraftSentence) -> list[str]:
    """Names of the grounds that a sentence has slots of."""
    return list(dict.fromkeys(_GROUND_SLOT.findall(draft.text))) if "{g" in draft.text else []
