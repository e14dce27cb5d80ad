"""Cold start: the same people and the same truth, with only the last few acts of their history known."""

from collections.abc import Callable, Sequence
from functools import partial

from frankly.bench.ranking.asking import ask
from frankly.bench.ranking.figures import MAIN, differences, ends
from frankly.bench.ranking.grouping import Groups
from frankly.bench.ranking.methods import METHODS
from frankly.bench.ranking.world import World
from frankly.measure.bootstrap import interval
from frankly.measure.protocols import Question, with_last

Say = Callable[[str, int, int], None]


def cold_start(
    world: World,
    questions: Sequence[Question],
    lengths: Sequence[int],
    methods: Sequence[str],
    groups: Groups,
    say: Say,
) -> dict[str, float]:
    """Figures `<method>.ndcg10.last_<n>` and `<method>.hr10.last_<n>`, and the differences between ours and the others.

    Args:
        world: what was learned from.
        questions: with whole histories; all of these items stay masked.
        lengths: how many of the last acts are known; someone with fewer keeps all.
        methods: which are asked.
        groups: of the set.
        say: told what is going on.
    """
    scorers = {method: METHODS[method](world) for method in methods}
    figures: dict[str, float] = {}
    for length in lengths:
        cut = [with_last(question, length) for question in questions]
        suffix = f".last_{length}"
        outcomes = {}
        for method, scorer in scorers.items():
            told = partial(say, f"{method}, last {length} acts")
            outcomes[method] = ask(scorer, world, cut, groups.truth, told)
            values = outcomes[method].values
            for name in (MAIN, "hr10"):
                figures[f"{method}.{name}{suffix}"] = round(float(values[name].mean()), 5)
            figures |= ends(f"{method}.{MAIN}{suffix}", interval(values[MAIN]))
        figures |= differences(outcomes, suffix=suffix)
    return figures
