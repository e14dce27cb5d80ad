"""Finds a decision again with all that was made on its way, and the world that it was made in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from frankly.domain.answering.request import RecommendationRequest
from frankly.errors import StoreUnavailable
from frankly.pipelines.assisting.assist import assisted
from frankly.pipelines.decide import decide
from frankly.pipelines.explaining.supposing import OnePerson, Revisited, wordless
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.again import NOBODY, world_of
from frankly.pipelines.replaying.record import completed
from frankly.pipelines.request.asking import read_person
from frankly.pipelines.request.surfacing import surface_named
from frankly.ports.people import PeopleStore
from frankly.stages.candidates.exact import nearest


async def present(parts: Parts, request: RecommendationRequest, now: int) -> Revisited:
    """What somebody would get at a moment, over the catalogue and the person as they are. Writes nothing down.

    Raises:
        NotFound: for a surface that does not exist, with the nearest name.
        StoreUnavailable: when the person cannot be read.
    """
    record, troubles = await read_person(parts, request, surface_named(parts, request.surface), now)
    if troubles:
        raise StoreUnavailable("What is known of this person cannot be read now; ask again later.")
    # Read once, so that the slate as it is and the slate as it would be are of one and the same person.
    parts = replace(parts, people=cast(PeopleStore, OnePerson(record)))
    decided = await decide(parts, request, now)
    return Revisited(str(decided.inputs.decision_id()), parts, decided, record, is_live=True)


async def revisit(parts: Parts, record: Mapping[str, Any]) -> Revisited:
    """Make a recorded decision again, in the world as it was; its sentences are not written again.

    Args:
        parts: the world as it is; only what lasts is read of it: items of every time, what decisions keep.
        record: of the decision.

    Raises:
        NotFound: when the snapshot, or what the record keeps, is not there any more.
        Invalid: for a record that does not say enough to be made again.
    """
    told = await completed(parts.decisions, record)
    world = await world_of(parts, told)
    base = await decide(world, wordless(told.request()), told.inputs["now"])
    # No words are wanted, so that of all that a model may be asked for only its vote is asked for: the recorded one.
    decided = await assisted(world, base, started_s=0.0, payer=NOBODY)
    is_live = decided.situation.snapshot.id == parts.live.snapshot.id
    # What is only supposed asks the index anew: its recorded answers are those to other questions.
    asking = replace(world, index=parts.index, scan=nearest, catalogue=parts.catalogue, exact_items=parts.exact_items)
    return Revisited(told.id, asking, decided, told.person, is_live, told, base)
