"""`stable`: the order is the same when the items were shown otherwise, or the question was put in other words."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, passed, skipped
from frankly.evals.checks.reading import ids_of
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.vote.gate import PPM, kept_pairs_ppm


class StableOptions(Options):
    """How much may move."""

    main: ClassVar[str] = "least"

    least: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Least share of the pairs of items that stand the same way round; chance keeps half."""

    least_same: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Least share of the items that stand in both."""


class Stable:
    """The check."""

    name: ClassVar[str] = "stable"
    says: ClassVar[str] = (
        "The order is the same however items are shuffled for the model, and however a search is worded."
    )
    about: ClassVar[str] = (
        "The same is asked again with the items of the vote in another order, and where the case's truth names "
        "`paraphrases`, in other words of the same meaning. A vote that follows the place of an item in its prompt "
        "turns pairs round. Without a model and without paraphrases nothing is compared."
    )
    options: ClassVar[type[Options]] = StableOptions
    probes: ClassVar[Sequence[Probe]] = ("shuffled", "paraphrased")
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: StableOptions, bench: Bench) -> Finding:
        """Compare the orders."""
        order = ids_of(output.answer)
        others = [(name, ids_of(other.answer)) for name in self.probes for other in output.probes.get(name, ())]
        others = [(name, other) for name, other in others if other]
        if not order or not others:
            return skipped("nothing was asked again in another order or in other words")
        faults, values = [], []
        for name, other in others:
            same, kept = _same(order, other), _kept(order, other)
            values.append(kept if same else 0.0)
            if same < options.least_same:
                faults.append(f"{name}: {same:.0%} of the items stand in both, at least {options.least_same:.0%} must")
            elif kept < options.least:
                faults.append(
                    f"{name}: {kept:.0%} of the pairs stand the same way round, at least {options.least:.0%} must"
                )
        mean = round(sum(values) / len(values), 6)
        return failed(faults, (), mean) if faults else passed(mean)

    def examples(self) -> Sequence[Example]:
        """An order that holds, one that is turned round, and other items."""
        made = showing.output(answer=showing.slate("farthest-north", "emma", "kim"))
        held = showing.output(answer=showing.slate("farthest-north", "emma", "kim"))
        turned = showing.output(answer=showing.slate("kim", "emma", "farthest-north"))
        others = showing.output(answer=showing.slate("the-lodger", "south", "kim"))
        return (
            showing.passes("the same order", made.model_copy(update={"probes": {"shuffled": (held,)}})),
            showing.fails("the other way round", made.model_copy(update={"probes": {"shuffled": (turned,)}})),
            showing.fails("other items", made.model_copy(update={"probes": {"paraphrased": (others,)}})),
        )


def _same(one: Sequence[str], other: Sequence[str]) -> float:
    return len(set(one) & set(other)) / max(len(set(one)), len(set(other)))


def _kept(one: Sequence[str], other: Sequence[str]) -> float:
    kept = kept_pairs_ppm(one, other)
    return 1.0 if kept is None else kept / PPM


CHECK: Final = Stable()
