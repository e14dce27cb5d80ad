"""The lines of an e-mail around its items, and the question that asks for them; both stand in the decision's record."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.base import Frozen
from frankly.domain.ids import IdText, NameText
from frankly.domain.saying.text import VerifiedText

AboutItems = Literal["cart_left", "back_in_stock", "continue"]
"""Triggers that are about items."""


class MessageOccasion(Frozen):
    """What made a campaign write to somebody by itself."""

    key: str
    """Names it, as the recipient's row does."""

    items: tuple[IdText, ...]
    """Ids of the items that it is about, the first first."""

    kind: AboutItems
    """Which trigger found it."""


def _is_absent(value: object) -> bool:
    return value is None


def _is_empty(value: object) -> bool:
    return not value


class MessageForm(Frozen):
    """How a message is wanted."""

    tone: NameText | None = None
    """Tone of the brand; None where the surface says which."""

    is_named: bool = False
    """Whether a first name follows the greeting; the name itself is no part of any record."""

    occasion: MessageOccasion | None = Field(default=None, exclude_if=_is_absent)
    """What it is written for; its items stand first, as far as they may be shown."""

    unfit: dict[IdText, str] = Field(default_factory=dict, exclude_if=_is_empty)
    """Id → code of the check of mails that it fails, of items that were looked at and cannot stand in an e-mail."""


class MessageQuestion(RecommendationRequest):
    """What is asked of the way of one request when the answer is to be an e-mail. Made by our own code only."""

    message: MessageForm
    """How it is wanted."""


class MessageLines(Frozen):
    """Lines of a message that were proved; what could not be said is absent."""

    subject: VerifiedText | None = None
    """Subject."""

    preheader: VerifiedText | None = None
    """What mailboxes show beside the subject."""

    greeting: VerifiedText | None = None
    """Greeting, without a name."""

    intro: VerifiedText | None = None
    """Opening of the body."""

    closing: VerifiedText | None = None
    """End of the body."""

    def texts(self) -> Iterator[tuple[str, VerifiedText]]:
        """Each line with its role, in the order in which people read them."""
        lines = (self.subject, self.preheader, self.greeting, self.intro, self.closing)
        yield from ((line.role, line) for line in lines if line is not None)
