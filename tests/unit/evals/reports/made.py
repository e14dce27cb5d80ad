"""A small run made by hand: a reason that a prompt spoilt, a stale reply, a check that does not gate, two locales."""

from typing import Any

from frankly.evals.cases.case import Ask, Cell, CheckUse
from frankly.evals.reports.view import Run, RunView, view_of
from frankly.evals.runs.output import Called, Output, Span, Told
from frankly.evals.runs.summary import CheckSummary, Compared, Counts, Summary
from frankly.evals.runs.verdict import Finding, Outcome, Verdict

EXPECTS = {
    "grounded": "Each sentence is borne by evidence that really moved the ranking.",
    "length": "No text is longer than it may be.",
    "tone": "The texts speak as the house does.",
}

LIE = "Because 312 readers like you finished “The Salt Path”, this is for you."
HONEST = "Because you finished “The Salt Path”, this is for you."


def told(text: str, place: str = "items.0.sentences.0", **more: Any) -> Told:
    known = {"item": "lantern-17", "kind": "reason", "origin": "model", "evidence": ("e1",), "is_proved": True}
    return Told(text=text, place=place, **{**known, **more})


def output(case: str, *texts: Told, suite: str = "tone", checks: tuple[Any, ...] = (), **more: Any) -> Output:
    of_cell = {name: more.pop(name) for name in ("variables", "sample", "because") if name in more}
    uses = tuple(CheckUse.model_validate(use) for use in checks or ("grounded", {"length": {"most": 240}}, "tone"))
    ask = Ask.model_validate({"recommend": {"surface": "home", "person": "reader-mara"}})
    cell = Cell(suite=suite, case=case, ask=ask, checks=uses, **of_cell)
    facts = {"lantern-17": {"title": "Night Ferry"}, "lantern-4": {"title": "The Salt Path"}}
    return Output(cell=cell, texts=texts or (told(HONEST),), facts=facts, **{"ms": 41.5, **more})


def verdict(of: Output, check: str, outcome: Outcome = "pass", why: str = "", *spans: Span, **more: Any) -> Verdict:
    cell, number = of.cell, more.pop("number", 0)
    finding = Finding(outcome=outcome, why=why, spans=spans, **more)
    return Verdict(
        cell=cell.name,
        suite=cell.suite,
        case=cell.case,
        variables=cell.variables,
        sample=cell.sample,
        cluster=cell.cluster,
        check=check,
        number=number,
        finding=finding,
    )


CALL = Called(
    prompt="write/v1",
    key="5b1c0d9a77e2f3a4",
    model="simulated/rule-following",
    sent="You write reasons.\n[digits] Write no number.\n\n<item h1>Night Ferry</item>",
    reply='{"sentences": [{"text": "Because 312 readers like you finished {e1.title}, this is for you."}]}',
    tokens_in=1_240,
    tokens_out=61,
    cost_nano=415_000,
    lost_rules=("digits",),
    broken_rules=("digits",),
    is_simulated=True,
)


def spoilt() -> Output:
    return output(
        "greets",
        told(LIE, is_proved=False, codes=("stray_number",)),
        told("Night Ferry keeps you awake.", "items.0.sentences.1", kind="nudge", evidence=()),
        told("312 readers waited.", codes=("stray_number",), is_delivered=False),
        variables={"locale": "en"},
        because="A letter once claimed a number that nobody had counted.",
        calls=(CALL,),
    )


def run() -> Run:
    red, fine = spoilt(), output("greets", told(HONEST, locale="de"), variables={"locale": "de"})
    stale = output("waits", variables={"locale": "en"}, stale=("write/v1 77aa",))
    noted = output("waits", variables={"locale": "de"})
    other = output("slow", suite="cost", checks=("cost",))
    number = Span(text=0, start=LIE.index("312"), end=LIE.index("312") + 3, code="stray_number")
    verdicts = (
        verdict(red, "grounded", "fail", "One of 2 sentences is not proved.", number, score=0.5),
        verdict(red, "length"),
        verdict(red, "tone", "skipped", "no letter is in it"),
        verdict(fine, "grounded"),
        verdict(fine, "length"),
        verdict(stale, "grounded", "stale", "write/v1 is not recorded"),
        verdict(noted, "grounded"),
        verdict(noted, "tone", "fail", "It says du and Sie.", score=0.25),
        verdict(other, "cost"),
    )
    return Run(summary(), (red, fine, stale, noted, other), verdicts)


def summary(**more: Any) -> Summary:
    counts = Counts
    checks = (
        CheckSummary(suite="cost", check="cost", gates=True, counts=counts(passed=1), share=1.0, low=0.21, high=1.0),
        CheckSummary(
            suite="tone",
            check="grounded",
            gates=True,
            counts=counts(passed=2, failed=1, stale=1),
            share=2 / 3,
            low=0.21,
            high=0.94,
        ),
        CheckSummary(
            suite="tone", check="length", gates=True, counts=counts(passed=2), share=1.0, low=0.34, high=1.0, mean=0.9
        ),
        CheckSummary(
            suite="tone",
            check="tone",
            gates=False,
            counts=counts(failed=1, skipped=1),
            share=0.0,
            low=0.0,
            high=0.79,
        ),
    )
    known: dict[str, Any] = {
        "run": "9f2c41aa07bd55e1",
        "standing": "worse",
        "config": {"mode": "replay", "prompt write": "write/v1", "model": "simulated/rule-following"},
        "seconds": 12.34,
        "cells": 5,
        "checks": checks,
        "stale": ("write/v1: 1 call, recording costs about $0.0004",),
        "notes": ("The model is simulated.",),
        "compared": (
            Compared(
                suite="tone",
                check="grounded",
                before=1.0,
                after=2 / 3,
                difference=-1 / 3,
                low=-0.79,
                high=0.06,
                p=0.25,
                verdict="cannot tell",
                needs=38,
                flipped=("tone/greets[locale=en]",),
                broken=("tone/greets[locale=en]",),
            ),
        ),
    }
    return Summary(**{**known, **more})


def earlier() -> Run:
    """The run before: nothing was spoilt."""
    fine = output("greets", told(HONEST), variables={"locale": "en"})
    return Run(
        summary(run="0011223344556677", standing="fine", compared=(), stale=()), (fine,), (verdict(fine, "grounded"),)
    )


def view(before: bool = False) -> RunView:
    return view_of(run(), EXPECTS, earlier() if before else None)
