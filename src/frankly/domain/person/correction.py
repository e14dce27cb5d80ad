"""A person's objection to an explanation: what it leaves out from now on, until it is undone.

Nothing that was stored is changed by it: acts and facts stay where they are, and a correction says which of them a
request passes over. So undoing one restores exactly what was there.
"""

from collections.abc import Iterable
from enum import StrEnum

from frankly.domain.base import Frozen
from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.domain.time import EpochMs


class CorrectionKind(StrEnum):
    """The closed list of what a person can say of an explanation."""

    DONT_USE = "dont_use"
    """Do not use this: the acts or stated facts behind a piece of evidence enter no profile any more."""

    NOT_INTERESTED = "not_interested"
    """The item is hidden, and where a category, tag or creator is named, rather nothing of it is shown."""

    NOT_ME = "not_me"
    """That was somebody else: the acts enter no profile any more, and no statistics of everyone's acts either."""


class StandingRule(Frozen):
    """Acts of one kind in one category that are passed over, those to come too."""

    kind: EvidenceKind
    """Kind of evidence that the acts would become."""

    category: str
    """Main category of the items that they are on."""


class Correction(Frozen):
    """One correction with all that it does, as it is kept."""

    id: str
    """`c` and the hash of decision, item, kind and what is named: the same again is the same correction."""

    decision: str
    """The decision whose explanation is corrected."""

    item: str
    """The item that was explained."""

    kind: CorrectionKind
    """What the person said."""

    named: str = ""
    """Id of the evidence (`e5`) or ground (`g2`) within that decision's item; empty where the item alone is meant."""

    about: EvidenceKind | None = None
    """What kind of evidence that is."""

    anchor: Anchor | None = None
    """What it hangs on."""

    acts: tuple[str, ...] = ()
    """Ids of acts that are passed over."""

    facts: tuple[str, ...] = ()
    """Ids of stated facts that are passed over, unless they are stated anew."""

    rule: StandingRule | None = None
    """Acts that are passed over whenever they were made."""

    hides: str | None = None
    """Item that is hidden."""

    averse: Anchor | None = None
    """Category, tag or creator of which rather nothing is shown."""

    at: EpochMs
    """When it was made."""

    undone: EpochMs | None = None
    """When it was undone; None while it is in force."""

    @property
    def is_of_category(self) -> bool:
        """Whether acts on several items of a category are meant together."""
        return self.anchor is not None and self.anchor.type == "category" and bool(self.acts or self.rule)

    @property
    def disowned(self) -> tuple[str, ...]:
        """Acts that count in nobody's statistics."""
        return self.acts if self.kind is CorrectionKind.NOT_ME else ()


def passes_over(corrections: Iterable[Correction], fact: str, at: int) -> bool:
    """Whether a stated fact is left out: one of the corrections names it, and it was not stated anew since."""
    return any(fact in one.facts and at <= one.at for one in corrections)
