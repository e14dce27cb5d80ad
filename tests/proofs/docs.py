"""Runs every page of the documentation with each command as an interpreter of its own, its long blocks too."""

from collections.abc import Mapping
from pathlib import Path

from tests.e2e.pages import PAGES
from tests.proofs.again import in_full
from tests.proofs.harness import Proof


def trial(number: int, folder: Path) -> Mapping[str, int]:
    """One page."""
    return in_full(folder, f"tests/e2e/test_docs.py::test_every_block_of_a_page_runs[{PAGES[number]}]")


PROOF = Proof(
    name="docs",
    claim="Every block of every page runs as its reader runs it, those that take minutes too.",
    rounds=len(PAGES),
    trial=trial,
    forbidden=("failed",),
    is_tested=True,
)
