"""The chain over all records: its heads, whether it still holds, and dropping what is too old."""

from collections.abc import Callable, Sequence
from typing import Protocol

from frankly.domain.deciding.audit import AuditReport, ChainHead, DroppedSegments
from frankly.domain.time import EpochMs


class AuditChain(Protocol):
    """The log of sealed records, seen from outside. Nothing here needs to read what the records say."""

    async def heads(self) -> Sequence[ChainHead]:
        """The head of every segment, oldest first, those of dropped ones too; the last one fixes all of them.

        What was handed over before is written first.
        """
        ...

    async def verify(
        self, heads: Sequence[ChainHead] = (), *, advance: Callable[[int, int], None] | None = None
    ) -> AuditReport:
        """Compute every link anew and hold it against what is stored, and against heads that were kept elsewhere.

        Works beside writers, in bounded memory: what is written meanwhile is left for the next time.

        Args:
            heads: heads that were kept elsewhere, in any order, for example one of each day.
            advance: told how many records are done, and how many there are.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def drop_before(self, moment: EpochMs, now: EpochMs) -> DroppedSegments:
        """Drop the records of whole segments whose day ended before a moment, and all that was served and seen by them.

        Heads stay, and the chain gets a record of the dropping. The segment that is written to stays.

        Args:
            moment: what ended before it goes.
            now: when it is done.

        Raises:
            StoreUnavailable: when nothing was dropped.
        """
        ...
