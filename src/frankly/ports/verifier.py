"""The verifier: the gate between a draft and the world."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from frankly.domain.evidence import Cause, Evidence, EvidenceKind, Ground
from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence, ProofLevel, Refused, VerifiedText
from frankly.ports.asking.judge import Judgement


class KindedEvidence(Mapping[str, Evidence]):
    """Evidence by id of which the kinds are known before any piece is made."""

    @abstractmethod
    def of_kinds(self, kinds: frozenset[EvidenceKind]) -> Iterator[tuple[str, Evidence]]:
        """Pieces of some kinds with their ids, in their order; no other piece is made."""


# Not frozen: one is made for each sentence of a slate, and freezing its fields takes four times as long.
@dataclass(slots=True, eq=False)
class Bearing:
    """All that a sentence may lean on.

    Attributes:
        item: the item that it is about; None for a headline.
        evidence: evidence of this item (or of the slate, for a headline) by id.
        grounds: grounds by id, `g1`, `g2` …
        anchors: items that evidence hangs on, by id.
        labels: label shown for a category, tag, segment or region in this locale; what is missing is shown as it is.
        locale: language of the sentence.
        now: moment of the request, for "today" and "last week".
        placed: ids of the evidence of the item's place where that is known; the grounds then stand strongest first.
        causes: what evidence and grounds are to the item, by id; what is missing contributes.
        topics: sensitive topics that the person agreed to.
        surface: where it would be said; empty where that is not known, and then the rules of every surface hold.
        region: coarse region of the person, for the hours of their acts.
        untold: ids of evidence that rules keep silent; None where nobody has looked, and then the verifier does.
        disclosed: disclosures that the place must carry, by the name of their rule.
        levels: proof levels of facts that the place admits.
        judgements: what judges said, by `binding` of span and sentence.
        signatures: who signed a sentence, by `binding` of span and sentence.
        stamp: of the quotation, as it was proved when it was made; empty where it is to be proved now.
        is_read_later: whether it is read at a moment that nobody knows, as mail is: no time is told by how long ago it
            was, for the sentence would be untrue some hours later.
        occasion: which trigger of a campaign the message is written for, such as `back_in_stock`; empty without one.
        about: ids of the items that it is written for and that stand in it, the first first.
    """

    item: Item | None
    evidence: Mapping[str, Evidence]
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    anchors: Mapping[str, Item] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    locale: str = "en"
    now: int = 0
    causes: Mapping[str, Cause] = field(default_factory=dict)
    placed: Sequence[str] | None = None
    topics: frozenset[str] = frozenset()
    surface: str = ""
    region: str | None = None
    untold: frozenset[str] | None = None
    disclosed: frozenset[str] = frozenset()
    levels: Sequence[ProofLevel] = ("quoted",)
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    signatures: Mapping[str, str] = field(default_factory=dict)
    stamp: str = ""
    is_read_later: bool = False
    occasion: str = ""
    about: Sequence[str] = ()

    def of_kinds(self, kinds: frozenset[EvidenceKind]) -> Iterator[tuple[str, Evidence]]:
        """Evidence of some kinds with its ids, in its order."""
        evidence = self.evidence
        if isinstance(evidence, KindedEvidence):
            return evidence.of_kinds(kinds)
        return ((name, piece) for name, piece in evidence.items() if piece.kind in kinds)


class Verifier(Protocol):
    """Proves and fills a draft, or refuses it. Pure: the same draft and bearing give the same verdict."""

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """Check every rule; fill the slots only when none is broken. Fails closed: an error inside is a refusal."""
        ...
