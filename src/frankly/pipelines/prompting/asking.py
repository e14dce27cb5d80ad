"""What a model was, or would be, asked for a recorded decision: the code of every request, with somebody who listens.

The decision is made again from its record; then its vote and its texts are asked for as in a request, and what is
sent is noted. What the model replied then is answered again, so that a repair shows what it was about.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import Invalid, ModelUnavailable, NotFound
from frankly.pipelines.assisting.text.writing import texts_of
from frankly.pipelines.assisting.vote.ordering import Ordered, order_of
from frankly.pipelines.assisting.wanted import wanted
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.replaying.again import world_of
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.deciding import Decided
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.prompts import PromptBook
from frankly.stages.writing.live.texts import Texts

_TIME_MS: Final = 600_000
"""Nobody waits for what is only looked at."""


class ListeningModel:
    """Port `LanguageModel` that notes what it is asked, and passes it on where somebody is there to reply."""

    def __init__(self, inner: LanguageModel | None = None) -> None:
        """Listen.

        Args:
            inner: replies; without it every call fails, as with a model that cannot be reached.
        """
        self._inner = inner
        self.calls: list[ModelCall] = []
        """All calls, in order."""
        self.replies: dict[str, ModelReply] = {}
        """Content of a call → what was replied."""

    @property
    def name(self) -> str:
        """Name of whoever replies."""
        return self._inner.name if self._inner is not None else "nobody"

    async def complete(self, call: ModelCall) -> ModelReply:
        """Note the call, and pass it on.

        Raises:
            ModelUnavailable: where there is nobody to reply.
        """
        self.calls.append(call)
        if self._inner is None:
            raise ModelUnavailable("Nobody is asked: the call is only looked at.")
        reply = await self._inner.complete(call)
        self.replies[call.content] = reply
        return reply

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The whole reply in one piece."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return self._inner.count(text) if self._inner is not None else len(text) // 4 + 1

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar."""
        return self._inner.price(usage) if self._inner is not None else None


@dataclass(frozen=True, slots=True)
class PinnedPrompts:
    """Port `PromptBook` in which one version is the one in use.

    Attributes:
        inner: all others.
        prompt: the version.
    """

    inner: PromptBook
    prompt: Prompt

    @property
    def version(self) -> str:
        """Hash of all prompts in use, but for the one that is pinned."""
        return self.inner.version

    def current(self, task: PromptTask) -> Prompt:
        """The pinned version for its task, else what is in use."""
        return self.prompt if task == self.prompt.task else self.inner.current(task)

    def get(self, task: PromptTask, version: int) -> Prompt:
        """One version."""
        is_pinned = (task, version) == (self.prompt.task, self.prompt.version)
        return self.prompt if is_pinned else self.inner.get(task, version)

    def all(self) -> Sequence[Prompt]:
        """All versions."""
        return self.inner.all()


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a decision asks of a model by one prompt.

    Attributes:
        prompt: the version, as it was then where the record keeps it.
        call: what is sent.
        is_sent: whether exactly this was sent when the decision was made.
        base: the decision without a model.
        world: the world of the record.
        assistant: who was asked, with this version of the prompt.
    """

    prompt: Prompt
    call: ModelCall
    is_sent: bool
    base: Decided
    world: Parts
    assistant: Assistant


async def asked_for(parts: Parts, told: Recorded, prompt: Prompt) -> Asked:
    """What a recorded decision asks of a model by a prompt.

    Args:
        parts: the world of today.
        told: the record.
        prompt: the version, as it is today; the record's own is taken where it keeps one.

    Raises:
        Invalid: when no model is asked that for this decision; says why.
        NotFound: when the snapshot of the decision is not there any more.
    """
    world = await world_of(parts, told)
    base = await decide(world, told.request(), told.inputs["now"])
    assistant = _assistant(world, prompt)
    _refuse_unasked(assistant, base, prompt)
    listening = ListeningModel(assistant.model)
    await ASKERS[prompt.task](replace(assistant, model=listening), world, base)
    then = assistant.prompts.current(prompt.task)
    calls = [call for call in listening.calls if call.prompt == prompt.task.value]
    if not calls:
        raise Invalid(_NOTHING[prompt.task].format(told.id))
    recorded: Mapping[str, object] = told.heard.get("model", {}).get("calls", {})
    return Asked(then, calls[0], calls[0].content in recorded, base, world, assistant)


async def _order(assistant: Assistant, world: Parts, base: Decided) -> Ordered:
    return await order_of(assistant, world, base, deadline_ms=_TIME_MS, payer=Payer())


async def _texts(assistant: Assistant, world: Parts, base: Decided) -> Texts:
    return await texts_of(assistant, world, base, deadline_ms=_TIME_MS, payer=Payer())


ASKERS: Final[Mapping[PromptTask, Callable[[Assistant, Parts, Decided], Awaitable[Ordered | Texts]]]] = {
    PromptTask.RANK: _order,
    PromptTask.WRITE: _texts,
    PromptTask.MESSAGE: _texts,
    PromptTask.REPAIR: _texts,
}
"""Task → what asks for it in a request."""

_NOTHING: Final = {
    PromptTask.RANK: "Decision '{}' has nothing to vote on: there are fewer than two items that may change places.",
    PromptTask.WRITE: "Decision '{}' has nothing to write about: nothing that speaks for its items may be told. "
    "Of an e-mail render message/v2.",
    PromptTask.MESSAGE: "Decision '{}' is no e-mail, or nothing that speaks for its items may be told; of a slate "
    "render write/v2.",
    PromptTask.REPAIR: "Decision '{}' repairs nothing: no model's sentence of it was refused. Render write/v2 to see "
    "what is asked first.",
}


def _assistant(world: Parts, prompt: Prompt) -> Assistant:
    """Who is asked: the record's own model and prompts, else nobody, with what people edited then."""
    found = world.assistant
    if found is None:
        files = world.policy_files
        if files is None:
            raise Invalid("This decision keeps no files of what people edited, so no prompt can be filled for it.")
        loaded = files.load(files.data)
        found = Assistant(
            ListeningModel(), loaded.prompts, is_ready=lambda: True, lexicons=loaded.lexicons, brand=loaded.brand
        )
    try:
        then = found.prompts.get(prompt.task, prompt.version)
    except NotFound:
        then = prompt
    prompts = PinnedPrompts(found.prompts, then)
    return replace(found, prompts=prompts, known_late=None, known_left=frozenset(), is_ready=lambda: True)


def _refuse_unasked(assistant: Assistant, base: Decided, prompt: Prompt) -> None:
    """Refuse where consent, surface or request keep a model out.

    Raises:
        Invalid: says which.
    """
    if prompt.task not in ASKERS:
        known = ", ".join(task.value for task in ASKERS)
        raise Invalid(f"{prompt.name} is about no decision: use --example. Of a decision there are: {known}.")
    asked = wanted(assistant, base)
    if not (asked.order if prompt.task == PromptTask.RANK else asked.texts):
        surface = base.situation.surface.name
        raise Invalid(
            f"Nothing is sent by {prompt.name} for this decision: its person has not agreed to a model, the surface "
            f"'{surface}' asks for none (`model` in surfaces/{surface}.yaml), or the request gave it no time."
        )
