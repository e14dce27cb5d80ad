"""The lines of an e-mail around its items, and the question that asks for them; both stand in the decision's record."""

from collections.abc import Iterator

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.base import Frozen
from frankly.domain.ids import NameText
from frankly.domain.saying.text import VerifiedText


class MessageForm(Frozen):
    """How a message is wanted."""

    tone: NameText | None = None
    """Tone of the brand; None where the surface says which."""

    is_named: bool = False
    """Whether a first name follows the greeting; the name itself is no part of any record."""


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
