"""What a run comes to: shares with intervals by suite and check, what is red, and whether it may pass."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import orjson

from frankly.evals.cases.case import Value
from frankly.evals.gate.comparing import compare
from frankly.evals.gate.taking import Kept, Taken, take, unit_of
from frankly.evals.gate.terms import Terms
from frankly.evals.runs.summary import CheckSummary, Compared, Counts, Red, Standing, Summary
from frankly.evals.runs.verdict import Outcome, Verdict
from frankly.measure.comparing.clustered import clusters_of, share_interval

COUNTED: Final[Mapping[Outcome, str]] = {
    "pass": "passed",
    "fail": "failed",
    "stale": "stale",
    "skipped": "skipped",
    "error": "errors",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What there is to say of a run besides its findings.

    Attributes:
        config: what it was made with, each by its hash or name.
        seconds: how long it took.
        cost_nano: what it cost, in billionths of a US dollar.
        stale: what no cassette holds, in words.
        notes: what a reader must know.
    """

    config: Mapping[str, Value] = field(default_factory=dict)
    seconds: float = 0.0
    cost_nano: int = 0
    stale: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def summarise(verdicts: Sequence[Verdict], terms: Terms, ran: Ran = Ran(), baseline: Taken | None = None) -> Summary:
    """Sum a run up and judge it.

    Args:
        verdicts: its findings.
        terms: what it is judged by.
        ran: what else there is to say of it.
        baseline: accepted findings by suite; suites that it lacks are judged by themselves: whatever fails is red.
    """
    taken = take(verdicts)
    before = {suite: checks for suite, checks in (baseline or {}).items() if suite in taken}
    compared = compare(before, taken, terms)
    reds = _reds(verdicts, terms, before)
    checks = tuple(_check(suite, check, verdicts_of, terms) for (suite, check), verdicts_of in _grouped(verdicts))
    standing, why = _standing(checks, compared, reds, before)
    return Summary(
        run=hashlib.sha256(orjson.dumps(dict(ran.config), option=orjson.OPT_SORT_KEYS)).hexdigest(),
        standing=standing,
        config=dict(ran.config),
        seconds=ran.seconds,
        cost_nano=ran.cost_nano,
        cells=len({verdict.cell for verdict in verdicts}),
        checks=checks,
        reds=reds,
        stale=ran.stale,
        compared=compared,
        notes=(*why, *_cardless(checks), *ran.notes),
    )


def _grouped(verdicts: Sequence[Verdict]) -> list[tuple[tuple[str, str], list[Verdict]]]:
    grouped: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        grouped[verdict.suite, verdict.check].append(verdict)
    return sorted(grouped.items())


def _check(suite: str, check: str, verdicts: Sequence[Verdict], terms: Terms) -> CheckSummary:
    counted = Counter(COUNTED[verdict.finding.outcome] for verdict in verdicts)
    told = [verdict for verdict in verdicts if verdict.finding.outcome in {"pass", "fail"}]
    scores = [verdict.finding.score for verdict in told if verdict.finding.score is not None]
    passes = np.array([verdict.finding.outcome == "pass" for verdict in told], dtype=np.float64)
    found = share_interval(clusters_of(passes, [verdict.cluster or verdict.case for verdict in told])) if told else None
    return CheckSummary(
        suite=suite,
        check=check,
        gates=terms.gates(suite, check),
        lacks=terms.lacks(suite, check),
        counts=Counts(**counted),
        share=found.mean if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        mean=sum(scores) / len(scores) if scores else None,
    )


def _reds(verdicts: Sequence[Verdict], terms: Terms, before: Taken) -> tuple[Red, ...]:
    reds = [_red(verdict, terms, before) for verdict in verdicts if verdict.finding.outcome in {"fail", "error"}]
    told = Counter((verdict.suite, verdict.check) for verdict in verdicts)
    new = Counter((red.suite, red.check) for red in reds if not red.is_known)

    def place(red: Red) -> tuple[object, ...]:
        # What broke most of what it looks at is likely the cause; the rest are its consequences.
        share = new[red.suite, red.check] / told[red.suite, red.check]
        return (not red.gates, red.is_known, -share, terms.place_of(red.check), red.suite, red.cell)

    return tuple(sorted(reds, key=place))


