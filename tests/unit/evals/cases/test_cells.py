from typing import Any

import pytest

from frankly.errors import Misconfigured
from frankly.evals.cases.case import Case, Cell
from frankly.evals.cases.cells import cells_of
from frankly.evals.cases.choosing import wanted
from frankly.evals.cases.suite import CaseSuite

ASK: dict[str, Any] = {"recommend": {"surface": "home", "person": "reader-mara"}}


def suite(**more: Any) -> CaseSuite:
    return CaseSuite.model_validate({"title": "A", "proves": "b", "checks": ["grounded"], **more})


def cells(case: dict[str, Any], samples: int | None = None, **more: Any) -> list[Cell]:
    made = Case.model_validate({"id": "one", "ask": ASK, **case})
    return cells_of("mine", suite(**more), [(made, "cases.yaml:1")], samples)


def test_every_combination_is_a_cell_and_its_request_is_filled() -> None:
    found = cells({"vary": {"locale": ["en", "de"], "context.query": ["sea", "moor"]}})
    assert [cell.name for cell in found] == [
        "mine/one[locale=en,context.query=sea]",
        "mine/one[locale=en,context.query=moor]",
        "mine/one[locale=de,context.query=sea]",
        "mine/one[locale=de,context.query=moor]",
    ]
    last = found[-1].ask.recommend
    assert last is not None
    assert (last.locale, last.context.query, last.person) == ("de", "moor", "reader-mara")


def test_a_case_keeps_its_own_values_of_a_variable_of_the_suite() -> None:
    found = cells({"vary": {"locale": ["de"]}}, vary={"locale": ["en", "de"], "limit": [3]})
    assert [cell.variables for cell in found] == [{"locale": "de", "limit": 3}]


def test_how_a_model_is_asked_is_no_part_of_the_request() -> None:
    [cell] = cells({"vary": {"model": ["simulated/liar"], "prompt": ["write/v1"], "temperature": [0.7]}}, model="other")
    assert cell.ask == Case.model_validate({"id": "one", "ask": ASK}).ask
    assert cell.model == "simulated/liar"


def test_a_persona_is_a_profile_of_the_suite_or_somebody_of_the_shop() -> None:
    reader = {"facts": [{"kind": "interest", "field": "category", "value": "poetry"}]}
    case = {"ask": {"recommend": {"surface": "home"}}, "vary": {"persona": ["reader", "friend", "reader-jonas"]}}
    sent, named, other = (
        cell.ask.recommend for cell in cells(case, personas={"reader": reader, "friend": "reader-mara"})
    )
    assert sent is not None
    assert sent.profile is not None
    assert sent.profile.facts[0].value == "poetry"
    assert named is not None
    assert named.person == "reader-mara"
    assert other is not None
    assert other.person == "reader-jonas"


def test_samples_are_numbered_and_checks_of_the_suite_come_first() -> None:
    found = cells({"checks": ["leaks"]}, samples=2)
    assert [cell.name for cell in found] == ["mine/one", "mine/one#1"]
    assert [use.name for use in found[0].checks] == ["grounded", "leaks"]


def test_a_judged_text_asks_no_model_and_takes_its_locale_from_the_variable() -> None:
    [cell] = cells({"ask": {"text": [{"text": "Ein Buch."}]}, "vary": {"locale": ["de"]}}, model="simulated/x")
    assert (cell.model, cell.ask.text[0].locale) == ("", "de")


def test_what_could_not_fail_or_fit_is_refused_with_its_place() -> None:
    with pytest.raises(Misconfigured, match=r"cases\.yaml:1: 'one' has no check"):
        cells({}, checks=[])
    with pytest.raises(Misconfigured, match=r"cases\.yaml:1: with limt=3: .*no such field"):
        cells({"vary": {"limt": [3]}})


def test_filters_all_have_to_admit_a_cell() -> None:
    found = cells({"vary": {"locale": ["en", "de"]}})
    tags = {("mine", "one"): ("slow",)}

    def names(*filters: str) -> list[str]:
        return [str(cell.variables["locale"]) for cell in wanted(found, filters, tags)]

    assert names("one") == names("mine/*") == names("tag:slow") == names("check:grounded") == ["en", "de"]
    assert names("locale=de") == names("[locale=de]") == names("mine/one[locale=d*") == ["de"]
    assert names("tag:slow", "locale=en") == ["en"]
    assert names("tag:quick") == names("check:leaks") == names("two") == names("locale=fr") == []
