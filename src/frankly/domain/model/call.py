"""One call of a language model: what is asked, with nothing in it that differs when the same is asked again.

Everything that decides the reply goes into `key`: caches, calls in flight and recordings find an equal call by it.
Who pays and how long there is time are no part of it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import orjson
from pydantic import Field, model_validator

from frankly.domain.base import Frozen
from frankly.domain.canonical import Plain, content_hash
from frankly.domain.ids import NameText

MOST_CHARACTERS = 400_000
"""Of all parts together: about 100,000 tokens, what current models read at most."""


class PartRole(StrEnum):
    """Who speaks in a part of a prompt."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class PromptPart(Frozen):
    """A part of a rendered prompt."""

    role: PartRole
    """Who speaks: rules are the system's, data are the user's."""

    text: str
    """What is said."""

    is_stable: bool = False
    """Whether it is the same in every call of this prompt version, so that a provider need not read it anew."""


class ModelParameters(Frozen):
    """What a model is told about how to write."""

    most_tokens: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    """Length of the reply at most, in tokens; counted as spent until the true number is known."""

    temperature_milli: Annotated[int, Field(ge=0, le=2_000)] = 0
    """Freedom of choice in thousandths: 0 always takes the likeliest word."""


class ReplyShape(Frozen):
    """The shape that a reply must have."""

    name: NameText
    """A short name; some providers show it to the model."""

    shape_json: str
    """JSON Schema of one object, as text: frozen, and written the same way each time."""

    @property
    def shape(self) -> Mapping[str, Any]:
        """The schema as an object."""
        read: Mapping[str, Any] = orjson.loads(self.shape_json)
        return read


class Payer(Frozen):
    """Whose budgets a call is taken from."""

    request: str = ""
    """Id of the decision or job; what serves one request is counted together. Empty counts each call alone."""

    key: str = ""
    """Name of the API key, never the key itself."""

    campaign: str = ""
    """Name of the campaign."""

    campaign_budget: str = ""
    """What the campaign's own file allows it, such as `2 USD`; the lower of it and what the settings allow holds."""


class ModelCall(Frozen):
    """What is asked of a model."""

    prompt: NameText
    """Id of the prompt."""

    version: Annotated[int, Field(ge=1)]
    """Its version."""

    parts: Annotated[tuple[PromptPart, ...], Field(min_length=1, max_length=16)]
    """The rendered prompt; stable parts come first, because providers reuse only what stands at the beginning."""

    shape: ReplyShape | None = None
    """The shape of the reply; None asks for plain text."""

    parameters: ModelParameters = ModelParameters()
    """How to write."""

    sample: Annotated[int, Field(ge=0, le=1_000)] = 0
    """Which of several replies to the same content this is; another sample is another call."""

    deadline_ms: Annotated[int, Field(ge=1, le=600_000)] = 8_000
    """Time from now on until the last word, attempts and waits together, in milliseconds."""

    background_ms: Annotated[int, Field(ge=0, le=600_000)] = 0
    """How long it may go on when nobody waits for it any more, so that its reply is there for the next equal call."""

    payer: Payer = Payer()
    """Whose budgets it is taken from."""

    @model_validator(mode="after")
    def _check(self) -> "ModelCall":
        stable = [part.is_stable for part in self.parts]
        if stable != sorted(stable, reverse=True):
            raise ValueError("stable parts come before all others: put what changes from call to call at the end")
        if sum(len(part.text) for part in self.parts) > MOST_CHARACTERS:
            raise ValueError(f"a prompt has at most {MOST_CHARACTERS} characters; send fewer items or shorter texts")
        return self

    @property
    def content(self) -> str:
        """Hash of everything that decides the reply, but for the model."""
        parts: Sequence[Plain] = [[part.role.value, part.text] for part in self.parts]
        return content_hash(
            {
                "prompt": self.prompt,
                "version": self.version,
                "parts": parts,
                "shape": self.shape.shape_json if self.shape else None,
                "most_tokens": self.parameters.most_tokens,
                "temperature_milli": self.parameters.temperature_milli,
                "sample": self.sample,
            }
        )

    def key(self, model: str) -> str:
        """Hash of everything that decides the reply: equal keys may share one reply.

        Args:
            model: name of the model or of the list of models that is asked.
        """
        return content_hash({"model": model, "content": self.content})

    def within(self, deadline_ms: int) -> "ModelCall":
        """The same call with another time limit, at least one millisecond."""
        return self.model_copy(update={"deadline_ms": max(1, deadline_ms)})
