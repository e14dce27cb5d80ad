"""Verdicts made by hand."""

from collections.abc import Sequence

from frankly.evals.runs.verdict import Finding, Outcome, Verdict


def verdict(
    case: str,
    outcome: Outcome = "pass",
    *,
    check: str = "grounded",
    suite: str = "tone",
    sample: int = 0,
    cluster: str = "",
    drawn: str = "",
    score: float | None = None,
    number: int = 0,
) -> Verdict:
    name = f"{suite}/{case}" + (f"#{sample}" if sample else "")
    return Verdict(
        cell=name,
        suite=suite,
        case=case,
        variables={},
        sample=sample,
        cluster=cluster,
        check=check,
        number=number,
        finding=Finding(outcome=outcome, score=score),
        drawn=drawn,
    )


def many(
    outcomes: Sequence[Outcome], *, drawn: str = "", check: str = "grounded", suite: str = "tone"
) -> list[Verdict]:
    return [
        verdict(f"case-{at:03}", outcome, drawn=drawn, check=check, suite=suite) for at, outcome in enumerate(outcomes)
    ]
