"""Each model against the formula of its paper, written out slowly."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.domain.deciding.training import ActColumns, ModelName, TrainingPolicy
from frankly.stages.models.train import train
from tests.unit.stages.models.drawn import ITEMS, NOW, PLAIN, acts, dense, scaled, shop

SEEDS = range(5)
Lists = dict[int, dict[int, tuple[int, bool]]]


def model(name: ModelName, given: ActColumns, policy: TrainingPolicy = PLAIN) -> NDArray[np.float64]:
    return dense(dict(train(given, shop(), policy))[name])


def lists(given: ActColumns) -> Lists:
    """Person → item → newest act's time, and whether it was liked."""
    found: Lists = {}
    for person, row, at_ms, liked in zip(given.person, given.row, given.at_ms, given.liked, strict=True):
        mine = found.setdefault(int(person), {})
        mine[int(row)] = max(mine.get(int(row), (0, False)), (int(at_ms), bool(liked)))
    return found


def liked_by(given: ActColumns) -> NDArray[np.float64]:
    """People by items, one where the newest act speaks for the item."""
    matrix = np.zeros((int(given.person.max()) + 1, ITEMS))
    for person, mine in lists(given).items():
        for row, (_, liked) in mine.items():
            matrix[person, row] = liked
    return matrix


def acted(given: ActColumns) -> NDArray[np.float64]:
    number = np.zeros(ITEMS)
    for mine in lists(given).values():
        number[list(mine)] += 1
    return number


def steps(given: ActColumns, *, reverse: float) -> NDArray[np.float64]:
    """Directed steps: k^-0.5, k one more than the items strictly between the two moments; a share of the way back."""
    total = np.zeros((ITEMS, ITEMS))
    for mine in lists(given).values():
        for (one, (before, one_liked)), (other, (after, other_liked)) in product(mine.items(), repeat=2):
            if before < after:
                between = sum(before < at < after for at, _ in mine.values())
                total[one, other] += other_liked * (between + 1) ** -0.5
                total[other, one] += one_liked * reverse * (between + 1) ** -0.5
    return total


def shrunk(matrix: NDArray[np.float64], number: NDArray[np.float64], row: float, column: float, people: int):  # type: ignore[no-untyped-def]
    return matrix / ((number[:, None] + people) ** row * (number[None, :] + people) ** column)


@pytest.mark.parametrize("seed", SEEDS)
def test_item_item_is_the_shrunk_cosine(seed: int) -> None:
    given = acts(seed)
    liked = liked_by(given)
    expected = scaled(shrunk(liked.T @ liked, liked.sum(axis=0), 0.6, 0.4, 20))
    assert model("item_item", given) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_long_lists_tell_less_of_each_pair(seed: int) -> None:
    given = acts(seed)
    liked = liked_by(given)
    spread = np.maximum(liked.sum(axis=1), 1) ** -0.5
    expected = scaled(shrunk(liked.T @ (liked * spread[:, None]), liked.sum(axis=0), 0.6, 0.4, 20))
    policy = PLAIN.model_copy(update={"list_power": 500_000})
    assert model("item_item", given, policy) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_transitions_are_shrunk_steps_with_their_distance(seed: int) -> None:
    given = acts(seed)
    expected = scaled(shrunk(steps(given, reverse=0), acted(given), 0.7, 0.3, 30))
    assert model("transitions", given) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_low_rank_is_the_truncated_decomposition(seed: int) -> None:
    given = acts(seed)
    both = shrunk(steps(given, reverse=0.3), acted(given), 0.5, 0.5, 10)
    np.fill_diagonal(both, 0)
    left, strengths, right = np.linalg.svd(both)
    expected = scaled(left[:, :5] * strengths[:5] @ right[:5])
    assert model("low_rank", given) == pytest.approx(expected, abs=2e-3)


def regression(sides: NDArray[np.float64], ridge: float) -> NDArray[np.float64]:
    """Each item explained by all others, one at a time: the ridge regression of which EASE is the closed form."""
    weights = np.zeros((ITEMS, ITEMS))
    for item in range(ITEMS):
        others = [other for other in range(ITEMS) if other != item]
        left = sides[:, others]
        weights[others, item] = np.linalg.solve(left.T @ left + ridge * np.eye(ITEMS - 1), left.T @ sides[:, item])
    return weights


