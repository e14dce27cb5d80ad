"""The search finds what was planted, and the verdict keeps the old blend where there is nothing to find."""

from dataclasses import replace

import numpy as np
import pytest

from frankly.measure.tuning.blend import WITHOUT_TIMES, Grids, Setting, tidy
from frankly.measure.tuning.questions import Questions
from frankly.measure.tuning.search import alone, mean_ndcg, rescaled, score, search
from frankly.measure.tuning.verdict import halves, interval, learn

POOL = 40
SMALL = Grids(half_lives=(7, 30, 90, 3650), lag_powers=(0.0, 0.5, 1.0))


def window(number: int, planted: dict[str, Setting], people: int = 300, noise: float = 0.0) -> Questions:
    """A window where people took what a planted blend likes best, or anything at all where noise drowns it."""
    draws = np.random.default_rng(number)
    lengths = draws.integers(1, 6, people)
    classes = int(lengths.sum())
    lag = (np.arange(classes) - np.repeat(np.cumsum(lengths) - lengths, lengths)).astype(np.float32)
    values = {
        name: (draws.random((classes, POOL)) * (draws.random((classes, POOL)) < 0.3)).astype(np.float32)
        for name in ("one", "two", "three")
    }
    questions = Questions(
        name=f"window {number}",
        people=np.arange(people).astype(np.uint64),
        wanted=np.ones(people, np.int64),
        open=np.ones((people, POOL), np.bool_),
        truth=np.zeros((people, POOL), np.bool_),
        starts=np.cumsum(lengths) - lengths,
        age_days=(lag * 20 + draws.random(classes) * 5).astype(np.float32),
        lag=lag,
        faded={name: values[name] for name in ("one", "two")},
        plain={"three": values["three"][:people]},
    )
    liked = sum(setting.weight * questions.said(name, setting) for name, setting in planted.items())
    taken = np.argmax(liked + noise * draws.random((people, POOL)), axis=1)
    truth = questions.truth.copy()
    truth[np.arange(people), taken] = True
    return replace(questions, truth=truth)


OLD = {"one": Setting(0.1, 30, 0.0), "two": Setting(1.0, 30, 0.0), "three": Setting(0.5)}
PLANTED = {"one": Setting(2.0, 30, 1.0), "two": Setting(0.4, 30, 1.0), "three": Setting(0.0)}


def test_planted_weights_and_decays_are_found_again() -> None:
    found = search([window(1, PLANTED), window(2, PLANTED)], OLD, SMALL)
    assert found["one"].weight / found["two"].weight == pytest.approx(5, rel=0.4)
    assert found["three"].weight < 0.1 * found["one"].weight
    assert found["one"].lag_power >= 0.5
    fresh = [window(3, PLANTED)]
    assert mean_ndcg(fresh, found) > 0.93 > 0.6 > mean_ndcg(fresh, OLD)


def test_a_planted_gain_is_told_with_an_interval_clear_of_zero() -> None:
    learned = learn([window(1, PLANTED), window(2, PLANTED)], OLD, SMALL, seed=0)
    assert learned.is_better
    assert 0 < learned.pooled.low <= learned.pooled.gain <= learned.pooled.high
    assert [gain.window for gain in learned.windows] == ["window 1", "window 2"]
    assert learned.alone["one"] > learned.alone["three"]


def test_noise_changes_the_blend_in_at_most_one_of_twenty_runs() -> None:
    nothing = {"one": Setting(0.0)}
    adopted = [
        learn(
            [window(100 + 2 * run, nothing, 120, 1), window(101 + 2 * run, nothing, 120, 1)], OLD, SMALL, run
        ).is_better
        for run in range(20)
    ]
    assert sum(adopted) <= 1


def test_equal_questions_give_equal_blends() -> None:
    first, second = (search([window(1, PLANTED, noise=1)], OLD, SMALL) for _ in range(2))
    assert first == second


def test_weights_are_never_negative_and_add_up_to_what_they_did() -> None:
    windows = [window(1, {"two": Setting(1.0, 30, 0.0)}, noise=0.5)]
    found = search(windows, OLD, SMALL)
    assert all(0 <= setting.weight <= 100 for setting in found.values())
    assert sum(s.weight for s in found.values()) == pytest.approx(sum(s.weight for s in OLD.values()), rel=0.01)


def test_scaling_changes_no_order() -> None:
    windows = [window(1, PLANTED)]
    assert mean_ndcg(windows, rescaled(OLD, PLANTED)) == pytest.approx(mean_ndcg(windows, PLANTED), abs=1e-3)


