"""Negative controls: explanations that are wrong on purpose, to see that the check refuses them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from frankly.domain.deciding.ledger import PieceKey
from frankly.evals.faithfulness.explanations import Explanation
from frankly.pipelines.request.deciding import Decided


def of_another_item(said: Explanation, others: Iterable[Explanation]) -> Iterator[Explanation]:
    """What is said of other items of the slate, offered as if it were said of this one."""
    return (replace(other, row=said.row) for other in others if other.row != said.row)


def of_another_person(said: Explanation, others: Sequence[Explanation]) -> Iterator[Explanation]:
    """What was said to other people, offered to this one."""
    return (replace(other, row=said.row) for other in others)


def is_wrong(decided: Decided, index: int, offered: Explanation) -> bool:
    """Whether an offered explanation states another amount than the item's own ledger has for the same facts.

    By chance it may be true: a stated interest contributes the same to every item that carries it, for everyone who
    stated it. Only what is wrong is a control.

    Args:
        decided: the answer.
        index: place of the item in the slate, counted from 0.
        offered: the explanation.
    """
    return offered.contribution != _contribution(decided, index, offered.facts, offered.off)


def _contribution(decided: Decided, index: int, facts: frozenset[PieceKey], off: frozenset[str]) -> int:
    cut = decided.cut
    if off:
        columns = [place for place, source in enumerate(cut.sources) if source in off]
        return int(cut.units[:, columns, index].sum())
    moved = np.flatnonzero(cut.whole[:, index]).tolist()
    return sum(int(cut.whole[place, index]) for place in moved if cut.pieces[place].key in facts)
