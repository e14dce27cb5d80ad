"""How often the gate is red where nothing changed: two runs of one configuration, compared as any two runs are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from frankly.evals.gate.comparing import compare
from frankly.evals.gate.taking import take
from frankly.evals.gate.terms import Terms
from frankly.evals.gate.trials import drawn, recorded
from frankly.evals.runs.verdict import Verdict
from frankly.measure.comparing.proportion import proportion


@dataclass(frozen=True, slots=True)
class Told:
    """What the gate said of two runs of one configuration.

    Attributes:
        is_red: whether it called one of them worse.
        is_green: whether it called something better.
        comparisons: of checks in suites.
    """

    is_red: bool
    is_green: bool
    comparisons: int


def told_of(before: Sequence[Verdict], after: Sequence[Verdict]) -> Told:
    """Compare two runs with every check counting."""
    terms = Terms(gating={verdict.check for verdict in before})
    compared = compare(take(before), take(after), terms)
    verdicts = {one.verdict for one in compared}
    return Told("worse" in verdicts, "better" in verdicts, len(compared))


def drawn_twice(number: int, seed: int) -> Told:
    """Two runs of a made-up house, a new one for each number."""
    draws = np.random.default_rng([seed, 1, number])
    cells = drawn.house(draws)
    return told_of(drawn.run_of(cells, "before", draws), drawn.run_of(cells, "after", draws))


def recorded_twice(samples: Sequence[recorded.Sample], number: int, seed: int) -> Told:
    """Two runs over other sentences of the same recording."""
    return told_of(*recorded.two_runs(samples, np.random.default_rng([seed, 2, number])))


def same(
    samples: Sequence[recorded.Sample], comparisons: int, seed: int, say: Callable[[str], None]
) -> dict[str, float]:
    """Figures of both kinds.

    Args:
        samples: recorded sentences.
        comparisons: runs that are compared, of each kind.
        seed: of the draws.
        say: told what is going on.
    """
    figures: dict[str, float] = {}
    kinds: dict[str, Callable[[int], Told]] = {
        "recorded": lambda number: recorded_twice(samples, number, seed),
        "drawn": lambda number: drawn_twice(number, seed),
    }
    for kind, compared in kinds.items():
        told = []
        for number in range(comparisons):
            say(f"nothing changed, {kind}: {number} of {comparisons}")
            told.append(compared(number))
        red = proportion(sum(one.is_red for one in told), comparisons, method="wilson")
        figures[f"gate.same.{kind}.red"] = round(red.share, 4)
        figures[f"gate.same.{kind}.red.high"] = round(red.high, 4)
        figures[f"gate.same.{kind}.better"] = round(sum(one.is_green for one in told) / comparisons, 4)
        figures[f"gate.same.{kind}.checks"] = round(float(np.mean([one.comparisons for one in told])), 1)
    return figures
