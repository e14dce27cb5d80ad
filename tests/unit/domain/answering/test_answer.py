"""An answer's bytes are those that pydantic writes."""

import pytest

from frankly.domain.answering.answer import Answer, AnsweredItem, AnswerScope, Display
from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.evidence import Evidence, EvidenceKind, NamedGround
from frankly.domain.ids import DecisionId, ItemId, SnapshotId
from frankly.domain.money import Money
from frankly.domain.person.consent import EvidenceGroup, Purpose
from frankly.domain.saying.text import VerifiedText
from tests.unit.stages.verify.samples import bearing, ground, item, piece, reason, verifier

HOSTILE = 'Fünf "Bücher" \\ </script> \t\n\x01\x1f\x7f\u2028 🚀 ﷺ'


def said(title: str = "Emma") -> VerifiedText:
    outcome = verifier().verify(
        reason("You viewed “{e1.title}”."), bearing(piece(), anchors={"emma": item("emma", title)})
    )
    assert isinstance(outcome, VerifiedText)
    return outcome


def answered(evidence: tuple[Evidence, ...] = (), display: Display | None = None) -> AnsweredItem:
    return AnsweredItem(
        id=ItemId(HOSTILE),
        slot=1,
        personalised="individual",
        main_reason=EvidenceKind.VIEWED if evidence else None,
        origin="diversity_floor",
        score=-(2**62),
        propensity_ppb=1_000_000_000,
        sentences=(said("Süß & “scharf” 🚀"),),
        evidence=evidence,
        grounds=(NamedGround(id="g1", **vars(ground(evidence))),) if evidence else (),
        display=display or Display(),
    )


def answer(**fields: object) -> Answer:
    known: dict[str, object] = {
        "decision": DecisionId("d"),
        "is_recorded": True,
        "surface": "home",
        "surface_version": "v",
        "snapshot": SnapshotId("s"),
        "seed": 2**64 - 1,
        "now": 1_795_252_200_000,
        "locale": "en",
        "variant": "personalised",
        "scope": AnswerScope(basis="person", purposes=tuple(Purpose), evidence=tuple(EvidenceGroup)),
    }
    return Answer.model_validate(known | fields)


FULL = Display(
    title=HOSTILE,
    url="/a?b=c&d",
    image_url="https://x.example/ä.png",
    price=Money(amount_minor=0, currency="EUR"),
    call_to_action=said(),
    categories=(),
    creators=("Jane Austen", HOSTILE),
)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"headline": said(), "cursor": "abc", "segments": ("night_owls", HOSTILE)},
        {"items": (answered(), answered((piece(), piece("e2", days_ago=None, sources={})), FULL))},
        {"degradations": (Degradation(code=DegradationCode.TOO_FEW_ITEMS, detail=HOSTILE),)},
        {"items": (answered((Evidence.trusted(**dict(piece())),), Display(title="")),)},
    ],
)
def test_the_bytes_are_those_that_pydantic_writes(fields: dict[str, object]) -> None:
    made = answer(**fields)
    assert made.to_bytes() == made.model_dump_json().encode()
