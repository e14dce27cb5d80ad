"""Asks a model for the order of a slate and fuses it with the base order, as far as the vote is trusted by now."""

from dataclasses import dataclass

from frankly.domain.degradation import Degradation
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.reply import ModelReply
from frankly.domain.slate import Slate
from frankly.domain.vote import UNPROVEN, Standing, Vote
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """What became of the vote.

    Attributes:
        slate: the slate after the vote; None where it changes nothing.
        vote: what was asked and said, for the record; None where nobody was asked.
        reply: what the model wrote; None where it did not.
        faults: what was wrong with it.
        degradations: why there is no vote, or only part of one.
        standing: how far the vote was trusted.
    """

    slate: Slate | None = None
    vote: Vote | None = None
    reply: ModelReply | None = None
    faults: tuple[ReplyFault, ...] = ()
    degradations: tuple[Degradation, ...] = ()
    standing: Standing = UNPROVEN


async def order_of(
    assistant: Assistant,
    parts: Parts,
    base: Decided,
    *,
    deadline_ms: int,
    payer: Payer,
) -> Ordered:
    """Have the items of a slate ordered; what a model does wrong becomes a degradation and never an error.

    Args:
        assistant: the model and its prompts.
        parts: the catalogue, for titles.
        base: the request, decided without a model.
        deadline_ms: time for the call.
        payer: whose budgets it is taken from.

    Returns:
        What came of it; a slate only where the order is another one now.
    """
    return Ordered()


async def follow_up(
    assistant: Assistant, parts: Parts, base: Decided, ordered: Ordered, *, deadline_ms: int, payer: Payer
) -> None:
    """What a vote is followed by, beside the answer: it is counted, and sometimes asked again in another shuffle.

    Call it in the background after `order_of`; it never raises for anything that a model or the store does.

    Args:
        assistant: the model and its prompts.
        parts: the catalogue.
        base: the request, decided without a model.
        ordered: what became of its vote.
        deadline_ms: time for the second call.
        payer: whose budgets it is taken from.
    """
