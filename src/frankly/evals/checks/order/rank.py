"""`rank`: what was to be found stands in front."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import Words
from frankly.evals.checks.found import failed, passed, skipped
from frankly.evals.checks.reading import ids_of, words_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.measure.ranking.accuracy import hit_rate, ndcg, recall, reciprocal_rank

Metric = Literal["ndcg", "hit_rate", "recall", "reciprocal_rank"]


class RankOptions(Options):
    """What is measured."""

    main: ClassVar[str] = "least"

    metric: Metric = "ndcg"
    """`ndcg`: how early all of it stands · `hit_rate`: whether one stands there · `recall`: which share does ·
    `reciprocal_rank`: how early the first stands."""

    at: Annotated[int, Field(ge=1, le=100)] = 10
    """Length of the list that counts."""

    least: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Least value."""

    wanted: Words = ()
    """Ids of the items that were to be found; absent: those of the case's truth under `wanted`."""

    below_base: Annotated[float, Field(ge=0, le=1)] | None = None
    """By how much it may be below the order before the model's vote; absent: that is not asked."""


class Rank:
    """The check."""

    name: ClassVar[str] = "rank"
    says: ClassVar[str] = "What people went on to choose stands in front."
    about: ClassVar[str] = (
        "Measures one slate against the items that are known to be right; the mean over cases and its interval are the "
        "summary's. One case alone says little: set `least` to 0 and let the gate compare means, or name what must "
        "stand there. The order before the vote is read from the record."
    )
    options: ClassVar[type[Options]] = RankOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: RankOptions, bench: Bench) -> Finding:
        """Measure."""
        wanted = list(dict.fromkeys(options.wanted or words_at(output.cell.truth, "wanted")))
        order = ids_of(output.answer)
        if not wanted or not order:
            return skipped("there is no item" if wanted else "nothing is named that was to be found")
        value = measured(order, wanted, options)
        if value < options.least:
            places = [f"{name} at {order.index(name) + 1}" for name in wanted if name in order]
            told = ", ".join(places) or f"none of {', '.join(wanted[:5])} is there"
            return failed(
                [f"{options.metric}@{options.at} is {value:.3f}, at least {options.least} ({told})"], (), value
            )
        before = words_at(output.record, "before_the_vote")
        if options.below_base is not None and before:
            base = measured(before, wanted, options)
            if value < base - options.below_base:
                return failed([f"the vote made {options.metric}@{options.at} {value:.3f} of {base:.3f}"], (), value)
        return passed(value)

    def examples(self) -> Sequence[Example]:
        """What was chosen is first, what was chosen is nowhere, and a vote that pushed it back."""
        made = showing.output(answer=showing.slate("farthest-north", "emma", "kim"))
        voted = showing.output(
            answer=showing.slate("emma", "kim", "farthest-north"),
            record={"before_the_vote": ["farthest-north", "emma", "kim"]},
        )
        return (
            showing.passes("the chosen book is first", made, wanted="farthest-north", least=0.9),
            showing.fails("it is not there", made, wanted="the-lodger", metric="hit_rate", least=1),
            showing.fails("the vote pushed it back", voted, wanted="farthest-north", least=0, below_base=0.1),
        )


def measured(order: Sequence[str], wanted: Sequence[str], options: RankOptions) -> float:
    """The metric of one slate, rounded to six places."""
    ranks = np.array([order.index(name) + 1 if name in order else np.inf for name in wanted], dtype=np.float64)
    return round(_value(ranks, options), 6)


def _value(ranks: NDArray[np.float64], options: RankOptions) -> float:
    match options.metric:
        case "ndcg":
            return ndcg(ranks, options.at)
        case "hit_rate":
            return hit_rate(ranks, options.at)
        case "recall":
            return recall(ranks, options.at)
    value = reciprocal_rank(ranks)
    return value if value * options.at >= 1 else 0.0


CHECK: Final = Rank()
