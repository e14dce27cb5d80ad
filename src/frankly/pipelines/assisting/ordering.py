"""Asks a model for its order of a slate and what comes next, and fuses it with the base order."""

from dataclasses import dataclass

from frankly.domain.degradation import Degradation
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.domain.slate import Slate
from frankly.pipelines.parts import Assistant
from frankly.pipelines.request.deciding import Decided


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """What came of a vote.

    Attributes:
        slate: the slate after it; None where it changes nothing.
        faults: what was wrong with the reply.
        degradations: why there is no vote.
    """

    slate: Slate | None = None
    faults: tuple[ReplyFault, ...] = ()
    degradations: tuple[Degradation, ...] = ()


async def order_of(assistant: Assistant, base: Decided, *, deadline_ms: int, payer: Payer) -> Ordered:
    """Nothing yet."""
    return Ordered()
