"""How well and how fast the index finds what an exact scan finds, by size of catalogue.

Asked is what requests ask: the queries of the `home` surface for people with 500 acts, at most four vectors each, over
the synthetic shop's texts. A second set of vectors is drawn in clusters, which graph indexes find hardest.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.adapters.chroma.connection import EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.adapters.embedders.lsa import DIMENSIONS, LsaEmbedder
from frankly.bench.filling import in_batches
from frankly.bench.report import Report
from frankly.bench.synthetic import Shop
from frankly.bench.timing import percentile
from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.snapshot import LEVELS, Snapshot
from frankly.domain.ids import ItemId
from frankly.domain.person.consent import EvidenceGroup, Purpose, Scope
from frankly.domain.person.history import history_of
from frankly.domain.person.profile import PersonRecord
from frankly.domain.seed import Seed
from frankly.domain.situation import Situation, VectorQuery
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.ports.searching.index import VectorIndex
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import MOST_QUERIES, queries
from frankly.stages.candidates.sources.content import ANSWERS
from frankly.stages.profile.build import build
from frankly.stages.snapshot.build import SnapshotBuilder, empty_snapshot

ACTS: Final = 500
"""Acts of the people whose queries are sent."""

WARM_UP: Final = 20
CLUSTER: Final = 200
"""Vectors of one cluster."""

SPREAD: Final = 0.6
"""Length of what parts a vector from its cluster's middle, which has length 1."""

NOW: Final = 20_000 * DAY_MS
"""The moment of every question; only differences to it count."""

Say = Callable[[str], None]
Question = Sequence[VectorQuery]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A catalogue of vectors and what is asked of it.

    Attributes:
        snapshot: whose vectors are searched.
        questions: what one request each asks.
    """

    snapshot: Snapshot
    questions: Sequence[Question]


async def measure(sizes: Sequence[int], requests: int, surface: Surface, seed: int, say: Say) -> Report:
    """Measure every size, in a fresh index of its own.

    Args:
        sizes: numbers of items.
        requests: how many are asked.
        surface: whose sources ask.
        seed: of catalogue, people and clusters.
        say: told what is going on.

    Returns:
        Figures `retrieval.recall200.<items>`, `retrieval.chroma_ms.<items>`, `retrieval.exact_ms.<items>`; those of
        the clusters end in `.clustered`.
    """
    config = {"items": list(sizes), "requests": requests, "seed": seed, "surface": surface.name, "limit": ANSWERS}
    report = Report(config=config)
    for size in sizes:
        say(f"{size:,} items: embedding a synthetic shop")
        shop = await _shop(Shop(size, seed, NOW), surface, WARM_UP + requests)
        say(f"{size:,} items: asking the index and the exact scan")
        report.figures |= await _compared(shop, str(size))
        say(f"{size:,} items: the same over vectors in clusters")
        report.figures |= await _compared(_clusters(size, WARM_UP + requests, seed), f"{size}.clustered")
    report.notes.append(
        f"times are medians over requests of at most {MOST_QUERIES} vectors; recall is that of each vector's {ANSWERS} "
        "nearest, found by comparing with every vector"
    )
    return report


async def _compared(asked: Asked, name: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
        index = ChromaIndex(EmbeddedChroma(Path(folder)))
        try:
            await _fill(index, asked.snapshot)
            return await _figures(index, asked, name)
        finally:
            await index.close()


async def _fill(index: VectorIndex, snapshot: Snapshot) -> None:
    await index.open()
    await index.recreate("bench", snapshot.vectors.shape[1])
    for rows in in_batches(np.flatnonzero(snapshot.has_vector).tolist()):
        vectors = (snapshot.vectors[rows] / LEVELS).astype(np.float32)
        await index.upsert([str(snapshot.item_ids[row]) for row in rows], vectors)


async def _figures(index: VectorIndex, asked: Asked, name: str) -> dict[str, float]:
    by_index: list[float] = []
    by_scan: list[float] = []
    found: list[float] = []
    for question in asked.questions:
        vectors, limit = np.stack([one.vector for one in question]), max(one.limit for one in question)
        started = time.perf_counter()
        answers = await index.query(vectors, limit)
        between = time.perf_counter()
        exact = nearest(asked.snapshot, question)
        by_index.append((between - started) * 1000)
        by_scan.append((time.perf_counter() - between) * 1000)
        found += [
            len(set(answer[: one.limit]) & set(truth.item_ids)) / max(len(truth.item_ids), 1)
            for one, answer, truth in zip(question, answers, exact, strict=True)
        ]
    return {
        f"retrieval.recall200.{name}": round(float(np.mean(found)), 5),
        f"retrieval.chroma_ms.{name}": percentile(by_index[WARM_UP:], 0.5),
        f"retrieval.exact_ms.{name}": percentile(by_scan[WARM_UP:], 0.5),
        f"retrieval.vectors.{name}": round(len(found) / len(asked.questions), 2),
    }


async def _shop(shop: Shop, surface: Surface, requests: int) -> Asked:
    """The synthetic shop through the default embedder, and what its people's requests ask."""
    embedder = LsaEmbedder()
    embedder.fit([item.text() for item in shop.catalogue()])
    builder = SnapshotBuilder(embedder.fingerprint)
    for items in in_batches(shop.catalogue()):
        builder.add(items, await embedder.embed([item.text() for item in items]))
    snapshot = builder.finish(0)
    return Asked(snapshot, list(_questions(shop, snapshot, surface, requests)))


def _questions(shop: Shop, snapshot: Snapshot, surface: Surface, requests: int) -> Iterator[Question]:
    everything = Scope(frozenset(Purpose), frozenset(EvidenceGroup), frozenset(), "person")
    context = RequestContext()
    number = 0
    while requests:
        record = PersonRecord(f"p{number}", history=history_of(shop.acts(f"p{number}", ACTS)), is_known=True)
        profile = build(record, everything, context, snapshot, surface, shop.now)
        asked, _ = queries(Situation(EpochMs(shop.now), Seed(0), everything, profile, context, snapshot, surface))
        number += 1
        if asked:
            requests -= 1
            yield asked


def _clusters(size: int, requests: int, seed: int) -> Asked:
    """Vectors around middles, and as many questions as a request may have: each a mean of three of a cluster."""
    rng = np.random.default_rng([seed, size])
    middles = _unit(rng.standard_normal((max(size // CLUSTER, 4), DIMENSIONS)))
    of = rng.integers(0, len(middles), size)
    parted = rng.standard_normal((size, DIMENSIONS)) * (SPREAD / np.sqrt(DIMENSIONS))
    vectors = _unit(middles[of] + parted)
    snapshot = replace(
        empty_snapshot(),
        item_ids=tuple(ItemId(f"i{row}") for row in range(size)),
        vectors=np.rint(vectors * LEVELS).astype(np.int16),
        has_vector=np.ones(size, np.bool_),
    )
    questions: list[Question] = []
    for _ in range(requests):
        wanted = rng.integers(0, len(middles), MOST_QUERIES).tolist()
        drawn = [vectors[rng.choice(np.flatnonzero(of == cluster), 3)].mean(axis=0) for cluster in wanted]
        questions.append([VectorQuery("content", _unit(one[None])[0].astype(np.float32), ANSWERS) for one in drawn])
    return Asked(snapshot, questions)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
