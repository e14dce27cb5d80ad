"""What a check said of an output."""

from typing import Literal

from frankly.domain.base import Frozen
from frankly.evals.cases.case import Value
from frankly.evals.runs.output import Span

Outcome = Literal["pass", "fail", "stale", "skipped", "error"]
"""It holds; it does not; the model's reply is not recorded, so nobody can tell; the output holds nothing that the check
looks at; the check itself broke."""


class Finding(Frozen):
    """What a check finds in one output."""

    outcome: Outcome
    """What it comes to."""

    score: float | None = None
    """How much of it holds, where that is a matter of degree: 0 nothing, 1 everything."""

    why: str = ""
    """In words: what is wrong, or why nothing could be said."""

    spans: tuple[Span, ...] = ()
    """Where."""


class Verdict(Frozen):
    """A finding with what it is about: one line of `verdicts.jsonl`."""

    cell: str
    """Name of the cell."""

    suite: str
    """Its suite."""

    case: str
    """Its case."""

    variables: dict[str, Value]
    """What its variables were."""

    sample: int
    """Which try."""

    cluster: str
    """What it is drawn together with."""

    check: str
    """Name of the check."""

    number: int = 0
    """Which use of the check in the cell, where it stands more than once."""

    finding: Finding
    """What was found."""

    drawn: str = ""
    """Hash of the language model's replies among what it was made of, empty where there are none. Other replies may
    come out otherwise by chance, and only statistics tell that from a change; with the same replies, with none, or with
    simulated ones, a finding is the same each time, and one that breaks is enough."""
