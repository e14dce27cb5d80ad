from frankly.evals.gate.taking import Kept, take, unit_of
from tests.unit.evals.gate.verdicts import verdict


def test_samples_of_a_cell_are_one_unit() -> None:
    taken = take([verdict("a"), verdict("a", "fail", sample=1), verdict("a", "skipped", sample=2)])
    assert taken == {"tone": {"grounded": {"tone/a": Kept(passed=1, told=2, cluster="tone/a")}}}


def test_a_check_that_is_used_twice_is_two_units() -> None:
    assert unit_of(verdict("a", number=1)) == "tone/a ~1"
    assert unit_of(verdict("a", sample=2)) == "tone/a"


def test_scores_are_means_of_the_samples_that_say_something() -> None:
    verdicts = [verdict("a", score=0.5), verdict("a", "fail", sample=1, score=0.25), verdict("a", "error", sample=2)]
    assert take(verdicts)["tone"]["grounded"]["tone/a"].score == 0.375


def test_the_same_replies_leave_nothing_to_chance_and_others_do() -> None:
    one, same, other, none = (
        take([verdict("a", drawn=drawn)])["tone"]["grounded"]["tone/a"] for drawn in ("x", "x", "y", "")
    )
    assert not one.is_draw_beside(same)
    assert one.is_draw_beside(other)
    assert one.is_draw_beside(none)
    assert not none.is_draw_beside(none)


def test_what_is_not_recorded_is_counted_as_stale_and_says_nothing() -> None:
    kept = take([verdict("a", "stale")])["tone"]["grounded"]["tone/a"]
    assert (kept.told, kept.stale) == (0, 1)
