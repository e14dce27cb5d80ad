"""Plants regressions one at a time: the suites of cases must be red, and name the right check first."""

from collections.abc import Mapping
from pathlib import Path

from tests.planting.planted import PLANTED
from tests.planting.trying import tried
from tests.proofs.harness import Proof


def trial(number: int, folder: Path) -> Mapping[str, int]:
    """One regression."""
    planted = PLANTED[number % len(PLANTED)]
    found = tried(planted, folder)
    if found.first != planted.first or found.control:
        print(f"  {planted.name}: {found.first or 'nothing'} and not {planted.first} {found.control} {found.why}")
    return {
        "planted": 1,
        "seen": int(bool(found.first)),
        "named_first": int(found.first == planted.first),
        "red_without": int(bool(found.control)),
    }


PROOF = Proof(
    name="regressions",
    claim="Each planted regression turns a suite of cases red with the right check first; without it none is red.",
    rounds=len(PLANTED),
    trial=trial,
    forbidden=("red_without",),
    least=("named_first", "planted", 1.0),
)
