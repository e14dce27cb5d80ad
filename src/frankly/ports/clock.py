"""The only way to learn what time it is; used by the doors, never by the stages."""

from typing import Protocol

from frankly.domain.time import EpochMs


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> EpochMs:
        """Milliseconds since 1970-01-01 UTC."""
        ...
