"""The benchmark of language models: tokens and time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from frankly.bench.model.overhead import measure_overhead
from frankly.bench.model.tokens import measure_tokens
from frankly.bench.report import Report
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.pipelines.parts import Parts

LEAST_CALLS = 20
"""Fewer calls have no 95th percentile."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """A shop with prompts, facts and people, in which slates are told.

    Attributes:
        parts: the pipeline's parts; the assistant has the shipped prompts.
        people: who asks.
        now: when.
        files: file → SHA-256.
    """

    parts: Parts
    people: Sequence[str]
    now: EpochMs
    files: dict[str, str]


async def measure(shop: Shop | None, calls: int, naive: Path, say: Say) -> Report:
    """Count tokens and time calls.

    Args:
        shop: where slates are told; None leaves tokens out.
        calls: of each kind; 0 leaves time out.
        naive: file of the naive prompt.
        say: told what is going on.

    Raises:
        Invalid: for too few calls to say anything.
    """
    if 0 < calls < LEAST_CALLS:
        raise Invalid(f"Time at least {LEAST_CALLS} calls, or the 95th percentile means nothing; 0 leaves it out.")
    report = Report(config={"calls": calls})
    if shop is not None:
        say(f"Counting the tokens of {len(shop.people)} slates")
        report.figures |= await measure_tokens(shop.parts, shop.people, shop.now, naive)
        report.data |= shop.files
        report.read([naive])
        report.notes.append(
            "Counted: every part of the prompts rank and write, the schemas of their replies (as stable input), and "
            "replies with the sentences that the slate is told with; a repair, where one is needed, is not. The naive "
            "prompt holds 25 whole items and the history, its reply the same sentences."
        )
    if calls:
        say(f"Timing {calls} calls of each kind")
        report.figures |= await measure_overhead(calls)
    return report
