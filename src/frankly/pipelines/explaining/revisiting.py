"""Finds a decision again with all that was made on its way, and the world that it was made in."""

from dataclasses import replace
from typing import cast

from frankly.domain.request import RecommendationRequest
from frankly.errors import StoreUnavailable
from frankly.pipelines.explaining.supposing import OnePerson, Revisited
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import decide
from frankly.pipelines.request.asking import read_person
from frankly.pipelines.request.surfacing import surface_named
from frankly.ports.people import PeopleStore


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
    return Revisited(parts, await decide(parts, request, now), record, is_live=True)
