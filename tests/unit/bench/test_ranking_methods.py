"""The methods: EASE against a plain inverse, item–item against its formula, ours against the product's own ledger."""

import math
from pathlib import Path

import numpy as np
import pytest

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.bench.ranking.methods import (
    EASE_LAMBDA,
    World,
    ease,
    item_item,
    ours,
    ours_slate,
    popularity,
    situation_of,
)
from frankly.bench.ranking.run import build_world, load, run
from frankly.bench.ranking.split import Question, Split
from frankly.domain.surface import Surface
from frankly.stages.candidates.find import find

LINES = (
    "1 a b c d e f",
    "2 a b c e",
    "3 b c d a",
    "4 c d e f a b",
    "5 d e a b",
    "6 a c e b d",
    "7 f a b c",
    "8 b d f a c",
    "9 e f b a",
)
SURFACE = Surface.model_validate(
    {
        "name": "home",
        "size": 4,
        "sources": {
            "item_item": {"weight": 2, "limit": 100},
            "transitions": {"weight": "1.5", "limit": 100},
            "popular": {"weight": "0.4", "limit": 100},
        },
        "filters": {"consumed": []},
        "diversity": {"mmr_lambda": 1, "outside_share": 0, "max_per_creator": None},
    }
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "letters.txt"
    path.write_text("\n".join(LINES) + "\n")
    return path


async def world_of(file: Path) -> tuple[World, Split]:
    data, split = load(file, "sequence", "letters")
    return await build_world(data, split, SURFACE, LsaEmbedder()), split


def dense(world: World) -> np.ndarray:
    return np.asarray(world.matrix.toarray(), np.float64)


async def test_the_matrix_holds_training_alone(file: Path) -> None:
    world, _ = await world_of(file)
    rows = [[world.snapshot.row_of[item] for item in line.split()[1:-2]] for line in LINES]
    expected = np.zeros((len(LINES), 6))
    for person, acted in enumerate(rows):
        expected[person, acted] = 1
    assert dense(world).tolist() == expected.tolist()


async def test_ease_equals_a_plain_inverse(file: Path) -> None:
    world, split = await world_of(file)
    gram = dense(world).T @ dense(world) + EASE_LAMBDA * np.eye(6)
    inverse = np.linalg.inv(gram)
    weights = np.eye(6) - inverse / np.diag(inverse)
    score = ease(world)
    for question in split.questions:
        expected = weights[world.rows(question.history)].sum(axis=0)
        assert score(question) == pytest.approx(expected, abs=1e-5)


async def test_ease_gives_an_item_no_weight_for_itself(file: Path) -> None:
    world, _ = await world_of(file)
    alone = Question("x", [(1, "a", 7, 1)], frozenset("b"), 2)
    assert ease(world)(alone)[world.snapshot.row_of["a"]] == 0


async def test_item_item_is_a_sum_of_cosines(file: Path) -> None:
    world, split = await world_of(file)
    matrix = dense(world)
    counts = matrix.sum(axis=0)
    together = matrix.T @ matrix
    question = split.questions[3]
    for row in range(6):
        known = world.rows(question.history).tolist()
        expected = sum(together[other, row] / math.sqrt(counts[other] * counts[row]) for other in known)
        assert item_item(world)(question)[row] == pytest.approx(expected, abs=1e-6)


async def test_popularity_counts_people_and_gives_each_question_its_own_copy(file: Path) -> None:
    world, split = await world_of(file)
    score = popularity(world)
    first = score(split.questions[0])
    assert first.tolist() == dense(world).sum(axis=0).tolist()
    first[:] = -np.inf
    assert np.isfinite(score(split.questions[1])).all()


async def test_ours_equals_the_ledger_that_a_request_would_have(file: Path) -> None:
    world, split = await world_of(file)
    for question in split.questions:
        ledger = find(situation_of(world, question), ()).ledger
        whole = ours(world)(question)
        assert ledger.rows.tolist()
        assert whole[ledger.rows].tolist() == ledger.scores().tolist()


async def test_the_slate_holds_the_best_of_ours_that_were_not_acted_on(file: Path) -> None:
    world, split = await world_of(file)
    question = next(question for question in split.questions if len(question.history) == 3)
    places = ours_slate(world)(question)
    shown = np.flatnonzero(places > 0)
    known = world.rows(question.history)
    assert not set(shown.tolist()) & set(known.tolist())
    scores = ours(world)(question)
    assert len(shown) == 3
    assert np.argsort(-places)[:3].tolist() == sorted(shown.tolist(), key=lambda row: (-scores[row], row))


async def test_a_run_reports_every_metric_with_the_rules_and_the_hash_of_its_file(file: Path) -> None:
    report = await run(file, "sequence", "letters", SURFACE, LsaEmbedder())
    names = {"ndcg10", "hr10", "coverage", "novelty", "popularity_lift"}
    methods = {"popularity", "item_item", "ease", "ours", "ours_slate"}
    assert set(report.figures) == {f"ranking.letters.{method}.{name}" for method in methods for name in names}
    assert all(np.isfinite(value) for value in report.figures.values())
    assert [len(digest) for digest in report.data.values()] == [64]
    assert any("mid-ranked" in note for note in report.notes)
    assert any("leave-one-out" in note for note in report.notes)
