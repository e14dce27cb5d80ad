"""The methods: EASE against a plain inverse, item–item against its formula, ours against the product's own ledger."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.bench.ranking.data import BOUGHT, RATED
from frankly.bench.ranking.methods import EASE_LAMBDA, ease, item_item, popularity
from frankly.bench.ranking.ours import ours, ours_slate, situation_of
from frankly.bench.ranking.sets import load, split_of
from frankly.bench.ranking.world import World, build_world
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.surface import Surface
from frankly.measure.ranking.protocols import Act, Question, Split
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
    data = load(file, "sequence", "letters")
    split = split_of(data, "sequence")
    return await build_world(data, split, SURFACE, TrainingPolicy(), LsaEmbedder()), split


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
        expected = weights[world.liked_rows(question.history)].sum(axis=0)
        assert score(question) == pytest.approx(expected, abs=1e-5)


async def test_ease_gives_an_item_no_weight_for_itself(file: Path) -> None:
    world, _ = await world_of(file)
    alone = Question("x", [Act(1, "a", BOUGHT)], frozenset("b"), 2, frozenset("a"))
    assert ease(world)(alone)[world.snapshot.row_of["a"]] == 0


async def test_item_item_is_a_sum_of_cosines(file: Path) -> None:
    world, split = await world_of(file)
    matrix = dense(world)
    counts = matrix.sum(axis=0)
    together = matrix.T @ matrix
    question = split.questions[3]
    for row in range(6):
        known = world.liked_rows(question.history).tolist()
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
    known = world.liked_rows(question.history)
    assert not set(shown.tolist()) & set(known.tolist())
    scores = ours(world)(question)
    assert len(shown) == 3
    assert np.argsort(-places)[:3].tolist() == sorted(shown.tolist(), key=lambda row: (-scores[row], row))


async def test_a_low_rating_speaks_for_nothing(file: Path) -> None:
    world, _ = await world_of(file)
    acts = [Act(1, "a", RATED, 5), Act(2, "b", RATED, 3), Act(3, "c", BOUGHT, 1)]
    liked = [world.snapshot.item_ids[row] for row in world.liked_rows(acts).tolist()]
    assert liked == ["a", "c"]


async def test_a_person_without_a_history_gets_the_same_from_the_plain_methods(file: Path) -> None:
    world, _ = await world_of(file)
    nobody = Question("x", [], frozenset("b"), 2, frozenset())
    for method in (item_item, ease):
        assert method(world)(nobody).tolist() == [0.0] * 6


async def test_candidates_that_a_file_names_are_what_the_slate_is_made_of(file: Path) -> None:
    world, split = await world_of(file)
    question = replace(split.questions[0], masked=frozenset("a"), candidates=("a", "b", "f"))
    shown = np.flatnonzero(ours_slate(world)(question) > 0)
    assert {world.snapshot.item_ids[row] for row in shown.tolist()} == {"b", "f"}
