"""What each ground of each item of a slate is to it, for a page that shows all of them at once."""

from collections.abc import Mapping
from typing import TypeAlias

from frankly.domain.evidence import Cause
from frankly.pipelines.explaining.rerunning import trials_of_decision
from frankly.pipelines.explaining.supposing import Revisited
from frankly.stages.evidence.causes import classes, facts_of
from frankly.stages.evidence.collect import collect

Causes: TypeAlias = Mapping[str, Cause]
"""Ground (`g1`, `g2` …) or single piece (`e5`) → the strongest class that holds."""


def classed(world: Revisited) -> dict[str, Causes]:
    """Class the grounds of every item; takes a while, so that a service does it beside its requests.

    Args:
        world: the decision, made again.

    Returns:
        Item → what its grounds are to it.
    """
    decided = world.decided
    behind = collect(decided.situation, decided.slate, decided.cut, most=len(decided.cut.pieces))
    trials = trials_of_decision(decided)
    found: dict[str, Causes] = {}
    for slot, one in zip(decided.slate.slots, behind, strict=True):
        causes: dict[str, Cause] = {}
        facts = [facts_of(decided.cut.pieces, ground) for ground in one.grounds]
        known = classes(trials, slot.column, one.grounds, facts)
        for number, (ground, its) in enumerate(zip(one.grounds, known, strict=True), start=1):
            causes[f"g{number}"] = its.cause
            if len(ground.evidence) == 1:
                causes.setdefault(ground.evidence[0], its.cause)
        found[str(decided.situation.snapshot.item_ids[slot.row])] = causes
    return found
