"""What people said of single messages of an edition before it may be handed over."""

from dataclasses import dataclass
from typing import Literal

from frankly.domain.time import EpochMs

LookSaid = Literal["approved", "refused"]
"""It may go out as it is; it may not."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody's word on one message, bound to what it said.

    Attributes:
        no: number of the recipient.
        content: hash of the message that was looked at.
        said: their word.
        by: who looked.
        at: when.
        round: how often the edition had been refused before: each round draws its sample anew.
        reason: why it was refused.
    """

    no: int
    content: str
    said: LookSaid
    by: str
    at: EpochMs
    round: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A sentence that somebody put in the place of a model's, for everybody of a cell.

    Attributes:
        cell: key of the cell.
        place: where it stands: a role such as `subject`, `reason:` with a number counted from 0, or `invitation`.
        text: the sentence, with slots where the evidence of each recipient goes.
        before: what it replaces; empty where nothing stood there.
        by: who wrote it.
        at: when.
    """

    cell: str
    place: str
    text: str
    before: str
    by: str
    at: EpochMs
