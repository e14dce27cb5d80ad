"""The page of findings is the one that the code would write, with every kind and state of a claim."""

from pathlib import Path
from typing import get_args

from docs.generate import findings_page
from frankly.domain.saying.unbound import CLAIM_KINDS, STATES, ClaimKind, UnboundState


def test_the_page_of_findings_is_fresh(repository: Path) -> None:
    page = repository / "docs" / "reference" / "findings.md"
    assert page.read_text(encoding="utf-8") == findings_page(), "findings.md is stale: run `make docs`"


def test_every_kind_and_state_of_a_claim_is_told() -> None:
    assert set(CLAIM_KINDS) == set(get_args(ClaimKind))
    assert set(STATES) == set(get_args(UnboundState))
