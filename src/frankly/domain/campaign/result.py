"""What became of a message after it was handed over, as whoever sent it says."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, field_validator, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.domain.time import EpochMs, Moment


class ResultKind(StrEnum):
    """The closed list of results. Opens are none of them: programs open mail too."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    CLICKED = "clicked"
    CONVERTED = "converted"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"


STOPPING: Final = frozenset({ResultKind.UNSUBSCRIBED, ResultKind.COMPLAINED})
"""After these nobody is written to again; after a bounce that lasts neither."""


_OPENS: Final = frozenset({"open", "opens", "opened"})
_NEAR: Final = 0.75
"""What is less alike is another kind of event, and no slip: a wrong guess would be believed."""


class ResultInput(Frozen):
    """One result as a sender reports it."""

    id: IdText
    """The sender's id of this event; of one campaign the same id counts once."""

    kind: ResultKind
    """What happened."""

    key: IdText | None = None
    """The message's idempotency key, as it was handed over; best where the sender keeps it."""

    person: IdText | None = None
    """Else the person's id: the newest message of the campaign that they were handed is meant."""

    at: Moment | None = None
    """When it happened; now when not given."""

    item: IdText | None = None
    """Which item was clicked or bought, where the sender knows."""

    lasting: bool = True
    """For `bounced`: whether the address will never take mail (a hard bounce), so that it is not written to again."""

    value: Annotated[int, Field(ge=0, le=10**12)] | None = None
    """For `converted`: what it was worth, in the smallest unit of the shop's currency."""

    @property
    def stops_mail(self) -> bool:
        """Whether nobody may write to this recipient after it."""
        return self.kind in STOPPING or (self.kind is ResultKind.BOUNCED and self.lasting)

    @field_validator("kind", mode="before")
    @classmethod
    def _is_counted(cls, kind: object) -> object:
        if isinstance(kind, str) and kind not in set(ResultKind):
            if kind.casefold() in _OPENS:
                raise ValueError(
                    "opens are not counted, by design, because programs open mail too; leave these rows out"
                )
            near = get_close_matches(kind.casefold(), list(ResultKind), n=1, cutoff=_NEAR)
            hint = f". Did you mean '{near[0]}'?" if near else ""
            raise ValueError(f"'{kind[:40]}' is none of {', '.join(ResultKind)}{hint}")
        return kind

    @field_validator("value", mode="before")
    @classmethod
    def _is_whole(cls, value: object) -> object:
        is_broken = isinstance(value, float) and not value.is_integer()
        if is_broken or (isinstance(value, str) and not value.strip().isdecimal()):
            found = str(value)[:40]
            raise ValueError(
                f"a whole number in the smallest unit of the shop's currency is wanted, 1299 for 12.99; found '{found}'"
            )
        return value

    @model_validator(mode="after")
    def _names_a_message(self) -> "ResultInput":
        if (self.key is None) == (self.person is None):
            raise ValueError("say which message is meant: either its 'key' or the 'person'")
        return self


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """One result as it is kept: about a row of the ledger, so that it tells nothing of an erased person.

    Attributes:
        event: hash of the sender's id.
        edition: number of the edition.
        recipient: number of the recipient in it.
        kind: what happened.
        at: when.
        item: which item; empty where unknown.
        value: what it was worth; 0 where unknown.
    """

    event: str
    edition: int
    recipient: int
    kind: ResultKind
    at: EpochMs
    item: str = ""
    value: int = 0
