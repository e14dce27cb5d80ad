"""A gate that remembers what it said of sentences that cite nothing of a person: thousands of messages share them.

The verifier is pure: such a sentence leans on item, place and rules alone, so the same question has the same answer.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.ports.verifier import Bearing, Verifier

MOST: Final = 50_000
"""Verdicts that are held: of some thousand items in some languages. Then all are forgotten, and it begins anew."""

_Key: TypeAlias = tuple[object, ...]


@dataclass(slots=True, eq=False)
class RememberingGate:
    """Port `Verifier` over another one, for one edition: its rules and words do not change.

    Attributes:
        inner: the gate.
    """

    inner: Verifier
    _known: dict[_Key, tuple[Item | None, VerifiedText | Refused]] = field(default_factory=dict)

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """What the gate says, or said of the same before."""
        if _is_of_person(draft, bearing):
            return self.inner.verify(draft, bearing)
        key = (
            draft.text,
            draft.evidence,
            draft.kind,
            draft.role,
            draft.locale,
            draft.origin,
            draft.pattern,
            draft.level,
            # One object an item and position; it is held below, so that no other one can take its place in memory.
            id(bearing.item),
            bearing.locale,
            bearing.surface,
            bearing.topics,
            bearing.disclosed,
            bearing.levels,
        )
        if key not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            # Not the bearing: behind its evidence stands the whole record of a decision.
            self._known[key] = bearing.item, self.inner.verify(draft, bearing)
        return self._known[key][1]


def _is_of_person(draft: DraftSentence, bearing: Bearing) -> bool:
    """Whether the gate looks at anything of a person; what a quoted fact cites are sentences of the item's text."""
    if draft.evidence and (draft.kind != "fact" or draft.level is None or _is_cited(draft, bearing)):
        return True
    return draft.level not in (None, "quoted") or _names_evidence(draft.text)


def _is_cited(draft: DraftSentence, bearing: Bearing) -> bool:
    return any(name in bearing.evidence or name in bearing.grounds for name in draft.evidence)


def _names_evidence(text: str) -> bool:
    return "{" in text and any(match["owner"] != "item" for match in TEXT_SLOT.finditer(text))
