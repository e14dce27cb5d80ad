import pytest

from frankly.evals.gate.comparing import compare
from frankly.evals.gate.taking import take
from frankly.evals.gate.terms import Terms
from frankly.evals.runs.summary import Compared
from frankly.evals.runs.verdict import Verdict
from tests.unit.evals.gate.verdicts import many, verdict

TERMS = Terms(gating={"grounded", "length"})


def compared(before: list[Verdict], after: list[Verdict], terms: Terms = TERMS) -> Compared:
    (one,) = compare(take(before), take(after), terms)
    return one


def test_without_a_draw_one_cell_that_breaks_is_enough() -> None:
    told = compared(many(["pass"] * 40), many(["fail"] + ["pass"] * 39))
    assert told.verdict == "worse"
    assert told.broken == told.flipped == ("tone/case-000",)
    assert told.p == 1.0


def test_with_other_replies_one_cell_that_breaks_is_chance() -> None:
    told = compared(many(["pass"] * 40, drawn="x"), many(["fail"] + ["pass"] * 39, drawn="y"))
    assert told.verdict == "cannot tell"
    assert told.broken == ()
    assert told.flipped == ("tone/case-000",)
    assert told.needs is not None
    assert told.needs > 40


def test_with_the_same_replies_a_cell_that_breaks_is_no_chance() -> None:
    assert compared(many(["pass"] * 9, drawn="x"), many(["fail"] + ["pass"] * 8, drawn="x")).verdict == "worse"


def test_with_other_replies_many_that_break_are_no_chance() -> None:
    told = compared(many(["pass"] * 40, drawn="x"), many(["fail"] * 10 + ["pass"] * 30, drawn="y"))
    assert told.verdict == "worse"
    assert told.difference == -0.25
    assert told.low is not None
    assert told.high is not None
    assert told.low < -0.25 < told.high < 0


def test_a_gain_is_told() -> None:
    assert compared(many(["fail"] * 10 + ["pass"]), many(["pass"] * 11)).verdict == "better"
    drawn = compared(many(["fail"] * 10 + ["pass"] * 9, drawn="x"), many(["pass"] * 19, drawn="y"))
    assert drawn.verdict == "better"


def test_nothing_that_changed_without_a_draw_is_the_same_however_few_there_are() -> None:
    assert compared(many(["pass"]), many(["pass"])).verdict == "same within margin"


def test_a_known_failure_is_no_news() -> None:
    assert compared(many(["fail", "pass"]), many(["fail", "pass"])).verdict == "same within margin"


def test_a_new_cell_that_fails_is_broken_and_one_that_passes_is_not() -> None:
    before = many(["pass"])
    assert compared(before, many(["pass", "fail"])).verdict == "worse"
    assert compared(before, many(["pass", "pass"])).verdict == "same within margin"


def test_cells_that_fall_silent_or_go_are_lost() -> None:
    before, after = many(["pass", "pass", "pass"]), many(["pass", "skipped"])
    assert compared(before, after).lost == ("tone/case-001", "tone/case-002")
    assert compared(before, after, Terms(gating={"grounded"}, is_whole=False)).lost == ("tone/case-001",)


def test_what_is_stale_is_not_lost() -> None:
    assert compared(many(["pass", "pass"]), many(["pass", "stale"])).lost == ()


def test_scores_are_compared_where_there_are_some() -> None:
    before = [verdict(f"c{at}", score=0.6) for at in range(20)]
    after = [verdict(f"c{at}", score=0.5 if at else 0.55) for at in range(20)]
    told = compared(before, after)
    assert (told.of, told.verdict) == ("score", "worse")
    assert told.difference == pytest.approx(-0.0975)


def test_tries_of_one_case_count_as_what_their_clusters_are_worth() -> None:
    def tries(outcome: str, drawn: str) -> list[Verdict]:
        bad = [verdict(f"bad{at}", outcome, cluster="one", drawn=drawn) for at in range(12)]  # type: ignore[arg-type]
        return bad + [verdict(f"good{at}", drawn=drawn) for at in range(40)]

    told = compared(tries("pass", "x"), tries("fail", "y"))
    assert told.verdict == "cannot tell"
    assert told.p == 1.0


def test_more_comparisons_ask_for_more_of_each() -> None:
    before = many(["pass"] * 40, drawn="x")
    after = many(["fail"] * 7 + ["pass"] * 33, drawn="y")
    assert compared(before, after).verdict == "worse"
    others = [
        (many(["pass"] * 40, drawn="x", suite=name), many(["pass"] * 40, drawn="y", suite=name)) for name in "abcdef"
    ]
    first = next(
        one
        for one in compare(
            take(before + [one for pair in others for one in pair[0]]),
            take(after + [one for pair in others for one in pair[1]]),
            TERMS,
        )
        if one.suite == "tone"
    )
    assert first.verdict == "cannot tell"
    assert first.p_adjusted == pytest.approx(7 * (first.p or 0))


def test_what_only_tells_and_what_nothing_was_drawn_for_leaves_the_others_their_chance() -> None:
    before = (
        many(["pass"] * 40, drawn="x") + many(["pass"] * 40, drawn="x", check="tone") + many(["pass"], check="length")
    )
    after = many(["fail"] * 7 + ["pass"] * 33, drawn="y") + many(["pass"] * 40, drawn="y", check="tone")
    told = {one.check: one for one in compare(take(before), take(after + many(["pass"], check="length")), TERMS)}
    assert told["grounded"].verdict == "worse"
    assert not told["tone"].gates


def test_a_suite_may_say_that_a_check_only_tells() -> None:
    terms = Terms(gating={"grounded"}, only_tell={"tone": {"grounded"}})
    assert not compared(many(["pass"]), many(["fail"]), terms).gates
