"""One e-mail for one person: what is asked, the lines around its items, and what is handed over."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from frankly.domain.answering.answer import AnsweredItem, AnswerScope, Variant
from frankly.domain.answering.degradation import Degradation
from frankly.domain.answering.request import InlineProfile
from frankly.domain.base import Frozen
from frankly.domain.ids import DecisionId, IdText, NameText
from frankly.domain.person.event import SESSION_PREFIX
from frankly.domain.saying.mail import AiPart
from frankly.domain.saying.text import VerifiedText


def _is_absent(value: object) -> bool:
    return value is None


class MessageRequest(Frozen):
    """One question: what should this person read in an e-mail, and why."""

    person: IdText | None = None
    """Who it is for."""

    profile: InlineProfile | None = None
    """Stateless mode: the profile, with its consent to `email`, comes with the request; then `person` is not looked
    up, and nothing is recorded."""

    first_name: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """First name for the greeting: put in after every sentence is proved, and neither stored nor sent anywhere."""

    surface: IdText = "email"
    """The surface whose policy holds."""

    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    """Language; the surface says which by default."""

    tone: NameText | None = None
    """A tone of `brand/`; the surface says which by default."""

    limit: Annotated[int, Field(ge=1, le=12)] | None = None
    """Number of items; the surface says how many by default."""

    seed: Annotated[int, Field(ge=0, lt=2**53)] = 0
    """The client's own seed; the same question with the same seed on one day gives the same message."""

    deadline_ms: Annotated[int, Field(ge=0, le=60_000)] | None = None
    """How long the message may wait for a language model, in milliseconds; 0 waits for none, the surface says how long
    by default."""

    @model_validator(mode="after")
    def _for_somebody(self) -> "MessageRequest":
        if self.person is None and self.profile is None:
            raise ValueError("say who it is for: 'person', or 'profile' in stateless mode")
        if self.person is not None and self.person.startswith(SESSION_PREFIX):
            raise ValueError(f"a person's id must not start with '{SESSION_PREFIX}'")
        return self


LeftOutCode = Literal[
    "name_unusable",
    "link_not_absolute",
    "link_not_https",
    "link_host",
    "link_too_long",
    "image_not_absolute",
    "image_not_https",
    "image_host",
    "image_too_long",
    "images_too_large",
]
"""Why something was left out of a message: it is no name; an address leads nowhere from a mailbox, is not encrypted, is
of a host that the brand does not name, or too long; the message would be too large."""


class LeftOut(Frozen):
    """Something that does not stand in the message."""

    code: LeftOutCode
    """Why."""

    item: str = Field(default="", exclude_if=lambda item: not item)
    """The item that it belongs to."""


class Message(Frozen):
    """One e-mail, ready to be handed to whoever sends it: every sentence of it is proved."""

    decision: DecisionId
    """Id of the record: why, replay and the decision's page know it."""

    is_recorded: bool
    """False in stateless mode, and when the record could not be handed over."""

    surface: str
    """The surface whose policy held."""

    locale: str
    """Language."""

    tone: str
    """Tone of the brand."""

    variant: Variant
    """Whether the person is in the holdout."""

    scope: AnswerScope
    """What the message was allowed to use; without `profile` among the purposes it is the version for everybody."""

    subject: VerifiedText
    """Subject: it announces nothing that no sentence of the body tells."""

    preheader: VerifiedText | None = None
    """What mailboxes show beside the subject."""

    greeting: VerifiedText | None = None
    """Greeting, without a name."""

    salutation: str = ""
    """The greeting as people read it, with the first name where one was given and can be used."""

    intro: VerifiedText | None = None
    """Opening of the body."""

    headline: VerifiedText | None = Field(default=None, exclude_if=_is_absent)
    """Line above the items, where the surface wants one."""

    items: tuple[AnsweredItem, ...]
    """The items, each with its reasons, its facts and what must be disclosed."""

    closing: VerifiedText | None = None
    """End of the body; the house's name follows."""

    text: str
    """The whole as plain text."""

    html: str
    """The whole as HTML: the same sentences."""

    ai: AiPart | None = Field(default=None, exclude_if=_is_absent)
    """What a language model wrote of it, as the header field `AI-Disclosure` says it; absent where none wrote."""

    left_out: tuple[LeftOut, ...] = ()
    """What could not stand in it: links and pictures that a mailbox cannot use, a name that is none."""

    degradations: tuple[Degradation, ...] = ()
    """Fallbacks that were used."""
