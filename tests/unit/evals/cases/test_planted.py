"""The planted regressions: enough of them, and each asks cases that are there."""

from frankly.evals.cases.reading import cases_of
from frankly.evals.cases.suite import case_suites
from tests.needs import ROOT
from tests.planting.planted import PLANTED

EVALS = ROOT / "evals"


def test_forty_regressions_are_planted_each_under_its_own_name() -> None:
    assert len({one.name for one in PLANTED}) == len(PLANTED) >= 40


def test_each_asks_cases_that_are_there_for_a_check_that_they_name() -> None:
    suites = case_suites(EVALS)
    for one in PLANTED:
        suite = suites[one.suite]
        cases = {case.id: case for case, _ in cases_of(EVALS / one.suite, suite.cases)}
        assert set(one.cases) <= cases.keys(), one.name
        asked = {use.name for name in one.cases for use in (*suite.checks, *cases[name].checks)}
        assert one.first in asked | {"load"}, one.name


def test_each_damages_something() -> None:
    assert all(one.edit or one.damage or one.without or one.model for one in PLANTED)
