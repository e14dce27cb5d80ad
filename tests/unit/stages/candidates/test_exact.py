"""Nearest neighbours over the snapshot, for when the index cannot be asked."""

import numpy as np

from frankly.domain.situation import VectorQuery
from frankly.stages.candidates.exact import nearest
from tests.unit.stages.shop import shop

SHOP = shop("a", "b", "c", "d", vectors=[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.6, 0.8]])


def asked(x: float, y: float, limit: int) -> list[str]:
    (answer,) = nearest(SHOP, [VectorQuery("content", np.array([x, y], np.float32), limit)])
    return list(answer.item_ids)


def test_the_nearest_come_first_and_items_without_vector_never() -> None:
    assert asked(1, 0, 10) == ["a", "d", "b"]
    assert asked(0, 1, 2) == ["b", "d"]


def test_equally_near_ones_stand_by_row() -> None:
    twins = shop("a", "b", "c", vectors=[[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    (answer,) = nearest(twins, [VectorQuery("content", np.array([1, 0], np.float32), 2)])
    assert answer.item_ids == ("b", "c")


def test_each_question_gets_its_answer_and_an_empty_catalogue_none() -> None:
    questions = [VectorQuery(name, np.array([1, 0], np.float32), 1) for name in ("content", "search_match")]
    assert [answer.source for answer in nearest(SHOP, questions)] == ["content", "search_match"]
    assert [answer.item_ids for answer in nearest(shop("a", vectors=[[0.0, 0.0]]), questions)] == [(), ()]
    assert nearest(SHOP, []) == []