@pytest.mark.parametrize("seed", SEEDS)
def test_ease_is_the_regression_of_each_item_on_all_others(seed: int) -> None:
    given = acts(seed)
    assert model("ease", given) == pytest.approx(scaled(regression(liked_by(given), 3)), abs=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_directed_ease_is_the_regression_of_steps_on_what_was_there(seed: int) -> None:
    given = acts(seed)
    liked = liked_by(given)
    both = steps(given, reverse=0.3)
    np.fill_diagonal(both, 0)
    expected = scaled(np.linalg.solve(liked.T @ liked + 3 * np.eye(ITEMS), both))
    assert model("directed_ease", given) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_time_baskets_and_content_are_rows_of_the_same_regression(seed: int) -> None:
    given = acts(seed)
    policy = PLAIN.model_copy(update={"half_life_days": 25, "basket_weight": 500_000, "content_weight": 2_000_000})
    newest = given.at_ms.max()
    ages = [(newest - at) / 86_400_000 for mine in lists(given).values() for at, _ in mine.values()]
    half_life = max(25, float(np.median(ages)))
    decay = {
        person: {row: 0.5 ** ((newest - at) / 86_400_000 / half_life) for row, (at, _) in mine.items()}
        for person, mine in lists(given).items()
    }
    mean = np.mean([value for mine in decay.values() for value in mine.values()])
    people = liked_by(given)
    for person, mine in decay.items():
        for row, value in mine.items():
            people[person, row] *= np.sqrt(value / mean)
    baskets: dict[tuple[int, int], set[int]] = {}
    for person, row, at_ms, liked in zip(given.person, given.row, given.at_ms, given.liked, strict=True):
        if liked:
            baskets.setdefault((int(person), int(at_ms)), set()).add(int(row))
    full = {key: rows for key, rows in baskets.items() if len(rows) >= 2}
    together = np.zeros((len(full), ITEMS))
    for number, ((_, at), rows) in enumerate(full.items()):
        together[number, list(rows)] = np.sqrt(0.5 * 0.5 ** ((newest - at) / 86_400_000 / half_life))
    sides = np.vstack([people, together, np.sqrt(2) * content_rows()])
    assert model("ease", given, policy) == pytest.approx(scaled(regression(sides, 3)), abs=2e-3)


def content_rows() -> NDArray[np.float64]:
    """Labels by items: log(N / df) where two items or more, and at most a fifth of them, share one; unit columns."""
    labels = [
        {f"word{number % 3}", "thing", f"tag{number % 5}", "writer", f"{number % 4}", f"w{number % 4}"}
        for number in range(ITEMS)
    ]
    table = sorted({label for own in labels for label in own})
    share = {label: sum(label in own for own in labels) for label in table}
    rows = np.array(
        [
            [np.log(ITEMS / share[label]) * (label in own) for own in labels]
            for label in table
            if 2 <= share[label] <= max(0.2 * ITEMS, 2)
        ]
    )
    return rows / np.maximum(np.linalg.norm(rows, axis=0), 1e-30)


def test_without_real_times_nothing_depends_on_them() -> None:
    given = acts(3, has_times=False)
    order = np.argsort(np.argsort(given.at_ms, kind="stable"), kind="stable")
    ranks = np.unique(given.at_ms, return_inverse=True)[1].astype(np.int64)
    assert order.any()
    stretched = ActColumns(given.person, given.row, NOW + 7 * ranks**2, given.liked, has_times=False)
    policy = TrainingPolicy()
    for name, made in train(given, shop(), policy):
        assert dense(made).tolist() == dense(dict(train(stretched, shop(), policy))[name]).tolist(), name


def test_what_nobody_acted_on_twice_carries_no_model() -> None:
    lonely = ActColumns(np.arange(5, dtype=np.int32), np.arange(5, dtype=np.int32), np.full(5, NOW), np.ones(5, bool))
    assert dict(train(lonely, shop(), PLAIN)) == {}
    assert dict(train(ActColumns(), shop(), PLAIN)) == {}


def test_a_large_catalogue_gets_the_quick_models_unless_somebody_asks() -> None:
    policy = PLAIN.model_copy(update={"auto_items": ITEMS - 1})
    assert [name for name, _ in train(acts(1), shop(), policy, is_asked=False)] == ["item_item", "transitions"]
    assert len(dict(train(acts(1), shop(), policy))) == 5


def test_a_catalogue_above_the_limit_gets_no_ease() -> None:
    policy = PLAIN.model_copy(update={"ease_items": 3})
    assert [name for name, _ in train(acts(1), shop(), policy)] == ["item_item", "transitions", "low_rank"]


def test_few_people_speak_softly() -> None:
    given = acts(1)
    loud, soft = (model("item_item", given, PLAIN.model_copy(update={"speaking_people": each})) for each in (0, 100))
    told = int((liked_by(given).sum(axis=1) >= 2).sum())
    assert soft == pytest.approx(loud * told / (told + 100), abs=1e-4)
