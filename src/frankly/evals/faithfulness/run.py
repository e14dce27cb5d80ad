"""Runs the suite on one data set: people in turn until there are explanations enough, then what slates tell."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from frankly.evals.data_sets import DataSet
from frankly.evals.faithfulness.case import Case, Plan, try_person
from frankly.evals.faithfulness.explanations import Explanation, causes_of_wordings
from frankly.evals.faithfulness.people import drawn, in_turn
from frankly.evals.faithfulness.reasons import Told, told_of
from frankly.evals.world import World, build

Say = Callable[[str], None]

REASONS_PEOPLE: Final = 250
"""People whose slates are read for what they tell."""

LEAST_ACTS: Final = 3
"""Acts from which on a slate should be explained by them."""

KEPT: Final = 60
"""Explanations of other people that are kept to be offered as wrong ones."""


@dataclass(slots=True)
class SetFound:
    """What was found on one set.

    Attributes:
        name: of the set.
        cases: its people.
        told: what the slates of people with enough acts tell.
        files: file → SHA-256.
        notes: what was left out.
    """

    name: str
    cases: list[Case] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


async def run_set(data: DataSet, cases: int, seed: int, surface: str, locales: tuple[str, ...], say: Say) -> SetFound:
    """Run the suite on a set.

    Args:
        data: the set.
        cases: how many explanations are wanted.
        seed: of all draws.
        surface: where people are asked for.
        locales: languages of the sentences.
        say: told what is going on.
    """
    world = await build(data, say)
    found = SetFound(data.name, files=dict(data.files))
    plan = Plan(surface, locales, causes_of_wordings(world.parts.wordings), seed)
    await _try(world, plan, cases, found, say)
    await _read(world, plan, found, cases, say)
    return found


async def _try(world: World, plan: Plan, cases: int, found: SetFound, say: Say) -> None:
    others: deque[Explanation] = deque(maxlen=KEPT)
    number = passed = 0
    for key in in_turn(world, plan.seed):
        answered = await try_person(world, plan, key, len(found.cases), tuple(others))
        if not answered.case.tried:
            passed += 1
            continue
        found.cases.append(answered.case)
        others.extend(answered.chosen)
        number += len(answered.case.tried)
        say(f"{world.name}: {number:,} of {cases:,} explanations")
        if number >= cases:
            break
    if number < cases:
        found.notes.append(f"{world.name}: {number:,} explanations and not {cases:,}; nobody is left to be asked")
    if passed:
        found.notes.append(f"{world.name}: {passed} people whose slate states nothing of their own were passed over")


async def _read(world: World, plan: Plan, found: SetFound, cases: int, say: Say) -> None:
    refused = 0
    for key in drawn(world, plan.seed, LEAST_ACTS):
        locale = plan.locales[len(found.told) % len(plan.locales)]
        told = await told_of(world, plan.surface, locale, key, plan.claims)
        refused += told is None
        if told is not None:
            found.told.append(told)
            say(f"{world.name}: {len(found.told)} slates read")
        if len(found.told) >= min(REASONS_PEOPLE, cases):
            break
    if refused:
        found.notes.append(
            f"{world.name}: reasons are counted without {refused} people in the holdout, or who allow no profile or "
            "no explanation"
        )
