"""One act of a person. What it says (for, against, nothing) is fixed here; how much it weighs is a surface's matter."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import ID_RULES, EventId, IdText, ItemId, PersonId, SessionId
from frankly.domain.time import EpochMs, Moment
from frankly.errors import Invalid


class EventKind(StrEnum):
    """The closed list of acts."""

    VIEW = "view"
    CLICK = "click"
    LIKE = "like"
    DISLIKE = "dislike"
    SAVE = "save"
    DISMISS = "dismiss"
    ADD_TO_CART = "add_to_cart"
    PURCHASE = "purchase"
    START = "start"
    PROGRESS = "progress"
    COMPLETE = "complete"
    RATE = "rate"
    SEARCH = "search"
    HIDE = "hide"
    FEEDBACK = "feedback"


EVENT_CODES: dict[EventKind, int] = {kind: code for code, kind in enumerate(EventKind)}
"""Column code of each kind; stored, so that new kinds are only ever appended."""

EVENT_KINDS: tuple[EventKind, ...] = tuple(EventKind)
"""Kind of each column code."""

POSITIVE = frozenset(
    {
        EventKind.VIEW,
        EventKind.CLICK,
        EventKind.LIKE,
        EventKind.SAVE,
        EventKind.ADD_TO_CART,
        EventKind.PURCHASE,
        EventKind.START,
        EventKind.PROGRESS,
        EventKind.COMPLETE,
    }
)
"""Acts that speak for an item; a rating of 4 or 5 does too."""


class Feedback(Frozen):
    """What a person says of one sentence that we showed."""

    decision: IdText
    """The decision that showed it."""

    sentence: Annotated[int, Field(ge=0, le=1000)] = 0
    """Which sentence of the item, counted from 0."""

    verdict: Literal["helpful", "wrong", "creepy"]
    """The person's judgement."""


class Event(Frozen):
    """One act of one person."""

    id: Annotated[EventId, ID_RULES]
    """Id given by the sender; the same id is stored once."""

    person: Annotated[PersonId, ID_RULES] | None = None
    """Who acted, where they are known."""

    session: Annotated[SessionId, ID_RULES] | None = None
    """The session, for people who are not known."""

    kind: EventKind
    """What was done."""

    item: Annotated[ItemId, ID_RULES] | None = None
    """The item acted on; a search has none."""

    at: Moment
    """When it was done."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Words of a search."""

    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    """Stars, for `rate`."""

    progress_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    """How far, for `progress`."""

    duration_s: Annotated[int, Field(ge=0, le=86_400)] | None = None
    """How long the act lasted."""

    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Units bought or put into the cart."""

    order: IdText | None = None
    """Basket or order in which it was bought, for what goes together."""

    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    """Coarse region of the act, ISO 3166."""

    feedback: Feedback | None = None
    """The judgement, for `feedback`."""

    @model_validator(mode="after")
    def _complete(self) -> "Event":
        if self.person is None and self.session is None:
            raise ValueError("an event needs a person or a session")
        if self.kind is EventKind.SEARCH:
            if self.query is None:
                raise ValueError("a search needs 'query'")
        elif self.item is None:
            raise ValueError(f"a '{self.kind}' event needs 'item'")
        needs = {EventKind.RATE: "rating", EventKind.PROGRESS: "progress_percent", EventKind.FEEDBACK: "feedback"}
        field = needs.get(self.kind)
        if field is not None and getattr(self, field) is None:
            raise ValueError(f"a '{self.kind}' event needs '{field}'")
        return self

    @property
    def actor(self) -> str:
        """Key under which the act is kept: the person, else the session marked as such."""
        return str(self.person) if self.person is not None else session_key(str(self.session))

    @property
    def value(self) -> int:
        """The act's number, in the unit of its kind: stars, percent, units; 0 where it has none."""
        if self.kind is EventKind.RATE:
            return self.rating or 0
        if self.kind is EventKind.PROGRESS:
            return self.progress_percent or 0
        return self.quantity if self.kind in {EventKind.PURCHASE, EventKind.ADD_TO_CART} else 0


SESSION_PREFIX = "session:"
"""Anonymous sessions live beside people under this prefix; person ids must not start with it."""


def session_key(session: str) -> str:
    """The key under which an anonymous session's acts are kept."""
    return SESSION_PREFIX + session


def require_merge_keys(session: str, person: str) -> None:
    """Hold a merge to its one use: an anonymous session turned out to be a person.

    Raises:
        Invalid: when `session` is no session's key, or `person` is one.
    """
    if not session.startswith(SESSION_PREFIX) or person.startswith(SESSION_PREFIX):
        raise Invalid(
            f"Only an anonymous session can be merged into a person: expected the keys '{SESSION_PREFIX}<id>' and a "
            f"person's id, found '{session}' and '{person}'. Two people are never merged."
        )


class EventReceipt(Frozen):
    """What became of one event that was sent."""

    id: str
    """The event's id."""

    outcome: Literal["stored", "duplicate", "rejected"]
    """Stored for the first time, known already (nothing changed), or refused."""

    code: str | None = None
    """Why it was refused, from a closed list; `item_unknown` and `decision_unknown` say that what a stored event names
    is not there (yet)."""

    message: str | None = None
    """What was wrong and what to do."""

    received: EpochMs | None = None
    """When it was received."""
