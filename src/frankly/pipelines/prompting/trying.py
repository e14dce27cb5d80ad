"""Asks a model once for a recorded decision, and lets its reply go the way of every reply: read, verified, told."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.answering.answer import Answer
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import ModelUnavailable
from frankly.pipelines.assisting.text.retelling import told_again
from frankly.pipelines.assisting.vote.ordering import Ordered
from frankly.pipelines.prompting.asking import ASKERS, Asked
from frankly.ports.asking.model import LanguageModel
from frankly.stages.writing.live.texts import Texts

_OF_SECOND_CALL: Final = frozenset({DegradationCode.MODEL_FAILED})


class _Once:
    """Port `LanguageModel` that asks one model one thing once; to all else the record replies."""

    def __init__(self, asked: LanguageModel, recorded: LanguageModel, task: PromptTask) -> None:
        self._asked, self._recorded, self._task = asked, recorded, task
        self.replies: list[ModelReply] = []
        self.unasked: list[ModelCall] = []

    @property
    def name(self) -> str:
        return self._recorded.name

    async def complete(self, call: ModelCall) -> ModelReply:
        if call.prompt != self._task.value and not self.replies:
            return await self._recorded.complete(call)
        if self.replies:
            self.unasked.append(call)
            raise ModelUnavailable("It is asked once.")
        self.replies.append(await self._asked.complete(call))
        return self.replies[0]

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        return self._asked.count(text)

    def price(self, usage: ModelUsage) -> int | None:
        return self._asked.price(usage)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What would have become of a reply.

    Attributes:
        reply: what the model said.
        faults: what was wrong with it.
        before: the answer without it.
        after: the answer with it.
        repair: what a repair would have been asked: sentences that were refused, each with why; empty where none was.
    """

    reply: ModelReply
    faults: tuple[str, ...]
    before: Answer
    after: Answer
    repair: str = ""


async def tried_for(asked: Asked, model: LanguageModel) -> Outcome:
    """Ask a model once what a decision asks, and tell the decision again with what it said; nothing is recorded.

    Args:
        asked: the decision and the prompt.
        model: who is asked.

    Raises:
        ModelFailed: when there is no reply.
        ModelMisbehaved: when it is empty or has no end.
    """
    once = _Once(model, asked.assistant.model, asked.prompt.task)
    found = await ASKERS[asked.prompt.task](replace(asked.assistant, model=once), asked.world, asked.base)
    # A failure has become a degradation by now; asked again it is told as what it is.
    reply = once.replies[0] if once.replies else await model.complete(asked.call)
    ordered = found if isinstance(found, Ordered) else None
    texts = found if isinstance(found, Texts) else None
    # That a second call failed is our own doing; it says nothing about the model.
    degradations = [one for one in found.degradations if not (once.unasked and one.code in _OF_SECOND_CALL)]
    told = await told_again(asked.world, asked.base, ordered, texts, degradations)
    repair = next((call.parts[-1].text for call in once.unasked if call.prompt == PromptTask.REPAIR), "")
    return Outcome(reply, tuple(fault.value for fault in found.faults), asked.base.answer, told.answer, repair)
