"""One planning of a campaign: the file, audience and moment that its messages are made of; nothing of it changes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from frankly.domain.time import EpochMs


class EditionState(StrEnum):
    """How far an edition is."""

    PLANNING = "planning"
    PLANNED = "planned"
    WRITING = "writing"
    WRITTEN = "written"
    APPROVED = "approved"
    HANDING_OVER = "handing_over"
    DONE = "done"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


OVER: Final = frozenset({EditionState.DONE, EditionState.CANCELLED, EditionState.STOPPED})
"""States in which nothing more happens."""

RESTING: Final = OVER | {EditionState.PAUSED}
"""States in which no shard is given out."""

SHARD: Final = 200
"""Recipients that one worker has in hand: a second or two of work, which is all that a kill can cost."""


class Phase(StrEnum):
    """Work that is done shard by shard."""

    PLAN = "plan"
    WRITE = "write"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Edition:
    """One planning of a campaign.

    Attributes:
        no: number in the ledger, over all campaigns: it stands in links and keys.
        campaign: name of the campaign.
        version: hash of the campaign's file.
        audience: hash of the audience as it was listed; empty until all of it is.
        json: the campaign as it was planned, as canonical JSON.
        at: moment that all its decisions are made for.
        state: how far it is.
        recipients: how many are listed.
        reason: why it was paused, cancelled or stopped; of one that is done, in which form its last messages left and
            where to.
        ordinal: which planning of its campaign it is, counted from 1: what people read.
    """

    no: int
    campaign: str
    version: str
    audience: str
    json: str
    at: EpochMs
    state: EditionState
    recipients: int = 0
    reason: str = ""
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of recipients that one worker has in hand for a while; another may repeat its work without harm.

    Attributes:
        edition: number of the edition.
        phase: the work.
        no: number of the shard, counted from 0.
        first: number of its first recipient.
        last: number of its last recipient.
        attempt: how often it was begun.
    """

    edition: int
    phase: Phase
    no: int
    first: int
    last: int
    attempt: int


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell as a model replied it.

    Attributes:
        key: of the cell.
        recipients: how many share it.
        reply: what the model replied; empty where none came.
        model: which model replied.
        fault: why there is none.
        tokens_in: tokens that the model read.
        tokens_out: tokens that it wrote.
        prompt: by which it was asked, such as `message/v2`.
    """

    key: str
    recipients: int
    reply: str = ""
    model: str = ""
    fault: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recipients of an edition are where.

    Attributes:
        state: how far they are.
        fate: why they get a message or none; empty while undecided.
        count: how many.
        detail: which check failed; empty for every other fate.
    """

    state: str
    fate: str
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Recipients whose written messages wait, and who are alike in when they may be written to.

    Attributes:
        time_zone: where they are; empty where unknown.
        not_before: first moment that was found when they were planned; None without any.
        count: how many.
    """

    time_zone: str
    not_before: EpochMs | None
    count: int


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's word on an edition, bound to the content that they saw.

    Attributes:
        content: hash over the content of all its messages.
        by: who.
        at: when.
        said: `approved` or `refused`.
        reason: why it was refused; what was looked at.
    """

    content: str
    by: str
    at: EpochMs
    said: str
    reason: str = ""
