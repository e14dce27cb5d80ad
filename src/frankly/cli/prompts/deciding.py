"""Which call a prompt makes for a recorded decision."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from frankly.bootstrap.service import open_frankly
from frankly.cli.options import existing
from frankly.cli.prompts.call import Call
from frankly.cli.prompts.opening import OpenPrompts
from frankly.cli.screen import err
from frankly.domain.model.prompt import Prompt
from frankly.pipelines.parts import Parts
from frankly.pipelines.prompting.asking import Asked, asked_for
from frankly.pipelines.replaying.record import recorded
from frankly.settings import Settings


def call_for(opened: OpenPrompts, prompt: Prompt, decision: str) -> Call:
    """The call of a version for a decision.

    Raises:
        NotFound: when there is no such decision.
        Invalid: when nothing is asked of a model by that prompt; says why.
    """
    return asyncio.run(_call_for(opened, prompt, decision))


async def _call_for(opened: OpenPrompts, prompt: Prompt, decision: str) -> Call:
    async with open_recorded(opened.settings) as parts:
        return of_decision(await asked_for(parts, await recorded(parts.decisions, decision), prompt), decision)


def of_decision(asked: Asked, decision: str) -> Call:
    """What a decision asks, as it is shown."""
    return Call(asked.prompt, asked.call, decision, asked.is_sent)


@asynccontextmanager
async def open_recorded(settings: Settings) -> AsyncIterator[Parts]:
    """The data folder, for decisions of it; no model is opened, because the record says what was replied."""
    without_model = existing(settings.model_copy(update={"model": None}))
    with err().status("Opening the data folder"):
        async with open_frankly(without_model, waits_for_index=False) as parts:
            yield parts
