"""Somebody's word on one message of a campaign."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.campaign.look import Look
from frankly.domain.time import EpochMs

WhoText = Annotated[str, StringConstraints(min_length=1, max_length=120)]
WhyText = Annotated[str, StringConstraints(max_length=500)]


class LookAsked(Frozen):
    """Somebody's word on one message."""

    recipient: Annotated[int, Field(ge=1)]
    """Number of its recipient."""

    content: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    """Hash of the message that was looked at, as the review gave it."""

    said: Literal["approved", "refused"]
    """Whether it may go out; while one that is refused stands as it is, nothing is approved."""

    by: WhoText
    """Who looked; not the campaign's author."""

    because: WhyText = ""
    """Why it is refused; no refusal without."""


class LookView(Frozen):
    """The word on a message as it is kept."""

    said: Literal["approved", "refused"]
    """Whether it may go out."""

    by: str
    """Who looked."""

    at: EpochMs
    """When."""

    reason: str
    """Why it was refused."""

    @classmethod
    def of(cls, look: Look) -> Self:
        """As it is kept."""
        return cls(said=look.said, by=look.by, at=look.at, reason=look.reason)
