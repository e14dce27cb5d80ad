"""Everything that is tried on one person: explanations, wrong ones, what is not cited, and the curves of one item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np

from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.evidence import Cause
from frankly.domain.seed import below, derive
from frankly.evals.faithfulness.check import Fault, check, moves_uncited
from frankly.evals.faithfulness.controls import is_wrong, of_another_item, of_another_person
from frankly.evals.faithfulness.curves import Curves, curves
from frankly.evals.faithfulness.explanations import Explanation, How, explanations
from frankly.evals.faithfulness.people import band_of
from frankly.evals.faithfulness.reruns import Outcome, Reruns, request_of
from frankly.evals.world import World

MOST_EXPLANATIONS: Final = 12
"""Explanations of one person: more people say more than more of one."""

MOST_EXPLAINED: Final = 5
"""Items of one person whose explanations are drawn from."""

MOST_ITEMS: Final = 4
"""Items of one person of which it is asked whether anything uncited moves them."""

MOST_LITERAL: Final = 3
"""Explanations, and items, that are tried besides as if the acts had never been."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One explanation and what became of it.

    Attributes:
        how: where it is stated.
        kind: kind of evidence.
        causes: classes that it was said to have.
        faults: what did not come true.
        said: what the sentence that tells it claims; None where no sentence does.
    """

    how: How
    kind: str
    causes: frozenset[Cause]
    faults: frozenset[Fault]
    said: Cause | None = None


@dataclass(slots=True)
class Case:
    """One person.

    Attributes:
        key: who.
        band: of the history's length.
        locale: language of the sentences.
        tried: explanations.
        literal: explanations tried as if the acts had never been.
        controls: for each wrong explanation, whether the check accepted it.
        uncited: for each item, whether anything outside its ledger moves it.
        uncited_literal: the same as if those acts had never been.
        curves: of one item, where it has grounds enough.
        runs: how often the pipeline ran.
    """

    key: str
    band: str
    locale: str
    tried: list[Tried] = field(default_factory=list)
    literal: list[Tried] = field(default_factory=list)
    controls: list[bool] = field(default_factory=list)
    uncited: list[bool] = field(default_factory=list)
    uncited_literal: list[bool] = field(default_factory=list)
    curves: Curves | None = None
    runs: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How people are asked.

    Attributes:
        surface: where.
        locales: languages, one person each in turn.
        claims: name of a wording → what it claims.
        seed: of all draws.
    """

    surface: str
    locales: Sequence[str]
    claims: Mapping[str, Cause]
    seed: int


async def try_person(world: World, plan: Plan, key: str, number: int, others: Sequence[Explanation]) -> "Answered":
    """Try everything on one person.

    Args:
        world: whose pipeline it is.
        plan: how they are asked.
        key: who.
        number: of the person, for the language.
        others: explanations of other people, for the controls.
    """
    locale = plan.locales[number % len(plan.locales)]
    reruns = Reruns(world, key, request_of(key, plan.surface, locale))
    base = await reruns.base()
    case = Case(key, band_of(len(world.records[key].history)), locale)
    every = list(explanations(base.decided, plan.claims, _looked_at(base, plan.seed, key)))
    chosen = _chosen(every, plan.seed, key)
    for place, said in enumerate(chosen):
        case.tried.append(_tried(said, (await check(reruns, said)).faults))
        if place < MOST_LITERAL and said.facts:
            case.literal.append(_tried(said, (await check(reruns, said, is_literal=True)).faults))
        start = below(len(others) or 1, derive("control", plan.seed, key, place))
        for offered in _controls(base, said, every, [*others[start:], *others[:start]]):
            case.controls.append((await check(reruns, offered)).holds)
    await _uncited(reruns, base, case)
    case.curves = await _curves(reruns, base, plan.seed)
    case.runs = reruns.number
    return Answered(case, chosen)


@dataclass(frozen=True, slots=True)
class Answered:
    """A case, with the explanations that may be offered to other people.

    Attributes:
        case: what was found.
        chosen: the explanations that were tried.
    """

    case: Case
    chosen: Sequence[Explanation]


def _chosen(every: Sequence[Explanation], seed: int, key: str) -> list[Explanation]:
    """Some of them, drawn; what was told comes first, since that is what people read."""
    order = sorted(
        range(len(every)),
        key=lambda place: (every[place].how != "told", derive("explanation", seed, key, place)),
    )
    told, rest = order[: MOST_EXPLANATIONS // 2], order[MOST_EXPLANATIONS // 2 :]
    rest = sorted(rest, key=lambda place: derive("rest", seed, key, place))
    return [every[place] for place in [*told, *rest][:MOST_EXPLANATIONS]]


def _looked_at(base: Outcome, seed: int, key: str) -> list[int]:
    """Some items of a slate, drawn."""
    places = range(len(base.decided.slate.slots))
    return sorted(places, key=lambda place: derive("item", seed, key, place))[:MOST_EXPLAINED]


def _tried(said: Explanation, faults: frozenset[Fault]) -> Tried:
    return Tried(said.how, str(said.kind), said.causes, faults, said.said)


def _controls(
    base: Outcome, said: Explanation, every: Sequence[Explanation], others: Sequence[Explanation]
) -> Iterator[Explanation]:
    """One wrong explanation of another item, and one of another person, where there are any."""
    index = index_of(base, said.row)
    for offered in (of_another_item(said, every), of_another_person(said, others)):
        wrong = (one for one in offered if is_wrong(base.decided, index, one))
        yield from islice(wrong, 1)


def index_of(outcome: Outcome, row: int) -> int:
    """Place of an item in the slate, counted from 0."""
    return next(place for place, slot in enumerate(outcome.decided.slate.slots) if slot.row == row)


async def _uncited(reruns: Reruns, base: Outcome, case: Case) -> None:
    for index, slot in enumerate(base.decided.slate.slots[:MOST_ITEMS]):
        ledger = ledger_of(base, index)
        case.uncited.append(await moves_uncited(reruns, slot.row, ledger))
        if index < MOST_LITERAL - 1:
            case.uncited_literal.append(await moves_uncited(reruns, slot.row, ledger, is_literal=True))


def ledger_of(outcome: Outcome, index: int) -> frozenset[PieceKey]:
    """Facts that the ledger names for an item of the slate."""
    cut = outcome.decided.cut
    return frozenset(cut.pieces[place].key for place in np.flatnonzero(cut.whole[:, index]).tolist())


async def _curves(reruns: Reruns, base: Outcome, seed: int) -> Curves | None:
    """Curves of the first item that has grounds enough."""
    for index in range(len(base.decided.slate.slots)):
        found = await curves(reruns, index, seed)
        if found is not None:
            return found
    return None
