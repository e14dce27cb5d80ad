"""Which call a prompt makes: of its example, or of a recorded decision."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from frankly.adapters.files.prompting.classes import classes_of, example_call
from frankly.bootstrap import open_frankly
from frankly.cli.options import existing
from frankly.cli.prompts.opening import OpenPrompts
from frankly.cli.screen import err
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import Prompt
from frankly.errors import Invalid, Misconfigured
from frankly.pipelines.parts import Parts
from frankly.pipelines.prompting.asking import Asked, asked_for
from frankly.pipelines.replaying.record import recorded
from frankly.settings import Settings


@dataclass(frozen=True, slots=True)
class Call:
    """A call, and whose it is.

    Attributes:
        prompt: the version.
        call: what is sent.
        decision: for which one; None for the example.
        is_sent: whether exactly this was sent when the decision was made.
    """

    prompt: Prompt
    call: ModelCall
    decision: str | None = None
    is_sent: bool = False


def calls_for(opened: OpenPrompts, name: str, decision: str | None, *, is_example: bool) -> Call:
    """The call of a version.

    Raises:
        Invalid: when both a decision and the example are asked for.
        NotFound: when there is no such version or decision.
        Misconfigured: when the prompt cannot be rendered.
    """
    if decision is not None and is_example:
        raise Invalid("--decision renders a recorded decision, --example the invented one; use one of them.")
    prompt = opened.find(name)
    if decision is not None:
        return asyncio.run(_decided(opened, prompt, decision))
    return Call(prompt, example_of(prompt))


async def _decided(opened: OpenPrompts, prompt: Prompt, decision: str) -> Call:
    async with open_recorded(opened.settings) as parts:
        return of_decision(await asked_for(parts, await recorded(parts.decisions, decision), prompt), decision)


def of_decision(asked: Asked, decision: str) -> Call:
    """The call of a decision."""
    return Call(asked.prompt, asked.call, decision, asked.is_sent)


@asynccontextmanager
async def open_recorded(settings: Settings) -> AsyncIterator[Parts]:
    """The data folder, for decisions of it; no model is opened, because the record says what was replied."""
    with err().status("Opening the data folder"):
        async with open_frankly(existing(settings.model_copy(update={"model": None}))) as parts:
            yield parts


def example_of(prompt: Prompt) -> ModelCall:
    """The call that a version makes of its example.

    Raises:
        Misconfigured: when it cannot be rendered.
    """
    classes_of(prompt)
    try:
        return example_call(prompt)
    except (NotImplementedError, ValueError) as error:
        raise Misconfigured(f"{prompt.name}: {error}. 'frankly prompts lint' tells all that is wrong.") from error
