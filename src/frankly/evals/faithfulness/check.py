"""Puts an explanation to the test: what it names is taken away, and the item must move exactly as it says."""

from dataclasses import dataclass
from typing import Final, Literal

from frankly.domain.deciding.ledger import PieceKey
from frankly.evals.faithfulness.explanations import Explanation
from frankly.evals.faithfulness.reruns import OTHER_PERSONAL, Change, Reruns, own_facts

Fault = Literal["amount", "stayed", "left", "weak"]
"""The score changed by another amount; the item stayed without what was called necessary; it left with what was called
sufficient; the share is under a tenth."""

TENTH: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one explanation.

    Attributes:
        faults: what it said and did not come true; empty when all of it did.
        moved: by how much the score fell, in billionths.
    """

    faults: frozenset[Fault]
    moved: int

    @property
    def holds(self) -> bool:
        """Whether all that it says came true."""
        return not self.faults


async def check(reruns: Reruns, said: Explanation, *, is_literal: bool = False) -> Finding:
    """Run the pipeline again without what an explanation names, and with it alone where it is called sufficient.

    Args:
        reruns: of the person.
        said: the explanation.
        is_literal: as if its acts had never been; see `Change`.
    """
    base = await reruns.base()
    less = await reruns.again(Change(said.facts, said.off, is_literal))
    before = base.score(said.row)
    moved = before - less.score(said.row)
    faults: set[Fault] = set()
    if moved != said.contribution:
        faults.add("amount")
    if "necessary" in said.causes and said.row in less.rows:
        faults.add("stayed")
    if "sufficient" in said.causes:
        alone = await reruns.again(await alone_with(reruns, said, is_literal=is_literal))
        if said.row not in alone.rows:
            faults.add("left")
    if "contributing" in said.causes and moved * TENTH < before:
        faults.add("weak")
    return Finding(frozenset(faults), moved)


async def alone_with(reruns: Reruns, said: Explanation, *, is_literal: bool = False) -> Change:
    """Everything about the person taken away but what an explanation names."""
    decided = (await reruns.base()).decided
    off = frozenset(OTHER_PERSONAL & set(decided.situation.surface.sources)) - said.off
    return Change(own_facts(decided) - said.facts, off, is_literal)


async def moves_uncited(reruns: Reruns, row: int, ledger: frozenset[PieceKey], *, is_literal: bool = False) -> bool:
    """Whether an item's score changes when every act and fact outside its ledger is taken away.

    Args:
        reruns: of the person.
        row: the item.
        ledger: facts that the item's ledger names.
        is_literal: as if those acts had never been.
    """
    base = await reruns.base()
    rest = own_facts(base.decided) - ledger
    return base.score(row) != (await reruns.again(Change(rest, is_literal=is_literal))).score(row)
