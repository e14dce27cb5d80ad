from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from frankly.errors import Misconfigured, NotFound
from frankly.evals.cases.case import Ask, Cell
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.registry import CHECKS as REGISTERED
from frankly.evals.judging.look import drawn, require_checks, verdicts_of
from frankly.evals.runs.output import Called, Output, Probe
from frankly.evals.runs.verdict import Finding, Verdict
from frankly.stages.writing.brand import Brand


class Most(Options):
    main: ClassVar[str] = "most"
    most: int = 1


class Few:
    """Passes an object of few fields; breaks where one is called `break`."""

    name: ClassVar[str] = "few"
    says: ClassVar[str] = "There are few fields."
    about: ClassVar[str] = "It counts."
    options: ClassVar[type[Options]] = Most
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: Any, bench: Bench) -> Finding:
        told = output.answer or {}
        if "break" in told:
            raise ZeroDivisionError("by nothing")
        return Finding(outcome="pass" if len(told) <= options.most else "fail", why="counted")

    def examples(self) -> Sequence[Example]:
        return ()


CHECKS = {"few": Few()}
BENCH = Bench(lexicons={}, brand=Brand(), judgements={})


def output(checks: Sequence[Any] = ("few",), answer: dict[str, Any] | None = None, **more: Any) -> Output:
    cell = Cell.model_validate(
        {"suite": "mine", "case": "one", "ask": Ask.model_validate({"value": {}}), "checks": list(checks)}
    )
    return Output(cell=cell, answer=answer or {"a": 1}, **more)


def verdicts(one: Output) -> list[Verdict]:
    return list(verdicts_of(one, CHECKS, BENCH))


def outcomes(one: Output) -> list[str]:
    return [verdict.finding.outcome for verdict in verdicts(one)]


def call(**more: Any) -> Called:
    return Called(prompt="write/v1", key="k1", model="openai/x", reply="{}", **more)


def test_each_use_of_a_check_is_a_verdict_with_its_own_options() -> None:
    found = verdicts(output(["few", {"few": 3}], {"a": 1, "b": 2}))
    assert [(one.finding.outcome, one.number) for one in found] == [("fail", 0), ("pass", 1)]


def test_a_check_that_breaks_is_an_error_and_the_next_one_still_looks() -> None:
    found = verdicts(output(["few", {"few": 3}], {"break": 1}))
    assert [one.finding.outcome for one in found] == ["error", "error"]
    assert "ZeroDivisionError" in found[0].finding.why


def test_what_could_not_be_made_is_an_error_of_every_check() -> None:
    assert outcomes(output(error="no such surface")) == ["error"]


def test_an_unrecorded_reply_is_stale_and_never_a_pass() -> None:
    assert outcomes(output(stale=("write/v1 k1",))) == ["stale"]
    assert outcomes(output(answer={"a": 1, "b": 2}, stale=("write/v1 k1",))) == ["stale"]


def test_a_stale_probe_makes_the_whole_output_stale() -> None:
    assert outcomes(output(probes={"again": (output(stale=("write/v1 k1",)),)})) == ["stale"]


def test_a_simulated_writer_may_condemn_and_not_acquit() -> None:
    simulated = {"stale": ("write/v1 k1",), "calls": (call(is_simulated=True, is_recorded=False),)}
    assert outcomes(output(**simulated)) == ["stale"]
    [found] = verdicts(output(answer={"a": 1, "b": 2}, **simulated))
    assert found.finding.outcome == "fail"
    assert found.finding.why.startswith("simulated")


def test_only_replies_of_a_language_model_are_draws() -> None:
    assert drawn(output()) == drawn(output(calls=(call(is_simulated=True),))) == ""
    one, other = (drawn(output(calls=(call(fault=fault),))) for fault in ("", "late"))
    assert one == other != ""
    assert drawn(output(calls=(call().model_copy(update={"reply": "other"}),))) != one
    assert drawn(output(probes={"again": (output(calls=(call(),)),)})) == one


def test_an_unknown_check_or_option_is_told_before_anything_is_made() -> None:
    with pytest.raises(NotFound, match=r"mine/one: there is no check 'feww'. Did you mean 'few'"):
        require_checks([output(["feww"]).cell], CHECKS)
    with pytest.raises(Misconfigured, match=r"mine/one: few: mst: There is no such field. Did you mean 'most'"):
        require_checks([output([{"few": {"mst": 3}}]).cell], CHECKS)


def test_a_rule_that_a_prompt_lost_shows_though_nobody_knows_the_reply() -> None:
    lost = {"stale": ("write/v1 k1",), "calls": (call(lost_rules=("slots",), is_recorded=False),)}
    [found] = verdicts_of(output(checks=("rules",), **lost), REGISTERED, BENCH)
    assert (found.finding.outcome, found.finding.why) == ("fail", "rule 'slots' of write/v1 is lost")
    kept = {"stale": ("write/v1 k1",), "calls": (call(is_recorded=False),)}
    assert [one.finding.outcome for one in verdicts_of(output(checks=("rules",), **kept), REGISTERED, BENCH)] == [
        "stale"
    ]
    assert outcomes(output(answer={"a": 1, "b": 2}, **lost)) == ["stale"]


def test_a_recorded_reply_of_the_simulated_writer_stands_in_for_no_missing_one() -> None:
    beside = (call(is_simulated=True, is_recorded=True), call(is_recorded=False))
    assert outcomes(output(answer={"a": 1, "b": 2}, stale=("write/v1 k1",), calls=beside)) == ["stale"]
