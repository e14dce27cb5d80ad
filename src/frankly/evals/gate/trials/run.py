"""All trials of the gate, as `frankly bench eval` prints them."""

from collections.abc import Callable
from dataclasses import dataclass

from frankly.evals.gate.terms import ALPHA
from frankly.evals.gate.trials.coverage import coverage
from frankly.evals.gate.trials.recorded import Sample, samples
from frankly.evals.gate.trials.same import same
from frankly.evals.liars.cases import read_cases
from frankly.evals.liars.suite import HONEST, open_house


@dataclass(frozen=True, slots=True)
class Trials:
    """How much is tried.

    Attributes:
        comparisons: of two runs of one configuration, of each kind.
        trials: of each interval, share and number of findings.
        seed: of all draws.
    """

    comparisons: int = 500
    trials: int = 2000
    seed: int = 1


def recorded_samples() -> list[Sample]:
    """Every sentence that honest writers wrote for the suite of lies, looked at by the gate."""
    house = open_house()
    cases = [case for file in sorted(house.folder.glob(HONEST)) for case in read_cases(file)]
    return samples(list(house.gate.each(cases)))


def figures_of(chosen: Trials, say: Callable[[str], None]) -> dict[str, float]:
    """Try the gate.

    Args:
        chosen: how much.
        say: told what is going on.
    """
    return {
        "gate.alpha": ALPHA,
        **same(recorded_samples(), chosen.comparisons, chosen.seed, say),
        **coverage(chosen.trials, chosen.seed, say),
    }
