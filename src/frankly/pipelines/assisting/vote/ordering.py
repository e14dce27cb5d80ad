"""Asks a model for the order of a slate and fuses it with the base order, as far as the vote is trusted by now."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.deciding.slate import Slate
from frankly.domain.deciding.vote import UNPROVEN, Standing, VoteKey
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.prompt import PromptTask
from frankly.errors import (
    BudgetSpent,
    DependencyError,
    FranklyError,
    Misconfigured,
    ModelMisbehaved,
    ModelTimeout,
    ModelWarming,
)
from frankly.pipelines.assisting.vote.asking import Asking
from frankly.pipelines.assisting.vote.polling import shown_of
from frankly.pipelines.parts import Assistant, CastVote, Parts
from frankly.pipelines.request.deciding import Decided
from frankly.stages.ranking.ballot import ballot_of
from frankly.stages.replies.handles import ReadOrder
from frankly.stages.vote.ask import LEAST_ASKED
from frankly.stages.vote.fuse import fused

PART: Final = "order"
"""What its degradations are about."""

LEAST_COPIED: Final = 6
"""From so many items on, the order in which they were shown is no opinion: by chance it comes once in 720 replies."""

_CODES: Final[tuple[tuple[type[FranklyError], DegradationCode], ...]] = (
    (ModelTimeout, DegradationCode.MODEL_LATE),
    (ModelWarming, DegradationCode.MODEL_WARMING),
    (BudgetSpent, DegradationCode.MODEL_OUT_OF_BUDGET),
    (ModelMisbehaved, DegradationCode.REPLY_UNUSABLE),
)


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """What became of the vote.

    Attributes:
        slate: the slate after the vote; None where it changes nothing.
        faults: what was wrong with the reply.
        degradations: why there is no vote.
        standing: how far the vote was trusted.
        order: the model's order, best first, as rows; what it left out is not in it.
        cast: the vote as it is counted behind the answer; None where there was none.
    """

    slate: Slate | None = None
    faults: tuple[ReplyFault, ...] = ()
    degradations: tuple[Degradation, ...] = ()
    standing: Standing = UNPROVEN
    order: tuple[int, ...] = ()
    cast: CastVote | None = None


async def order_of(assistant: Assistant, parts: Parts, base: Decided, *, deadline_ms: int, payer: Payer) -> Ordered:
    """Have the items of a slate ordered; what a model does wrong becomes a degradation and never an error.

    Args:
        assistant: the model and its prompts, and what is known of its votes.
        parts: the catalogue, for titles; its own assistant is asked for what no answer waits for.
        base: the request, decided without a model.
        deadline_ms: time for the call.
        payer: whose budgets it is taken from.

    Returns:
        What came of it; a slate only where the order is another one now.
    """
    surface = base.situation.surface
    ballot = ballot_of(base.situation, base.found.ledger, base.slate)
    if len(ballot.shown) < LEAST_ASKED:
        return Ordered()
    try:
        prompt = assistant.prompts.current(PromptTask.RANK)
        key = VoteKey(surface=surface.name, model=assistant.model.name, prompt=prompt.name)
        standing = await _standing(assistant, base, key)
        most = standing.displacement(surface.model.max_displacement)
        if not most:
            return Ordered(degradations=(_suspended(standing),), standing=standing)
        read = partial(parts.catalogue.get_many, at=base.situation.snapshot.position)
        shown = await shown_of(base.situation, base.found.ledger, ballot, parts.rules, read)
        asking = Asking(prompt, key.model, surface, ballot, shown, deadline_ms, payer)
        order = await asking.ask(assistant.model)
    except (DependencyError, ModelMisbehaved, Misconfigured) as error:
        return Ordered(degradations=(degradation_of(error),))
    ordered = _fused(asking, order, standing, most)
    # What is asked behind the answer is no part of its record, so the model itself is asked and not the one that notes.
    own = parts.assistant or assistant
    return replace(ordered, cast=asking.cast(order, own.model))


async def follow_up(
    assistant: Assistant, parts: Parts, base: Decided, ordered: Ordered, *, deadline_ms: int, payer: Payer
) -> None:
    """What a vote is followed by, behind the answer: it is counted, and sometimes asked again in another shuffle.

    It never raises for anything that a model or the store does.

    Args:
        assistant: knows the votes.
        parts: the world.
        base: the request, decided without a model.
        ordered: what became of its vote.
        deadline_ms: time for a call.
        payer: whose budgets it is taken from.
    """
    if ordered.cast is not None and assistant.votes is not None:
        await assistant.votes.follow(ordered.cast, deadline_ms)


async def _standing(assistant: Assistant, base: Decided, key: VoteKey) -> Standing:
    if base.situation.surface.model.vote == "on":
        return Standing(state="proven", detail="the surface says so")
    return UNPROVEN if assistant.votes is None else await assistant.votes.standing(key)


def _fused(asking: Asking, read: ReadOrder, standing: Standing, most: int) -> Ordered:
    ballot, asked = asking.ballot, asking.question()
    fault = unusable(read)
    if fault:
        told = Degradation(code=DegradationCode.REPLY_UNUSABLE, part=PART, detail=fault)
        return Ordered(faults=read.faults, degradations=(told,), standing=standing)
    order = tuple(asked.rows[handle] for handle in read.order)
    after = fused(ballot, order, most)
    is_same = [slot.row for slot in after.slots] == [slot.row for slot in ballot.slate.slots]
    return Ordered(None if is_same else after, read.faults, standing=standing, order=order)


def unusable(read: ReadOrder) -> str:
    """Why an order is no vote; empty where it is one."""
    number = len(read.whole)
    if len(read.order) * 2 < number:
        return f"it names {len(read.order)} of {number} items"
    if ReplyFault.COPIED_ORDER in read.faults and number >= LEAST_COPIED:
        return "it gives the order back in which the items were shown"
    return ""


def _suspended(standing: Standing) -> Degradation:
    detail = f"{standing.because}: {standing.detail}"
    return Degradation(code=DegradationCode.VOTE_SUSPENDED, part=PART, detail=detail)


def degradation_of(error: FranklyError) -> Degradation:
    """What a failure costs the answer."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), DegradationCode.MODEL_FAILED)
    return Degradation(code=code, part=PART, detail=error.code)
