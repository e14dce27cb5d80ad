"""The retrieval benchmark over a small shop: what it asks, and what it counts."""

from collections.abc import Sequence

import numpy as np
import pytest

from frankly.bench import commands
from frankly.bench.speed import retrieval
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.situation import Neighbours, VectorQuery
from frankly.errors import Invalid


def test_the_index_of_a_small_shop_finds_what_the_scan_finds() -> None:
    report = commands.retrieval([400], requests=10)
    names = {"recall200", "chroma_ms", "exact_ms", "vectors"}
    assert set(report.figures) == {f"retrieval.{name}.400{kind}" for name in names for kind in ("", ".clustered")}
    assert report.figures["retrieval.recall200.400"] > 0.98
    assert report.figures["retrieval.recall200.400.clustered"] > 0.98
    assert 1 <= report.figures["retrieval.vectors.400"] <= 4
    assert report.figures["retrieval.vectors.400.clustered"] == 4
    assert all(value > 0 for value in report.figures.values())


def test_what_the_index_misses_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    real = retrieval.nearest

    def other_half(snapshot: Snapshot, asked: Sequence[VectorQuery]) -> list[Neighbours]:
        found = real(snapshot, asked)
        return [Neighbours(one.source, tuple(one.item_ids[:100]) + tuple("x" * 100)) for one in found]

    monkeypatch.setattr(retrieval, "nearest", other_half)
    assert commands.retrieval([400], requests=10).figures["retrieval.recall200.400"] < 0.55


def test_vectors_stand_in_clusters_and_questions_within_them() -> None:
    asked = retrieval._clusters(2000, 3, seed=1)
    vectors = asked.snapshot.vectors / 32767
    assert np.allclose((vectors * vectors).sum(axis=1), 1, atol=1e-3)
    likeness = np.sort(vectors @ asked.questions[0][0].vector)[::-1]
    # A fifteenth part of the catalogue is of the question's cluster; the next item is far off.
    assert likeness[20] > 0.6
    assert likeness[400] < 0.5


@pytest.mark.parametrize("given", [{"items": []}, {"items": [100]}, {"items": [1000], "requests": 3}])
def test_measurements_that_mean_nothing_are_refused(given: dict[str, list[int]]) -> None:
    with pytest.raises(Invalid):
        commands.retrieval(**given)  # type: ignore[arg-type]
