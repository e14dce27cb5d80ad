"""Whose a recorded decision is now."""

from collections.abc import Mapping
from typing import Any

from frankly.domain.person.event import SESSION_PREFIX
from frankly.domain.time import EpochMs
from frankly.ports.decisions import MOST_FOUND, DecisionStore


async def owner_of(decisions: DecisionStore, record: Mapping[str, Any]) -> str | None:
    """Key of the person that a decision belongs to now: a merged session's decisions are its person's."""
    inputs = record["inputs"]
    person: str | None = inputs["person"]
    if person is None or not person.startswith(SESSION_PREFIX):
        return person
    at = EpochMs(inputs["now"])
    heads = await decisions.find(surface=inputs["surface"], since=at, until=EpochMs(at + 1), limit=MOST_FOUND)
    return next((head.person for head in heads if head.id == record["id"]), person)
