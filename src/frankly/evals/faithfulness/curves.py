"""Deletion and insertion curves: the grounds of an item taken away, or given back, strongest first or in drawn order.

Faithful strengths make the score and the place fall faster when the strongest go first, and rise faster when they come
first (Petsiuk, Das and Saenko, 2018). The area under a curve is a mean over its steps, each as a share of the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.evidence import Ground
from frankly.domain.seed import derive
from frankly.evals.faithfulness.explanations import facts_of
from frankly.evals.faithfulness.reruns import OTHER_PERSONAL, OWN, Change, Outcome, Reruns, own_facts
from frankly.pipelines.request.deciding import Decided

MOST_STEPS: Final = 6
LEAST_STEPS: Final = 3

Facts = frozenset[PieceKey]
Way = Literal["deletion", "insertion"]
Measure = Literal["score", "place"]
Areas = dict[tuple[Way, Measure], float]
"""Area under each curve: what is taken away or given back, and what is looked at."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Areas under the curves of one item, of its own order and of a drawn one.

    Attributes:
        ours: strongest first.
        drawn: in drawn order.
    """

    ours: Areas
    drawn: Areas


async def curves(reruns: Reruns, index: int, seed: int) -> Curves | None:
    """Draw the curves of one item; None where it has too few grounds of the person that share nothing.

    Args:
        reruns: of the person.
        index: place of the item in the slate, counted from 0.
        seed: of the drawn order.
    """
    base = await reruns.base()
    row = base.decided.slate.slots[index].row
    ours = disjoint(base.decided, base.decided.evidence[index].grounds)
    if len(ours) < LEAST_STEPS or base.score(row) <= 0:
        return None
    other = sorted(ours, key=lambda facts: derive("curve", seed, reruns.key, row, *sorted(map(str, facts))))
    return Curves(await _areas(reruns, row, ours), await _areas(reruns, row, other))


def disjoint(decided: Decided, grounds: Sequence[Ground]) -> list[Facts]:
    """Facts of the strongest grounds of the person's own, none of which shares anything with one before it."""
    found: list[Facts] = []
    for ground in grounds:
        facts = facts_of(decided, ground)
        if ground.kind in OWN and all(facts.isdisjoint(other) for other in found):
            found.append(facts)
    return found[:MOST_STEPS]


async def _areas(reruns: Reruns, row: int, steps: Sequence[Facts]) -> Areas:
    base = await reruns.base()
    everything = own_facts(base.decided)
    off = frozenset(OTHER_PERSONAL & set(base.decided.situation.surface.sources))
    gone, given = [base], [await reruns.again(Change(everything, off))]
    for number in range(1, len(steps) + 1):
        some = frozenset().union(*steps[:number])
        gone.append(await reruns.again(Change(some)))
        given.append(await reruns.again(Change(everything - some, off)))
    runs: dict[Way, list[Outcome]] = {"deletion": gone, "insertion": given}
    return {(way, measure): area for way, run in runs.items() for measure, area in _of(run, row, base).items()}


def _of(run: Sequence[Outcome], row: int, base: Outcome) -> dict[Measure, float]:
    scores = [outcome.score(row) / base.score(row) for outcome in run]
    places = [outcome.nearness(row) / base.nearness(row) for outcome in run]
    return {"score": _area(scores), "place": _area(places)}


def _area(values: Sequence[float]) -> float:
    """Area by trapezoids over steps of equal width, the whole run being one wide."""
    return sum((one + other) / 2 for one, other in pairwise(values)) / (len(values) - 1)
