import gc
import weakref
from dataclasses import dataclass, field, replace

import pytest

from frankly.domain.evidence import Anchor, Evidence, EvidenceKind
from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.pipelines.campaigning.writing.remembering import RememberingGate
from frankly.ports.verifier import Bearing

ITEM = Item(id="emma", title="Emma", description="A comedy of manners.")
OTHER = Item(id="emma", title="Emma", description="A comedy of manners.")
PIECE = Evidence(
    id="e1", kind=EvidenceKind.VIEWED, anchor=Anchor(type="item", value="dune"), contribution=9, sources={"content": 9}
)
FACT = DraftSentence(kind="fact", text="A comedy of manners.", evidence=("s1",), level="quoted")
NUDGE = DraftSentence(kind="nudge", text="Have a look")
REASON = DraftSentence(kind="reason", text="You viewed “{e1.title}”.", evidence=("e1",))


@dataclass(slots=True)
class CountingGate:
    """Refuses everything, and counts."""

    asked: list[DraftSentence] = field(default_factory=list)

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """Count."""
        self.asked.append(draft)
        return Refused(draft, ())


@pytest.mark.parametrize("draft", [FACT, NUDGE])
def test_what_cites_nothing_of_a_person_is_looked_at_once_for_all(draft: DraftSentence) -> None:
    inner = CountingGate()
    gate = RememberingGate(inner)
    for piece in (PIECE, PIECE.model_copy(update={"count": 2})):
        gate.verify(draft, Bearing(item=ITEM, evidence={"e1": piece}))
    assert inner.asked == [draft]


@pytest.mark.parametrize(
    "draft",
    [REASON, NUDGE.model_copy(update={"text": "As “{e1.title}”"}), FACT.model_copy(update={"evidence": ("e1",)})],
)
def test_what_cites_a_person_s_evidence_is_looked_at_each_time(draft: DraftSentence) -> None:
    inner = CountingGate()
    gate = RememberingGate(inner)
    for _ in range(2):
        gate.verify(draft, Bearing(item=ITEM, evidence={"e1": PIECE}))
    assert inner.asked == [draft, draft]


@pytest.mark.parametrize("level", ["rewritten", "approved"])
def test_what_a_judge_or_a_person_proved_is_looked_at_each_time(level: str) -> None:
    inner = CountingGate()
    gate = RememberingGate(inner)
    for _ in range(2):
        gate.verify(FACT.model_copy(update={"level": level}), Bearing(item=ITEM, evidence={}))
    assert len(inner.asked) == 2


@pytest.mark.parametrize(
    "bearing",
    [
        Bearing(item=OTHER, evidence={}),
        Bearing(item=ITEM, evidence={}, surface="email"),
        Bearing(item=ITEM, evidence={}, topics=frozenset({"health"})),
        Bearing(item=ITEM, evidence={}, levels=()),
        Bearing(item=ITEM, evidence={}, locale="de"),
        Bearing(item=ITEM, evidence={}, disclosed=frozenset({"affiliate"})),
    ],
)
def test_another_item_or_place_is_looked_at_anew(bearing: Bearing) -> None:
    inner = CountingGate()
    gate = RememberingGate(inner)
    for one in (Bearing(item=ITEM, evidence={}), bearing, replace(bearing)):
        gate.verify(FACT, one)
    assert len(inner.asked) == 2


@pytest.mark.parametrize(
    "change", [{"evidence": ("s2",)}, {"text": "A comedy."}, {"role": "intro"}, {"locale": "de"}, {"pattern": "p"}]
)
def test_another_sentence_is_looked_at_anew(change: dict[str, object]) -> None:
    inner = CountingGate()
    gate = RememberingGate(inner)
    for draft in (FACT, FACT.model_copy(update=change)):
        gate.verify(draft, Bearing(item=ITEM, evidence={}))
    assert len(inner.asked) == 2


class Waited(dict[str, Evidence]):
    """Evidence that can be waited for to go."""


def test_what_is_remembered_holds_no_record_of_a_person() -> None:
    gate, evidence = RememberingGate(CountingGate()), Waited(e1=PIECE)
    gone = weakref.ref(evidence)
    gate.verify(FACT, Bearing(item=ITEM, evidence=evidence))
    del evidence
    gc.collect()
    assert gone() is None
