"""What checks say, in one form: it holds, it does not, or there is nothing to look at."""

from collections.abc import Sequence
from typing import Final

from frankly.evals.runs.output import Span, Told
from frankly.evals.runs.verdict import Finding

MOST_TOLD: Final = 5
"""Faults that are told of one output; nobody reads more, and the spans mark all."""

LONGEST_SHOWN: Final = 100


def passed(score: float | None = None, why: str = "") -> Finding:
    """It holds."""
    return Finding(outcome="pass", score=score, why=why)


def skipped(why: str) -> Finding:
    """There is nothing to look at.

    Args:
        why: what is not there.
    """
    return Finding(outcome="skipped", why=why)


def failed(faults: Sequence[str], spans: Sequence[Span] = (), score: float | None = None) -> Finding:
    """It does not hold.

    Args:
        faults: what is wrong, at least one, in words.
        spans: where.
        score: how much of it holds, from 0 to 1.
    """
    told = "; ".join(faults[:MOST_TOLD])
    more = len(faults) - MOST_TOLD
    why = f"{told}; and {more} more" if more > 0 else told
    return Finding(outcome="fail", score=score, why=why, spans=tuple(spans))


def judged(faults: Sequence[str], of: int, spans: Sequence[Span] = ()) -> Finding:
    """It holds where there is no fault; the score is the share of what was looked at that has none.

    Args:
        faults: what is wrong, one for each thing that is.
        of: things that were looked at, at least one.
        spans: where.
    """
    score = round(max(0.0, 1 - len(faults) / of), 6)
    return failed(faults, spans, score) if faults else passed(score)


def shown(text: str) -> str:
    """A text as it stands in a message: on one line, quoted, cut where it is long."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"}"'


def whole(number: int, text: Told, code: str = "") -> Span:
    """The span of a whole text.

    Args:
        number: which of the output's texts.
        text: the text.
        code: why it is marked.
    """
    return Span(text=number, start=0, end=len(text.text), code=code)


def number_of(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 text", "3 texts"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
