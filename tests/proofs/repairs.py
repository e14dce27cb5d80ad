"""Damages a data folder and a reindex in every way that tests know, and follows the advice each time."""

from collections.abc import Mapping
from pathlib import Path

from tests.proofs.again import in_full
from tests.proofs.harness import Proof

FOLDER = "tests/adversarial/test_data_folder.py"
TESTS = (
    f"{FOLDER}::test_the_advice_about_a_damaged_chroma_mends_it",
    f"{FOLDER}::test_a_reindex_mends_a_damaged_snapshot",
    f"{FOLDER}::test_a_database_that_is_not_ours_is_refused_and_left_alone",
    "tests/adversarial/test_service_under_fire.py::test_a_reindex_that_is_ended_anywhere_leaves_a_whole_shop",
)


def trial(number: int, folder: Path) -> Mapping[str, int]:
    """One of the tests, with every kind of damage."""
    return in_full(folder, TESTS[number])


PROOF = Proof(
    name="repairs",
    claim="What is damaged in a data folder, or ended while it is made anew, is mended by what is advised.",
    rounds=len(TESTS),
    trial=trial,
    forbidden=("failed",),
    is_tested=True,
)
