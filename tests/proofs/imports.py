"""Imports the public data sets with all their rows; tests store the first of each."""

from collections.abc import Mapping
from pathlib import Path

from tests.proofs.again import in_full
from tests.proofs.harness import Proof

PRESETS = "tests/pipelines/test_presets.py"
TESTS = (
    f"{PRESETS}::test_online_retail",
    f"{PRESETS}::test_movielens",
    f"{PRESETS}::test_retail_demo_store",
    f"{PRESETS}::test_completejourney",
    f"{PRESETS}::test_a_preset_can_be_read_without_stores",
    "tests/e2e/test_cli.py::test_a_real_shopper_of_online_retail_gets_reasons_from_their_purchases",
)


def trial(number: int, folder: Path) -> Mapping[str, int]:
    """One data set."""
    return in_full(folder, TESTS[number])


PROOF = Proof(
    name="imports",
    claim="Every row of the public data sets is stored or told as rejected, and a real shopper is told why.",
    rounds=len(TESTS),
    trial=trial,
    forbidden=("failed",),
    is_tested=True,
)
