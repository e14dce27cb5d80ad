"""When an event may have happened, and who may have acted: the same rules for the API, Segment senders and imports."""

from enum import StrEnum
from typing import Final

from frankly.domain.person.event import SESSION_PREFIX, Event
from frankly.domain.time import DAY_MS, MINUTE_MS, EpochMs, to_iso

CLOCK_SKEW_MS: Final = 5 * MINUTE_MS
"""How far a sender's clock may run ahead; such events are taken to have happened now."""

OLDEST_MS: Final = 3653 * DAY_MS
"""Ten years: an older event that arrives by the API is a sender's mistake. An import may hold older ones."""


class EventRefusal(StrEnum):
    """The closed list of why an event is refused."""

    INVALID = "invalid_event"
    IN_FUTURE = "event_in_future"
    TOO_OLD = "event_too_old"
    PERSON_IS_SESSION = "person_is_session"


class EventRefused(Exception):
    """An event that is not stored.

    Attributes:
        code: why.
        field: the field that is wrong.
        message: what is wrong and what to do.
    """

    def __init__(self, code: EventRefusal, field: str, message: str) -> None:
        """Keep why.

        Args:
            code: why.
            field: the field that is wrong.
            message: what is wrong and what to do.
        """
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


def settled(event: Event, now: EpochMs, oldest: EpochMs | None = None) -> Event:
    """The event as it is stored: as it came, or moved back to `now` where the sender's clock runs ahead a little.

    Args:
        event: what was sent.
        now: the moment it arrives.
        oldest: the earliest time that is taken; None for any.

    Raises:
        EventRefused: when it cannot have happened so.
    """
    if event.person is not None and event.person.startswith(SESSION_PREFIX):
        message = f"A person's id must not start with '{SESSION_PREFIX}'; send the session's id as 'session'."
        raise EventRefused(EventRefusal.PERSON_IS_SESSION, "person", message)
    at = in_time(event.at, now, oldest)
    return event if at == event.at else event.model_copy(update={"at": at})


def in_time(at: EpochMs, now: EpochMs, oldest: EpochMs | None = None) -> EpochMs:
    """The time that is stored of something that was said to have happened.

    Raises:
        EventRefused: when it is too far ahead of `now`, or before `oldest`.
    """
    if at > now + CLOCK_SKEW_MS:
        message = f"It happens at {to_iso(at)}, but now is {to_iso(now)}; set the sender's clock, or send UTC."
        raise EventRefused(EventRefusal.IN_FUTURE, "at", message)
    if oldest is not None and at < oldest:
        message = f"It happened at {to_iso(at)}, before {to_iso(oldest)}; bring history in by 'frankly import'."
        raise EventRefused(EventRefusal.TOO_OLD, "at", message)
    return min(at, now)
