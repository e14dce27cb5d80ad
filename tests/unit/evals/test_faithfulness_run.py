"""The suite from people to figures, a hundredth of it, on some of the demo's readers."""

import math

import pytest

from frankly.domain.evidence import Cause
from frankly.evals.data_sets import DataSet
from frankly.evals.faithfulness.case import MOST_EXPLANATIONS, Case, Plan, Tried, try_person
from frankly.evals.faithfulness.curves import Areas, Curves, curves, disjoint
from frankly.evals.faithfulness.figures import curve_figures, of_cases, of_reasons
from frankly.evals.faithfulness.people import band_of, drawn, in_turn
from frankly.evals.faithfulness.reasons import Told
from frankly.evals.faithfulness.reruns import Reruns
from frankly.evals.running import Choices, run
from frankly.evals.suites import Suite, suite_named
from frankly.evals.world import World
from frankly.settings import data_folder


@pytest.fixture
def suite() -> Suite:
    return suite_named("faithfulness", data_folder("evals"))


def test_the_suite_holds_on_the_demo(data: DataSet, suite: Suite) -> None:
    said: list[str] = []
    report = run("faithfulness", suite, {"demo": lambda: data, "movielens": None}, Choices(cases=48), said.append)
    figures = report.figures
    assert 48 <= figures["faithfulness.explanations"] < 60
    assert figures["faithfulness.runs"] > 100
    assert figures["faithfulness.moves_as_stated"] >= 0.99
    assert figures["faithfulness.uncited_moves"] == figures["faithfulness.negative_controls_passed"] == 0
    assert figures["faithfulness.negative_controls"] > 48
    assert figures["reasons.personal_share.demo"] >= 0.8
    assert {"faithfulness.moves_as_stated.of.en", "faithfulness.moves_as_stated.of.de"} < set(figures)
    assert report.skipped == ["online-retail", "movielens"]
    assert any("movielens" in note and "--sets" in note for note in report.notes)
    assert all(math.isfinite(value) for value in figures.values())
    assert any("explanations" in words for words in said)
    outcomes = {one.figure: one.outcome for one in report.judged}
    assert outcomes["faithfulness.moves_as_stated"] == "met"
    assert outcomes["reasons.personal_share.movielens"] == "not measured"


async def test_the_same_seed_tries_the_same_and_another_one_something_else(
    world: World, claims: dict[str, Cause]
) -> None:
    async def case(seed: int) -> Case:
        plan = Plan("home", ("en", "de"), claims, seed)
        return (await try_person(world, plan, "reader-mara", 1, ())).case

    first = await case(1)
    assert first == await case(1) != await case(2)
    assert first.locale == "de"
    assert len(first.tried) == MOST_EXPLANATIONS
    assert 0 < len(first.controls) <= MOST_EXPLANATIONS, (
        "there is no other person yet whose explanations could be offered"
    )


def test_people_come_in_turn_from_short_and_long_histories(world: World) -> None:
    order = list(in_turn(world, 1))
    assert len(order) == len(set(order)) == len(drawn(world, 1))
    first = {band_of(len(world.records[key].history)) for key in order[:5]}
    assert len(first) >= 4
    assert [band_of(acts) for acts in (0, 1, 9, 10, 5000)] == [
        "acts_0",
        "acts_1_2",
        "acts_3_9",
        "acts_10_49",
        "acts_200_up",
    ]


async def test_the_strongest_first_makes_the_score_fall_at_least_as_fast_as_any_order(mara: Reruns) -> None:
    base = await mara.base()
    found = [drawn for index in range(6) if (drawn := await curves(mara, index, 1)) is not None]
    assert found
    for one in found:
        assert one.ours["deletion", "score"] <= one.drawn["deletion", "score"] <= 1
        assert one.ours["insertion", "score"] >= one.drawn["insertion", "score"]
    grounds = disjoint(base.decided, base.decided.evidence[0].grounds)
    assert sum(map(len, grounds)) == len(frozenset().union(*grounds))


def test_gains_count_for_the_better_side_of_each_curve() -> None:
    ours: Areas = {}
    drawn: Areas = {}
    for measure in ("score", "place"):
        ours |= {("deletion", measure): 0.2, ("insertion", measure): 0.8}
        drawn |= {("deletion", measure): 0.5, ("insertion", measure): 0.5}
    figures = curve_figures([Curves(ours, drawn)] * 5)
    assert figures["faithfulness.deletion.score.gain"] == pytest.approx(0.3)
    assert figures["faithfulness.insertion.place.gain"] == pytest.approx(0.3)
    worse = curve_figures([Curves(drawn, ours)] * 5)
    assert worse["faithfulness.deletion.score.gain.high"] < 0 > worse["faithfulness.insertion.score.gain.high"]
    assert curve_figures([]) == {"faithfulness.curves": 0}


def test_shares_are_counted_by_class_set_and_group() -> None:
    good = Tried("told", "viewed", frozenset({"necessary"}), frozenset())
    bad = Tried("told", "viewed", frozenset({"necessary", "sufficient"}), frozenset({"stayed"}), "necessary")
    case = Case("p", "acts_3_9", "en", tried=[good, bad], controls=[False, True], uncited=[False, False])
    figures = of_cases({"demo": [case], "shop": [Case("q", "acts_0", "de", tried=[good])]})
    assert figures["faithfulness.moves_as_stated"] == pytest.approx(2 / 3, abs=1e-5)
    assert figures["faithfulness.moves_as_stated.necessary"] == pytest.approx(2 / 3, abs=1e-5)
    assert figures["faithfulness.moves_as_stated.sufficient"] == figures["faithfulness.moves_as_stated.shop"] == 1
    assert figures["faithfulness.moves_as_stated.demo"] == figures["faithfulness.moves_as_stated.demo.necessary"] == 0.5
    assert figures["faithfulness.moves_as_stated.of.de"] == 1
    assert figures["faithfulness.because_told"] == 1
    assert figures["faithfulness.because_told_true"] == 0
    assert figures["faithfulness.negative_controls_passed"] == 0.5
    assert figures["faithfulness.moves_as_stated.low"] < 2 / 3 < figures["faithfulness.moves_as_stated.high"]
    assert "faithfulness.moves_as_stated.contributing" not in figures


def test_reasons_are_shares_of_items_and_not_of_people() -> None:
    figures = of_reasons({"demo": [Told("acts_3_9", 10, 9, 3), Told("acts_10_49", 2, 0, 0)]})
    assert figures["reasons.personal_share"] == figures["reasons.personal_share.demo"] == 0.75
    assert figures["reasons.because_share"] == 0.25
    assert figures["reasons.because_share.acts_3_9"] == 0.3
