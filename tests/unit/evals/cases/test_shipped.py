"""The shipped suites of cases: enough of them, each case with a reason, each able to fail."""

from pathlib import Path

import pytest

from frankly.evals.cases.case import Case
from frankly.evals.cases.cells import cells_of
from frankly.evals.cases.reading import cases_of
from frankly.evals.cases.suite import CaseSuite, case_suites
from frankly.evals.checks.registry import CHECKS
from frankly.testing.rule_following.writer import SIMULATED
from tests.needs import ROOT

Shipped = dict[str, tuple[CaseSuite, list[tuple[Case, str]]]]

EVALS: Path = ROOT / "evals"
MODELS_RECORDED = {*SIMULATED, "written/by-hand"}
"""Simulated ones, and a language model that was handed the prompts one by one."""


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    suites = case_suites(EVALS)
    return {name: (suite, cases_of(EVALS / name, suite.cases)) for name, suite in suites.items()}


def test_there_are_twelve_suites_and_three_hundred_cases(shipped: Shipped) -> None:
    assert len(shipped) >= 12
    assert sum(len(cases) for _, cases in shipped.values()) >= 300


def test_every_case_says_why_it_is_there(shipped: Shipped) -> None:
    silent = [f"{name}/{case.id}" for name, (_, cases) in shipped.items() for case, _ in cases if not case.because]
    assert silent == []


def test_no_question_is_asked_twice_in_a_suite(shipped: Shipped) -> None:
    for name, (_, cases) in shipped.items():
        asked = [(case.shop, case.ask.model_dump_json(), str(case.truth), str(case.checks)) for case, _ in cases]
        assert len(set(asked)) == len(asked), name


def test_every_cell_asks_for_known_checks_and_a_shop_that_is_there(shipped: Shipped) -> None:
    for name, (suite, cases) in shipped.items():
        for cell in cells_of(name, suite, cases):
            assert {use.name for use in cell.checks} <= set(CHECKS)
            assert cell.shop == "demo" or (EVALS / cell.shop).is_file()
            assert cell.model in {"", *MODELS_RECORDED}