def test_a_blend_without_weights_becomes_one_whose_weights_add_up_to_one() -> None:
    old = {name: replace(setting, weight=0.0) for name, setting in OLD.items()}
    assert sum(setting.weight for setting in rescaled(old, PLANTED).values()) == pytest.approx(1, rel=0.01)
    assert sum(setting.weight for setting in search([window(1, PLANTED)], old, SMALL).values()) == pytest.approx(1)


def test_a_capped_source_gains_no_share() -> None:
    windows = [window(1, {"two": Setting(1.0, 30, 0.0), "three": Setting(3.0)})]
    free, capped = search(windows, OLD, SMALL), search(windows, OLD, SMALL, capped=["three"])
    assert free["three"].weight > OLD["three"].weight
    assert 0 < capped["three"].weight <= OLD["three"].weight
    assert mean_ndcg(windows, capped) >= mean_ndcg(windows, OLD)


def test_a_source_that_had_a_weight_is_never_silenced() -> None:
    windows = [window(1, {"two": Setting(1.0, 30, 0.0)})]
    found = search(windows, {**OLD, "one": Setting(0.0, 30, 0.0)}, SMALL)
    assert 0 < found["three"].weight < 0.1
    assert found["one"].weight == 0


def test_a_source_that_says_nothing_keeps_its_setting() -> None:
    windows = [window(1, PLANTED)]
    silent = [replace(w, plain={"three": np.zeros_like(w.plain["three"])}) for w in windows]
    found = search(silent, {**OLD, "absent": Setting(0.7, 11, 0.3)}, SMALL)
    assert found["absent"] == Setting(0.7, 11, 0.3)
    assert found["three"] == OLD["three"]


def test_without_times_only_the_order_of_acts_fades() -> None:
    found = search(
        [window(1, PLANTED)], {name: replace(s, half_life_days=60) for name, s in OLD.items()}, WITHOUT_TIMES
    )
    assert {s.half_life_days for s in found.values()} <= {60, 3650}


def test_nobody_stands_in_both_halves() -> None:
    seen, held = halves([window(1, PLANTED), window(2, PLANTED)])
    for left in seen:
        for right in held:
            assert not set(left.people.tolist()) & set(right.people.tolist())
    assert sum(map(len, seen)) + sum(map(len, held)) == 600


def test_parted_questions_score_as_they_did_together() -> None:
    whole = window(1, PLANTED)
    seen, held = halves([whole])
    together, odd = score([whole], OLD)[0], (whole.people & np.uint64(1)).astype(bool)
    assert np.allclose(score(held, OLD)[0], together[odd])
    assert np.allclose(score(seen, OLD)[0], together[~odd])


def test_ties_stand_in_the_middle_and_items_without_a_score_are_no_hit() -> None:
    question = replace(
        window(1, PLANTED, people=1),
        open=np.array([[True, True, True, False]]),
        truth=np.array([[True, False, False, False]]),
    )
    assert question.ndcg(np.array([[2, 2, 1, 9]], np.float32))[0] == pytest.approx(1 / np.log2(2.5))
    assert question.ndcg(np.array([[0, 2, 1, 9]], np.float32))[0] == 0


def test_items_outside_the_pool_count_as_missed() -> None:
    question = replace(window(1, PLANTED, people=1), wanted=np.array([3]))
    ideal = 1 + 1 / np.log2(3) + 1 / 2
    scores = question.truth.astype(np.float32)
    assert question.ndcg(scores)[0] == pytest.approx(1 / ideal)


def test_what_a_source_brings_alone_does_not_depend_on_its_weight() -> None:
    windows = [window(1, PLANTED)]
    assert alone(windows, {"one": Setting(0.0, 30, 1.0)}) == alone(windows, {"one": Setting(9.0, 30, 1.0)})


def test_a_person_in_two_windows_is_no_twofold_proof() -> None:
    changes = np.random.default_rng(0).normal(0.1, 1, 200)
    people = np.arange(200).astype(np.uint64)
    once, twice = interval([people], [changes], 0), interval([people, people], [changes, changes], 0)
    assert twice == pytest.approx(once)


@pytest.mark.parametrize(("weight", "kept"), [(0.123456, 0.123), (1234.0, 100.0), (-1.0, 0.0), (2.0, 2.0)])
def test_weights_are_tidy(weight: float, kept: float) -> None:
    assert tidy(weight) == kept
