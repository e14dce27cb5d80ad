"""Replays recorded decisions and says, byte for byte, whether they come out as they were."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import orjson

from frankly.domain.canonical import canonical
from frankly.domain.time import EpochMs
from frankly.errors import FranklyError, Invalid
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.again import lasting, made_again, record_again, world_of
from frankly.pipelines.replaying.differences import differences
from frankly.pipelines.replaying.record import Recorded, recorded
from frankly.pipelines.replaying.rendering import rendered
from frankly.pipelines.request.recording import answer_hash
from frankly.ports.decisions import MOST_FOUND

Level: TypeAlias = Literal["r0", "r1", "r2"]
"""r0: rendered again from the record; r1: all after retrieval made again; r2: r1 in a process of its own, on a copy."""

PAGE = 500
"""Decisions that are looked up at once."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one decision.

    Attributes:
        id: which one.
        is_identical: whether it came out byte for byte as it was.
        differences: where it did not, as paths with both values.
        reason: why it could not be replayed at all; empty when it could.
    """

    id: str
    is_identical: bool
    differences: tuple[str, ...] = ()
    reason: str = ""


async def replayed(parts: Parts, decision_id: str, level: Literal["r0", "r1"] = "r1") -> Replayed:
    """Replay one decision in this process.

    Args:
        parts: the world, whose decisions, catalogue and snapshots are read.
        decision_id: which one.
        level: how much is made again.
    """
    try:
        told = await recorded(parts.decisions, decision_id)
        found = await _found(parts, told, level)
    except FranklyError as error:
        return Replayed(decision_id, False, reason=error.message)
    return Replayed(decision_id, not found, tuple(found))


async def missing(parts: Parts, decision_id: str) -> str:
    """Why a decision cannot be read back with all that it names; empty when it can."""
    try:
        await recorded(parts.decisions, decision_id)
    except FranklyError as error:
        return error.message
    return ""


async def _found(parts: Parts, told: Recorded, level: Literal["r0", "r1"]) -> list[str]:
    """What differs."""
    if level == "r0":
        return await _rendered_otherwise(parts, told)
    world = await world_of(parts, told)
    made = record_again(await made_again(world, told), told).to_bytes()
    # What was stored is the canonical form itself: writing it again gives its bytes.
    if made == canonical(dict(told.plain)):
        return []
    found = differences(dict(told.plain), orjson.loads(made)) or ["the bytes differ, although no value does"]
    then = told.inputs["engine"]
    return found if then == parts.engine else [f"decided by Frankly {then}, replayed by {parts.engine}", *found]


async def _rendered_otherwise(parts: Parts, told: Recorded) -> list[str]:
    made = await rendered(lasting(parts, told), told)
    found = list(made.differences)
    if answer_hash(made.answer) != told.body["answer"]:
        found.append("answer: its bytes are not those that were sent")
    return found


async def decisions_since(parts: Parts, since: EpochMs) -> AsyncIterator[str]:
    """Ids of the decisions from a moment on, newest first."""
    before: str | None = None
    while heads := await parts.decisions.find(since=since, limit=PAGE, before=before):
        for head in heads:
            yield head.id
        before = heads[-1].id


async def newest_decisions(parts: Parts, number: int) -> Sequence[str]:
    """Ids of the newest decisions, newest first.

    Raises:
        Invalid: for a number that cannot be looked up.
    """
    if not 1 <= number <= MOST_FOUND:
        raise Invalid(f"--last {number}: name a number from 1 to {MOST_FOUND}, or a moment with --since.")
    return [head.id for head in await parts.decisions.find(limit=number)]
