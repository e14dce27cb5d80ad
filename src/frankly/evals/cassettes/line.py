"""A line of a cassette: one reply, with everything that says which call it answers and whose it is."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.canonical import content_hash
from frankly.domain.ids import NameText
from frankly.domain.model.call import ModelCall
from frankly.domain.model.handles import HANDLE
from frankly.domain.model.reply import FinishReason, ModelReply, ModelUsage

Writer = Literal["recorded", "model-written", "simulated"]
"""Who wrote a reply: a model that was asked through its provider; a model that was shown the prompt in another way; no
language model at all."""

HashText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
DayText = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
PromptName = Annotated[str, StringConstraints(pattern=r"^[a-z]+/v[1-9]\d{0,3}$")]
ModelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w./:@,+-]{0,199}$")]


class Line(Frozen):
    """One reply."""

    key: HashText
    """Hash of everything that decides the reply: model, prompt version, what was sent, shape, parameters, sample."""

    prompt: PromptName
    """Task and version, such as `write/v1`."""

    prompt_hash: str = ""
    """Hash of the prompt version as it read then; empty where it was not known."""

    rules: tuple[NameText, ...] = ()
    """Ids of the rules that the call stated."""

    about: str = ""
    """Hash of the data that the call was about, whatever the prompt said of them: what pairs replies to two versions of
    a prompt."""

    model: ModelName
    """The model that is asked for, as FRANKLY_MODEL names it."""

    by: str = ""
    """The model that replied, where it is another name than `model`."""

    most_tokens: int
    """Length that was allowed, in tokens."""

    temperature_milli: int
    """Freedom of choice in thousandths."""

    sample: Annotated[int, Field(ge=0)] = 0
    """Which of several replies to the same content."""

    writer: Writer
    """Who wrote it."""

    reply: str
    """What was replied, raw."""

    finish: FinishReason = FinishReason.STOP
    """Why it ended."""

    usage: ModelUsage = ModelUsage()
    """What it took."""

    recorded_on: DayText
    """The day, UTC; no more than that."""

    def as_reply(self) -> ModelReply:
        """The reply as a model gives it."""
        return ModelReply(
            text=self.reply, model=self.by or self.model, finish=self.finish, usage=self.usage, is_cached=True
        )


def prompt_of(call: ModelCall) -> str:
    """Name of the prompt version of a call."""
    return f"{call.prompt}/v{call.version}"


def about_of(call: ModelCall) -> str:
    """Hash of what changes from call to call, with handles by number: they are drawn anew for each version."""
    numbers: dict[str, int] = {}
    told = [
        HANDLE.sub(lambda found: f"#{numbers.setdefault(found[0], len(numbers))}", part.text)
        for part in call.parts
        if not part.is_stable
    ]
    return content_hash([call.prompt, call.sample, told])


def line_of(
    call: ModelCall,
    model: str,
    reply: ModelReply,
    *,
    writer: Writer,
    prompt_hash: str,
    rules: tuple[str, ...],
    day: str,
) -> Line:
    """The line that keeps a reply.

    Args:
        call: what was asked.
        model: that was asked.
        reply: what came.
        writer: who wrote it.
        prompt_hash: of the prompt version.
        rules: that the call stated.
        day: `YYYY-MM-DD`.
    """
    return Line(
        key=call.key(model),
        prompt=prompt_of(call),
        prompt_hash=prompt_hash,
        rules=rules,
        about=about_of(call),
        model=model,
        by="" if reply.model == model else reply.model,
        most_tokens=call.parameters.most_tokens,
        temperature_milli=call.parameters.temperature_milli,
        sample=call.sample,
        writer=writer,
        reply=reply.text,
        finish=reply.finish,
        usage=reply.usage,
        recorded_on=day,
    )
