"""Asks a model once, and reads what it replies as the service would."""

import asyncio
from dataclasses import dataclass
from typing import Any

from frankly.adapters.files.prompting.classes import classes_of
from frankly.bootstrap import open_model
from frankly.cli.prompts.opening import OpenPrompts
from frankly.cli.prompts.rendering import Call
from frankly.cli.screen import err
from frankly.domain.model.reply import ModelReply
from frankly.errors import Misconfigured
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
        checked: what became of its sentences or its order, line by line; empty for an example.
    """

    call: Call
    reply: ModelReply
    value: dict[str, Any] | None
    faults: tuple[str, ...]
    where: str
    checked: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the reply could be read."""
        return self.value is not None


def tried(opened: OpenPrompts, call: Call) -> Tried:
    """Ask the first model of FRANKLY_MODEL once, past the cache.

    Raises:
        Misconfigured: when no model is set, or its package is missing.
        ModelFailed: when there is no reply.
        ModelMisbehaved: when it is empty or has no end.
    """
    if not opened.settings.model:
        raise Misconfigured("FRANKLY_MODEL is not set, so there is nobody to ask; see docs/how-to/choose-a-model.md.")
    return asyncio.run(_tried(opened, call))


async def _tried(opened: OpenPrompts, call: Call) -> Tried:
    async with open_model(opened.settings) as models:
        with err().status("Asking the model"):
            await asyncio.to_thread(models.package.wait)
            reply = await next(iter(models.single.values())).complete(call.call)
    read = read_reply(reply.text, classes_of(call.prompt).output)
    value = read.value.model_dump(mode="json") if read.value is not None else None
    return Tried(call, reply, value, tuple(fault.value for fault in read.faults), read.where)