def _red(verdict: Verdict, terms: Terms, before: Taken) -> Red:
    kept = before.get(verdict.suite, {}).get(verdict.check, {}).get(unit_of(verdict))
    return Red(
        cell=verdict.cell,
        suite=verdict.suite,
        case=verdict.case,
        variables=verdict.variables,
        check=verdict.check,
        finding=verdict.finding,
        gates=terms.gates(verdict.suite, verdict.check),
        is_known=verdict.finding.outcome == "fail" and _fails(kept),
    )


def _fails(kept: Kept | None) -> bool:
    return kept is not None and kept.passed < kept.told


def _standing(
    checks: Sequence[CheckSummary], compared: Sequence[Compared], reds: Sequence[Red], before: Taken
) -> tuple[Standing, tuple[str, ...]]:
    """What a run comes to, and why where that is not plain. Nothing is fine by accident."""
    if any(one.gates and one.verdict == "worse" for one in compared) or _has_failed(reds, before):
        return "worse", ()
    unsaid = _unsaid(checks, compared)
    if unsaid:
        return "could not run", unsaid
    return ("stale" if any(check.counts.stale for check in checks) else "fine"), ()


def _has_failed(reds: Sequence[Red], before: Taken) -> bool:
    """Whether something that counts fails where there is nothing to compare it with."""
    return any(red.gates and red.finding.outcome == "fail" and red.suite not in before for red in reds)


def _unsaid(checks: Sequence[CheckSummary], compared: Sequence[Compared]) -> tuple[str, ...]:
    if not checks:
        return ("Nothing was judged: there is no case, or no check.",)
    errors = [
        f"{check.suite}: {check.check} broke {check.counts.errors} times." for check in checks if check.counts.errors
    ]
    lost = [
        f"{one.suite}: {one.check} said something of {len(one.lost)} cells before and says nothing now, first of "
        f"{one.lost[0]}. If that is right, accept it: frankly eval baseline accept {one.suite} --because '…'."
        for one in compared
        if one.gates and one.lost
    ]
    speaks = any(check.speaks for check in checks)
    nothing = [] if speaks else ["Every check was skipped: the outputs hold nothing that they look at."]
    blind = _blind(checks)
    counts = any(check.gates and check.speaks for check in checks)
    is_idle = not (counts or nothing or blind)
    idle = ["No check that counts said anything; frankly eval checks says which count."] if is_idle else []
    return (*errors, *lost, *nothing, *blind, *idle)


def _blind(checks: Sequence[CheckSummary]) -> list[str]:
    """Suites of which nobody can tell, since all that is meant to gate there lacks a card."""
    gated = {check.suite for check in checks if check.gates and check.speaks}
    lacking: dict[str, list[str]] = defaultdict(list)
    for check in checks:
        if check.lacks and check.suite not in gated:
            lacking[check.suite].append(f"{check.check} ({check.lacks})")
    return [
        f"{suite}: cannot tell, since nothing gates there: {', '.join(sorted(names))}."
        for suite, names in sorted(lacking.items())
    ]


def _cardless(checks: Sequence[CheckSummary]) -> tuple[str, ...]:
    """How many checks of the run only tell, though they are meant to gate."""
    lacks = {check.check: check.lacks for check in checks if check.lacks}
    if not lacks:
        return ()
    told = "1 check is" if len(lacks) == 1 else f"{len(lacks)} checks are"
    named = ", ".join(f"{name} ({why})" for name, why in sorted(lacks.items()))
    deal = f"frankly eval cards {' '.join(sorted(lacks))} --deal --write"
    return (f"{told} meant to gate and only tell{'s' if len(lacks) == 1 else ''}: {named}. To gate: {deal}",)
