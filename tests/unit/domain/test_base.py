"""Values that are made without a check are the same values."""

import pytest
from pydantic import ValidationError

from frankly.domain.evidence import Anchor, Evidence, EvidenceKind, Ground
from frankly.domain.saying.text import DraftSentence

CHECKED = (
    Anchor(type="item", value="emma"),
    Evidence(
        id="e1",
        kind=EvidenceKind.VIEWED,
        anchor=Anchor(type="item", value="emma"),
        count=2,
        at=5,
        contribution=7,
        sources={"content": 7},
        receipts=("act",),
    ),
    Ground(
        kind=EvidenceKind.NEW,
        anchor=Anchor(type="none"),
        evidence=("e1",),
        count=1,
        contribution=7,
        share_ppm=1_000_000,
    ),
    DraftSentence(kind="nudge", text="Have a look."),
)


def test_a_value_made_without_a_check_is_the_one_that_a_check_leaves() -> None:
    for checked in CHECKED:
        made = type(checked).trusted(**dict(checked))
        assert made == checked
        assert made.model_dump_json() == checked.model_dump_json()
        assert made.model_copy() == checked.model_copy()


def test_such_a_value_cannot_be_changed_either() -> None:
    made = Anchor.trusted(type="item", value="emma")
    with pytest.raises(ValidationError, match="frozen"):
        made.value = "ivanhoe"  # type: ignore[misc]
