"""The machine's clock: the only place where the time of day comes in."""

import time

from frankly.domain.time import EpochMs


class SystemClock:
    """Port `Clock` over the operating system."""

    def now(self) -> EpochMs:
        """Milliseconds since 1970-01-01 UTC."""
        return EpochMs(time.time_ns() // 1_000_000)
