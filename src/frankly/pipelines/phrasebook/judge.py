"""A judge that is a language model: it sees a span and a sentence and nothing else, and may only refuse."""

import asyncio
from collections.abc import Callable

from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.tasks.judge import JudgeInput, JudgeReply
from frankly.errors import DependencyError, Misconfigured, ModelMisbehaved
from frankly.pipelines.phrasebook.asking import DEADLINE_MS, PAYER
from frankly.ports.asking.judge import Judgement
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.prompts import PromptBook
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.stages.replies.shaping import read_reply


class ModelJudge:
    """Port `Judge` over a language model. Fails closed: what it does not clearly accept is not admitted."""

    def __init__(self, model: LanguageModel, prompts: PromptBook, load: Callable[[], object] | None = None) -> None:
        """Ask a model.

        Args:
            model: best another one than that which writes: a model rarely sees its own mistakes.
            prompts: hold the task `judge`.
            load: waits until the package of the model is there, in a thread, before each question.
        """
        self._model = model
        self._prompts = prompts
        self._load = load

    async def judge(self, span: str, sentence: str) -> Judgement:
        """Judge one sentence by one span alone.

        Raises:
            DependencyError: when the model gives no reply, or one that is no judgement.
        """
        prompt = self._prompts.current(PromptTask.JUDGE)
        asked = JudgeInput(span=span, sentence=sentence)
        call = call_of(prompt, asked, shape_of(JudgeReply, "judgement"), deadline_ms=DEADLINE_MS, payer=PAYER)
        try:
            if self._load is not None:
                await asyncio.to_thread(self._load)
            reply = await self._model.complete(call)
        except Misconfigured as error:
            raise DependencyError(f"The judge {self._model.name} cannot be asked: {error.message}") from error
        except ModelMisbehaved as error:
            raise DependencyError(f"The judge {self._model.name} cannot be read: {error.message}") from error
        said = read_reply(reply.text, JudgeReply).value
        if said is None:
            raise DependencyError(f"The judge {reply.model} replied with no judgement.")
        by = f"{reply.model} {prompt.name}"
        if said.accepts and not said.unborne.strip():
            return Judgement(accepts=True, why="", by=by)
        # Whoever accepts and names something that is not borne has not accepted.
        why = " ".join(said.unborne.split())[:300] or "the source does not bear it"
        return Judgement(accepts=False, why=why, by=by)
