"""What a language model replies, and what that took."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from frankly.domain.base import Frozen


def _encodable(text: str) -> str:
    """The same without halves of surrogate pairs: no text that holds one can be hashed, stored or sent."""
    return text.encode("utf-8", "replace").decode()


class FinishReason(StrEnum):
    """Why a model stopped."""

    STOP = "stop"
    LENGTH = "length"
    FILTERED = "filtered"
    OTHER = "other"


class ModelUsage(Frozen):
    """What a call took, as the provider says, or counted here where it does not say."""

    tokens_in: Annotated[int, Field(ge=0)] = 0
    """Tokens read, cached ones included."""

    tokens_cached: Annotated[int, Field(ge=0)] = 0
    """Those of them that the provider had read before."""

    tokens_out: Annotated[int, Field(ge=0)] = 0
    """Tokens written, hidden thinking included."""

    cost_nano: Annotated[int, Field(ge=0)] = 0
    """Price in billionths of a US dollar; 0 where none is known."""

    is_counted_here: bool = False
    """Whether the provider did not say and the tokens were counted here."""

    @property
    def tokens(self) -> int:
        """Tokens in both directions."""
        return self.tokens_in + self.tokens_out


class ModelReply(Frozen):
    """A whole reply."""

    text: Annotated[str, AfterValidator(_encodable)]
    """What the model wrote, as it came but for halves of surrogate pairs: JSON where asked for, if the model obeyed."""

    model: str
    """The model that wrote it, as FRANKLY_MODEL names it."""

    finish: FinishReason = FinishReason.STOP
    """Why it stopped."""

    usage: ModelUsage = ModelUsage()
    """What it took; of a reply from the cache, what it took then."""

    attempts: Annotated[int, Field(ge=1)] = 1
    """Calls that it took, with those that failed."""

    is_cached: bool = False
    """Whether it was not asked for again."""


class ModelPiece(Frozen):
    """A piece of a reply that comes bit by bit; the last piece carries the whole reply."""

    text: str = ""
    """What is new."""

    reply: ModelReply | None = None
    """The whole reply, in the last piece only."""
