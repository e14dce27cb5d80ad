"""What a request reads from the world: the person, the words' vector, the index's neighbours. Each may fail alone."""

import asyncio
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.answering.request import InlineProfile, RecommendationRequest
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.event import session_key
from frankly.domain.person.history import history_of
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.situation import Neighbours, Situation, VectorQuery
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import DependencyError
from frankly.pipelines.parts import Parts
from frankly.stages.profile.infer import fact_id

EMBED_PATIENCE_S: Final = 2.0
"""So long a search waits for the vector of its words from a remote embedder; then titles and labels must do."""

_UNREAD: Final = Consent(
    purposes=dict.fromkeys(set(Purpose) - {Purpose.EXPLAIN}, False),
    evidence=dict.fromkeys(EvidenceGroup, False),
    at=EpochMs(0),
    origin="request",
)
"""Stands in for a decision that cannot be read now: it may have been a refusal, so nothing of the person is used."""


def key_of(request: RecommendationRequest) -> str | None:
    """Key of whoever asks: the person, else the session; None in stateless mode and for nobody."""
    if request.profile is not None:
        return None
    if request.person is not None:
        return request.person
    return session_key(request.session) if request.session is not None else None


async def read_person(
    parts: Parts, request: RecommendationRequest, surface: Surface, now: int
) -> tuple[PersonRecord, list[Degradation]]:
    """The person's record: inline, stored, or empty. When the store fails the answer goes on without a profile."""
    if request.profile is not None:
        return _inline(request.profile, now), []
    key = key_of(request)
    if key is None:
        return PersonRecord(None), []
    policy = surface.filters
    since = EpochMs(now - policy.impressions_days * DAY_MS) if policy.max_impressions else None
    try:
        return await parts.people.read(key, history_limit=parts.history_limit, seen_since=since), []
    except DependencyError as error:
        return PersonRecord(None, consent=_UNREAD), [
            Degradation(code=DegradationCode.STORE_UNAVAILABLE, part="people", detail=error.code)
        ]


def _inline(profile: InlineProfile, now: int) -> PersonRecord:
    facts = tuple(
        Fact(**said.model_dump(), id=fact_id("stated", said), status="stated", origin="request", at=EpochMs(now))
        for said in profile.facts
    )
    events = sorted(profile.events, key=lambda event: (event.at, event.id))
    said = profile.consent
    consent = Consent(**said.model_dump(), at=EpochMs(now), origin="request") if said is not None else None
    return PersonRecord("inline", facts, consent, history_of(events), is_known=True)


async def embed_words(
    parts: Parts, request: RecommendationRequest, surface: Surface
) -> tuple[dict[str, NDArray[np.float32]], list[Degradation]]:
    """The vector of the words being searched for, where the surface searches."""
    words = request.context.query
    if words is None or "search_match" not in surface.sources or not parts.embedder.fingerprint:
        return {}, []
    try:
        async with asyncio.timeout(EMBED_PATIENCE_S):
            return {words: (await parts.embedder.embed([words]))[0]}, []
    except (DependencyError, TimeoutError) as error:
        detail = f"no vector of the words ({type(error).__name__}); titles and labels are searched"
        return {}, [Degradation(code=DegradationCode.SOURCE_FAILED, part="search_match", detail=detail)]


async def ask_index(
    parts: Parts, situation: Situation, asked: Sequence[VectorQuery]
) -> tuple[list[Neighbours], list[Degradation]]:
    """Neighbours of the sources' vectors, by a scan of the snapshot where that is faster than asking the index.

    The scan also stands in when the index cannot answer; then a degradation says so.
    """
    if not asked:
        return [], []
    if len(situation.snapshot) <= parts.exact_items:
        return parts.scan(situation.snapshot, asked), []
    vectors = np.stack([question.vector for question in asked])
    limit = max(question.limit for question in asked)
    try:
        answers = await parts.index.query(vectors, limit)
    except DependencyError as error:
        degradation = Degradation(code=DegradationCode.INDEX_UNAVAILABLE, part="exact scan instead", detail=error.code)
        return parts.scan(situation.snapshot, asked), [degradation]
    return [
        Neighbours(question.source, tuple(ids[: question.limit])) for question, ids in zip(asked, answers, strict=True)
    ], []
