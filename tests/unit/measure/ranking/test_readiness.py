"""Which rung of the ladder made-up shops carry, where it is known how their people choose."""

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.domain.deciding.training import ActColumns
from frankly.domain.time import DAY_MS
from frankly.measure.ranking.readiness import LEAST_ASKED, Rung, readiness, set_aside

ITEMS = 200
PEOPLE = 600
GROUPS = 10


def shop(choose: str, people: int = PEOPLE, seed: int = 0) -> ActColumns:
    """Everybody acts for six items, a day each.

    Args:
        choose: `anyhow`, by popularity alone; `alike`, from one of ten groups of twenty rows.
        people: how many.
        seed: of the draws.
    """
    random = np.random.default_rng(seed)
    likely = 1 / np.arange(1, ITEMS + 1)
    rows = []
    for _ in range(people):
        weights = likely.copy()
        if choose == "alike":
            weights[np.arange(ITEMS) % GROUPS != random.integers(GROUPS)] = 0
        rows.append(random.choice(ITEMS, 6, replace=False, p=weights / weights.sum()))
    return ActColumns(
        np.repeat(np.arange(people), 6).astype(np.int32),
        np.concatenate(rows).astype(np.int32),
        np.tile(np.arange(6), people).astype(np.int64) * DAY_MS,
        np.ones(people * 6, np.bool_),
    )


def vectors_by_group() -> NDArray[np.float32]:
    """One direction a group: texts that tell exactly what belongs together."""
    return np.eye(GROUPS, dtype=np.float32)[np.arange(ITEMS) % GROUPS]


NO_TEXT = np.zeros((ITEMS, 4), np.float32)


def test_people_who_choose_alike_carry_item_item() -> None:
    found = readiness(set_aside(shop("alike"), NO_TEXT, {}))

    assert found.rung is Rung.ITEM_ITEM
    assert found.gains[Rung.ITEM_ITEM].low > 0
    assert Rung.CONTENT not in found.found


def test_texts_that_tell_what_belongs_together_carry_content_where_acts_are_few() -> None:
    # Thirty people of two groups of rows never met on the same items often enough.
    found = readiness(set_aside(shop("alike", people=60), vectors_by_group(), {}))

    assert found.gains[Rung.CONTENT].low > 0
    assert found.rung in {Rung.CONTENT, Rung.ITEM_ITEM}


def test_segments_carry_where_they_are_how_people_choose() -> None:
    acts = shop("alike")
    group = acts.row[::6] % GROUPS
    members = {f"group-{name}": np.flatnonzero(group == name) for name in range(GROUPS)}

    assert readiness(set_aside(acts, NO_TEXT, members)).gains[Rung.SEGMENTS].low > 0


def test_a_small_segment_is_not_tried() -> None:
    assert Rung.SEGMENTS not in readiness(set_aside(shop("alike"), NO_TEXT, {"few": np.arange(5)})).found


@pytest.mark.parametrize("seed", range(5))
def test_people_who_choose_by_popularity_alone_carry_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    noise = random.standard_normal((ITEMS, 16)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)

    assert readiness(set_aside(shop("anyhow", seed=seed), noise, {})).rung is Rung.EDITORIAL


def test_too_few_people_carry_nothing_and_nothing_is_claimed() -> None:
    found = readiness(set_aside(shop("alike", people=LEAST_ASKED - 1), vectors_by_group(), {}))

    assert found.rung is Rung.EDITORIAL
    assert not found.gains
    assert found.asked == LEAST_ASKED - 1


def test_nothing_that_is_to_be_found_is_learned_from() -> None:
    acts = shop("alike", people=50)
    trial = set_aside(acts, NO_TEXT, {})

    for person, (history, target) in enumerate(zip(trial.histories, trial.targets, strict=True)):
        learned = set(trial.acts[[person]].indices.tolist())
        assert not learned & set(target.tolist())
        assert set(history.tolist()) == learned


def test_no_acts_at_all() -> None:
    assert readiness(set_aside(ActColumns(), NO_TEXT, {})).asked == 0
