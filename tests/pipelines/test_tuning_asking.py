"""What the search scores is what the product would score."""

from dataclasses import replace

import numpy as np
import pytest

from frankly.bench.ranking.ours import ledger_of
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS
from frankly.errors import Invalid
from frankly.measure.ranking.accuracy import ndcg
from frankly.measure.ranking.protocols import Act, Question
from frankly.measure.ranking.ranks import mid_ranks
from frankly.measure.tuning.blend import Setting
from frankly.measure.tuning.search import score
from frankly.pipelines.tuning.asking import Asker, number_of, situation_of, tuned_sources
from frankly.pipelines.tuning.learning import blend_of, numbers, with_blend
from tests.snapshots import NOW, items, snapshot_of

SOURCES = {
    "content": {"weight": 0.3},
    "because_you_liked": {"weight": 0.2},
    "item_item": {"weight": 2, "half_life_days": 30, "lag_power": 0.5},
    "transitions": {"weight": 1, "lag_power": 1},
    "popular": {"weight": 0.2},
    "popular_in_category": {"weight": 0.1},
    "trending": {"weight": 0.1},
    "new": {"weight": 0.4},
    "stated_interests": {"weight": 1},
}


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(items(60), with_statistics=True)


@pytest.fixture(scope="module")
def surface() -> Surface:
    return Surface.model_validate({"name": "page", "half_life_days": 20, "sources": SOURCES})


def questions(number: int) -> list[Question]:
    draws = np.random.default_rng(5)
    kinds = [EVENT_CODES[kind] for kind in (EventKind.VIEW, EventKind.PURCHASE, EventKind.LIKE, EventKind.DISLIKE)]
    asked = []
    for person in range(number):
        rows = draws.permutation(60)
        ages = np.sort(draws.integers(0, 90, draws.integers(2, 9)))[::-1]
        history = [
            Act(NOW - int(age) * DAY_MS, f"i{row:03}", kinds[draws.integers(0, 3) if place else 1])
            for place, (age, row) in enumerate(zip(ages, rows, strict=False))
        ]
        masked = frozenset(act.item for act in history)
        truth = frozenset(f"i{row:03}" for row in rows[20 : 20 + draws.integers(1, 4)])
        asked.append(Question(f"p{person}", history, truth, NOW, masked))
    return asked


def product(snapshot: Snapshot, surface: Surface, question: Question) -> float:
    """NDCG@10 of the product's own ledger over the whole catalogue."""
    scores = ledger_of(situation_of(snapshot, surface, question)).scores().astype(np.float64)
    scores[[snapshot.row_of[item] for item in question.masked]] = -np.inf
    truth = np.array(sorted(snapshot.row_of[item] for item in question.truth), np.int64)
    return ndcg(mid_ranks(scores, truth))


BLENDS = [
    {},
    {"item_item": Setting(1.0, 7, 0.0), "transitions": Setting(0.0, 60, 0.0)},
    {"content": Setting(0.0), "because_you_liked": Setting(0.0), "item_item": Setting(0.5, 3650, 1.5)},
]


@pytest.mark.parametrize("change", BLENDS)
def test_questions_score_like_the_product(snapshot: Snapshot, surface: Surface, change: dict[str, Setting]) -> None:
    asked = questions(60)
    blend = blend_of(surface) | change
    fast = score([Asker(snapshot, surface, 0).ask("window", asked)], blend)[0]
    exact = [product(snapshot, with_blend(surface, blend), question) for question in asked]
    assert np.mean(exact) > 0.02
    assert np.allclose(fast, exact, atol=1e-6)


def test_a_blend_of_a_surface_goes_there_and_back(surface: Surface) -> None:
    blend = blend_of(surface)
    assert list(blend) == tuned_sources(surface)
    assert "stated_interests" not in blend
    assert blend["item_item"] == Setting(2.0, 30, 0.5)
    assert blend["transitions"] == Setting(1.0, 20, 1.0)
    changed = blend | {"item_item": Setting(0.25, 7, 0.4), "content": Setting(0.123)}
    assert numbers(blend, changed) == {
        "item_item": {"weight": 0.25, "half_life_days": 7, "lag_power": 0.4},
        "content": {"weight": 0.123},
    }
    again = with_blend(surface, changed)
    assert blend_of(again)["item_item"] == changed["item_item"]
    assert again.sources["stated_interests"] == surface.sources["stated_interests"]


def test_items_that_may_not_be_shown_are_in_no_pool(snapshot: Snapshot, surface: Surface) -> None:
    dead = replace(snapshot, alive=np.arange(60) >= 30)
    asked = Asker(dead, surface, 0).ask("window", questions(20))
    assert asked.open.sum(axis=1).max() <= 30
    assert not asked.truth[~asked.open].any()


def test_nobody_to_ask_is_told(snapshot: Snapshot, surface: Surface) -> None:
    act = Act(NOW - DAY_MS, "i001", EVENT_CODES[EventKind.DISLIKE])
    with pytest.raises(Invalid, match="Nobody can be asked in 'window'"):
        Asker(snapshot, surface, 0).ask("window", [Question("p1", [act], frozenset({"i002"}), NOW, frozenset())])


def test_a_persons_number_tells_nothing_and_changes_with_the_seed() -> None:
    assert number_of("p1", 0) == number_of("p1", 0) != number_of("p1", 1)
    odd = sum(number_of(f"p{person}", 0) & 1 for person in range(1000))
    assert 400 < odd < 600
