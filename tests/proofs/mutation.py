"""Changes functions of the gate a little, one at a time, and runs its unit tests: they must notice.

Survivors are kept in `proofs-state/mutation-survivors.txt`; docs/benchmarks.md says why those that are left may live.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.mutating.__main__ import MOST
from tests.needs import ROOT
from tests.proofs.harness import STATE, Proof

EACH = 6
"""Mutants of a round: as many as one collection of the tests is worth."""


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """Some mutants, in a process of their own."""
    command = [sys.executable, "-m", "tests.mutating", str(number * EACH), str(number * EACH + EACH)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    outcomes = [json.loads(line) for line in run.stdout.splitlines() if line.startswith('{"mutant"')]
    counts = Counter(str(one["outcome"]) for one in outcomes)
    if run.returncode or not outcomes:
        raise RuntimeError(f"the unit tests of the gate could not be run: {run.stdout[-600:]}{run.stderr[-600:]}")
    survivors = [f"{one['mutant']}\n" for one in outcomes if one["outcome"] == "survived"]
    if survivors:
        STATE.mkdir(exist_ok=True)
        with (STATE / "mutation-survivors.txt").open("a", encoding="utf-8") as file:
            file.writelines(survivors)
    return {"mutants": len(outcomes), "killed": counts["killed"], "survived": counts["survived"]}


PROOF = Proof(
    name="mutation",
    claim="At least 85 % of small changes to the gate's functions are noticed by its unit tests.",
    rounds=MOST // EACH,
    trial=trial,
    forbidden=(),
    least=("killed", "mutants", 0.85),
)
