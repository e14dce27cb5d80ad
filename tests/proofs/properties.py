"""Draws five thousand examples of every property; tests draw a hundredth of them."""

from collections.abc import Mapping
from pathlib import Path

from tests.needs import ROOT
from tests.proofs.again import in_full
from tests.proofs.harness import Proof

FILES = tuple(sorted((ROOT / "tests" / "properties").glob("test_*.py")))


def trial(number: int, folder: Path) -> Mapping[str, int]:
    """The properties of one module."""
    return in_full(folder, str(FILES[number].relative_to(ROOT)), "--hypothesis-profile=proof")


PROOF = Proof(
    name="properties",
    claim="Every property holds of 5,000 drawn examples, or of as many as it names itself.",
    rounds=len(FILES),
    trial=trial,
    forbidden=("failed",),
    is_tested=True,
)
