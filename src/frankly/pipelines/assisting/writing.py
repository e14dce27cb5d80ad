"""Asks a model to write the sentences of a slate, has them verified, and sends those that were refused back once."""

from collections.abc import Callable

from frankly.domain.model.call import Payer
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided
from frankly.stages.writing.live.texts import NOTHING_WRITTEN, Texts


async def texts_of(
    assistant: Assistant,
    parts: Parts,
    base: Decided,
    *,
    deadline_ms: int,
    payer: Payer,
    first: Callable[[Texts], None] | None = None,
) -> Texts:
    """Have the sentences of a slate written; what a model does wrong becomes a degradation and never an error.

    Args:
        assistant: the model and its prompts.
        parts: the verifier, and what the house says.
        base: the request, decided and told without a model.
        deadline_ms: time for all calls together, the repair included.
        payer: whose budgets they are taken from.
        first: given what stands before the repair, so that nobody has to wait for that.

    Returns:
        What was written; `tell(..., texts=...)` verifies it once more and fills it.
    """
    return NOTHING_WRITTEN
