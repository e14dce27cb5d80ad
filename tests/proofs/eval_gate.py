"""Compares two runs between which nothing changed, as often as a team changes something: how often is the gate red?"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from frankly.evals.gate.trials.coverage import KINDS, NUMBERS, SHARES, held
from frankly.evals.gate.trials.recorded import Sample
from frankly.evals.gate.trials.run import recorded_samples
from frankly.evals.gate.trials.same import drawn_twice, recorded_twice
from tests.proofs.harness import Proof

TRIALS = 200
"""Of one interval in one round; all rounds together go through every share and number of findings several times."""


@cache
def _samples() -> list[Sample]:
    return recorded_samples()


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """One comparison of each kind, and one interval."""
    told = [recorded_twice(_samples(), number, 1), drawn_twice(number, 1)]
    cells = [(kind, many, share) for kind in KINDS for many in NUMBERS for share in SHARES]
    kind, many, share = cells[number * 7 % len(cells)]
    holds = held(kind, many, share, TRIALS, number)
    return {
        "comparisons": len(told),
        "quiet": sum(not one.is_red for one in told),
        "intervals": TRIALS,
        "held": holds,
        "far_too_narrow": int(holds < 0.85 * TRIALS),
    }


PROOF = Proof(
    name="eval-gate",
    claim="Between two runs of one configuration the gate is red in at most four of a hundred comparisons.",
    rounds=500,
    trial=trial,
    forbidden=("far_too_narrow",),
    least=("quiet", "comparisons", 0.96),
)
