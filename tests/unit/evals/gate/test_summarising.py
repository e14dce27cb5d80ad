import pytest

from frankly.evals.gate.summarising import Ran, summarise
from frankly.evals.gate.taking import take
from frankly.evals.gate.terms import Terms
from frankly.evals.runs.summary import Standing
from frankly.evals.runs.verdict import Outcome, Verdict
from tests.unit.evals.gate.verdicts import many, verdict

TERMS = Terms(gating={"grounded", "rules"}, order=("rules", "grounded"))


@pytest.mark.parametrize(
    ("outcomes", "standing"),
    [
        (["pass", "pass"], "fine"),
        (["pass", "fail"], "worse"),
        (["pass", "stale"], "stale"),
        (["stale", "fail"], "worse"),
        (["pass", "error"], "could not run"),
        (["skipped", "skipped"], "could not run"),
        (["pass", "skipped"], "fine"),
        ([], "could not run"),
    ],
)
def test_nothing_is_fine_by_accident(outcomes: list[Outcome], standing: Standing) -> None:
    told = summarise(many(outcomes), TERMS)
    assert told.standing == standing
    assert bool(told.notes) == (standing == "could not run")


def test_a_run_in_which_no_check_counts_proves_nothing() -> None:
    told = summarise(many(["pass"], check="tone"), TERMS)
    assert told.standing == "could not run"
    assert "No check that counts" in told.notes[0]
    assert summarise([*many(["fail"], check="tone"), *many(["pass"])], TERMS).standing == "fine"


def test_a_suite_in_which_all_that_should_gate_lacks_a_card_cannot_be_told_whatever_others_come_to() -> None:
    terms = Terms(gating={"grounded"}, lacking={"tone": "no card"})
    told = summarise([*many(["pass", "fail"], check="tone"), *many(["pass"], suite="cost")], terms)
    assert told.standing == "could not run"
    assert told.notes[0] == "tone: cannot tell, since nothing gates there: tone (no card)."
    assert {(one.suite, one.gates, one.lacks) for one in told.checks} == {
        ("tone", False, "no card"),
        ("cost", True, ""),
    }


def test_a_check_that_lacks_a_card_beside_one_that_gates_is_told_and_turns_nothing_red() -> None:
    terms = Terms(gating={"grounded"}, lacking={"tone": "no card", "length": "no card"})
    told = summarise([*many(["fail"], check="tone"), *many(["pass"])], terms)
    assert told.standing == "fine"
    assert told.notes == (
        "1 check is meant to gate and only tells: tone (no card). To gate: frankly eval cards tone --deal --write",
    )
    assert not told.reds[0].gates
    # One that fell silent gates nothing either.
    silent = summarise([*many(["pass"], check="tone"), *many(["skipped"]), *many(["pass"], suite="cost")], terms)
    assert silent.standing == "could not run"


def test_what_only_tells_by_its_nature_or_by_its_suite_lacks_nothing() -> None:
    terms = Terms(gating={"grounded"}, lacking={"tone": "no card"}, only_tell={"tone": {"tone"}})
    others = [*many(["pass"], check="tone"), *many(["pass"], check="latency"), *many(["pass"], suite="cost")]
    assert summarise(others, terms).standing == "fine"
    assert summarise(others, terms).notes == ()


def test_a_known_failure_is_fine_and_marked_and_a_new_one_is_not() -> None:
    baseline = take(many(["pass", "fail"]))
    known = summarise(many(["pass", "fail"]), TERMS, baseline=baseline)
    assert known.standing == "fine"
    assert [red.is_known for red in known.reds] == [True]
    assert summarise(many(["fail", "fail"]), TERMS, baseline=baseline).standing == "worse"


def test_a_baseline_that_falls_silent_is_not_fine() -> None:
    told = summarise(many(["pass", "skipped"]), TERMS, baseline=take(many(["pass", "pass"])))
    assert told.standing == "could not run"
    assert "says nothing now" in told.notes[0]


def test_a_draw_that_comes_out_otherwise_is_fine_where_chance_explains_it() -> None:
    baseline = take(many(["pass"] * 40, drawn="x"))
    assert summarise(many(["fail"] + ["pass"] * 39, drawn="y"), TERMS, baseline=baseline).standing == "fine"
    assert summarise(many(["fail"] * 20 + ["pass"] * 20, drawn="y"), TERMS, baseline=baseline).standing == "worse"


def test_what_broke_most_is_named_first_then_what_stands_first_in_the_order() -> None:
    verdicts: list[Verdict] = [
        *many(["fail", "pass", "pass"], check="grounded"),
        *many(["fail", "fail", "pass"], check="rules"),
        *many(["fail", "fail", "fail"], check="tone"),
    ]
    assert [red.check for red in summarise(verdicts, TERMS).reds] == ["rules", "rules", "grounded", *["tone"] * 3]
    even = [*many(["fail"], check="grounded"), *many(["fail"], check="rules")]
    assert [red.check for red in summarise(even, TERMS).reds] == ["rules", "grounded"]


def test_shares_come_with_intervals_over_cases() -> None:
    tries = [
        verdict(f"c{case}", "fail" if case == 0 else "pass", sample=sample) for case in range(5) for sample in (0, 1)
    ]
    (check,) = summarise(tries, TERMS).checks
    assert (check.counts.passed, check.counts.failed, check.share) == (8, 2, 0.8)
    assert check.low is not None
    assert check.low < 0.4
    assert check.high is not None
    assert check.high < 1


def test_a_run_is_named_by_what_it_was_made_with() -> None:
    one, same, other = (
        summarise(many(["pass"]), TERMS, Ran(config=config)).run
        for config in ({"a": 1, "b": "x"}, {"b": "x", "a": 1}, {"a": 2, "b": "x"})
    )
    assert one == same != other
