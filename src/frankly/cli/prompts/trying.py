"""Asks a model once, and reads what it replies as the service would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from frankly.adapters.files.prompting.classes import classes_of
from frankly.bootstrap.model import open_model
from frankly.cli.prompts.call import Call
from frankly.cli.prompts.deciding import of_decision, open_recorded
from frankly.cli.prompts.opening import OpenPrompts
from frankly.cli.prompts.rendering import calls_for
from frankly.cli.screen import err
from frankly.domain.model.prompt import Prompt
from frankly.domain.model.reply import ModelReply
from frankly.errors import Misconfigured
from frankly.pipelines.prompting.asking import asked_for
from frankly.pipelines.prompting.trying import Outcome, tried_for
from frankly.pipelines.replaying.record import recorded
from frankly.ports.asking.model import LanguageModel
from frankly.stages.replies.shaping import read_reply


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one call.

    Attributes:
        call: what was asked.
        reply: what the model said.
        value: the reply as it was read; None where it could not be.
        faults: what was wrong with it, mended or not.
        where: the first place of a wrong shape.
        is_price_known: whether the reply's price is; else its cost says nothing.
        outcome: what would have become of it in the answer; None for an example.
    """

    call: Call
    reply: ModelReply
    value: dict[str, Any] | None
    faults: tuple[str, ...]
    where: str
    is_price_known: bool
    outcome: Outcome | None = None

    @property
    def is_usable(self) -> bool:
        """Whether the reply could be read."""
        return self.value is not None


def tried(opened: OpenPrompts, name: str, decision: str | None, *, is_example: bool) -> Tried:
    """Ask the first model of FRANKLY_MODEL once, past the cache.

    Raises:
        Misconfigured: when no model is set, or its package is missing.
        ModelFailed: when there is no reply.
        ModelMisbehaved: when it is empty or has no end.
    """
    if not opened.settings.model:
        raise Misconfigured("FRANKLY_MODEL is not set, so there is nobody to ask; see docs/how-to/choose-a-model.md.")
    if decision is None or is_example:
        return asyncio.run(_tried(opened, calls_for(opened, name, decision, is_example=is_example)))
    return asyncio.run(_tried_for(opened, opened.find(name), decision))


async def _tried(opened: OpenPrompts, call: Call) -> Tried:
    async with _asking(opened) as model:
        reply = await model.complete(call.call)
        return _read(call, reply, model)


async def _tried_for(opened: OpenPrompts, prompt: Prompt, decision: str) -> Tried:
    async with open_recorded(opened.settings) as parts:
        asked = await asked_for(parts, await recorded(parts.decisions, decision), prompt)
        async with _asking(opened) as model:
            found = await tried_for(asked, model)
            read = _read(of_decision(asked, decision), found.reply, model)
    return replace(read, faults=tuple(dict.fromkeys([*read.faults, *found.faults])), outcome=found)


@asynccontextmanager
async def _asking(opened: OpenPrompts) -> AsyncIterator[LanguageModel]:
    async with open_model(opened.settings) as models:
        with err().status("Asking the model"):
            await asyncio.to_thread(models.package.wait)
            yield next(iter(models.single.values()))


def _read(call: Call, reply: ModelReply, model: LanguageModel) -> Tried:
    read = read_reply(reply.text, classes_of(call.prompt).output)
    value = read.value.model_dump(mode="json") if read.value is not None else None
    is_known = model.price(reply.usage) is not None
    return Tried(call, reply, value, tuple(fault.value for fault in read.faults), read.where, is_known)
