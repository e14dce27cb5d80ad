"""Cold start: the same people and the same truth, with only the last few acts of their history known."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np

from frankly.bench.ranking.asking import ask
from frankly.bench.ranking.figures import MAIN, differences, ends
from frankly.bench.ranking.grouping import Groups
from frankly.bench.ranking.methods import METHODS
from frankly.bench.ranking.world import World
from frankly.measure.comparing.bootstrap import draws, interval
from frankly.measure.ranking.protocols import Question, with_last

Say = Callable[[str, int, int], None]

COLD_METHODS: Final = ("popularity", "ours")
"""What is compared: what needs no history, and what lives on it."""

MOST: Final = 10_000
"""Most people that are asked, each at every length; of a larger set so many are drawn."""


def cold_start(
    world: World, questions: Sequence[Question], lengths: Sequence[int], groups: Groups, say: Say
) -> tuple[dict[str, float], str]:
    """Figures `<method>.ndcg10.last_<n>` and `<method>.hr10.last_<n>`, and the differences between ours and the others.

    Args:
        world: what was learned from.
        questions: with whole histories; all of these items stay masked.
        lengths: how many of the last acts are known; someone with fewer keeps all.
        groups: of the set.
        say: told what is going on.

    Returns:
        The figures, and what they are of in words.
    """
    asked = _drawn(questions)
    scorers = {method: METHODS[method](world) for method in COLD_METHODS}
    figures: dict[str, float] = {}
    for length in lengths:
        cut = [with_last(question, length) for question in asked]
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
    some = "all" if len(asked) == len(questions) else f"{len(asked)} drawn"
    return figures, f"last_<n>: {some} people and their truths, with the last n acts of each history alone known"


def _drawn(questions: Sequence[Question]) -> list[Question]:
    """All, or so many drawn without putting back."""
    if len(questions) <= MOST:
        return list(questions)
    order = np.argsort(draws(len(questions), 2**32, 0, 0), kind="stable")
    return [questions[place] for place in sorted(order[:MOST].tolist())]
