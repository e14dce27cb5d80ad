"""A clock that stands still until it is moved."""

from frankly.domain.time import EpochMs


class FixedClock:
    """Port `Clock` for tests, demos and benchmarks."""

    def __init__(self, now_ms: int) -> None:
        """Stand at a moment, in milliseconds since 1970."""
        self._now = EpochMs(now_ms)

    def now(self) -> EpochMs:
        """The moment at which it stands."""
        return self._now

    def move(self, by_ms: int) -> None:
        """Go on by some milliseconds."""
        self._now = EpochMs(self._now + by_ms)
