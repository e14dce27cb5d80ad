"""How long past its deadline a request is answered, and how much of that other programs took.

On a busy machine a thread that is ready waits for a core. Linux counts that wait for each thread, so what the machine
did to an answer can be told from what the service did.
"""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self


class Watch:
    """Times one request of this thread.

    Attributes:
        over_ms: past the deadline; 0 for one in time.
        own_over_ms: the same without what this thread waited for a core since the deadline; equal where Linux does not
            say.
    """

    def __init__(self, deadline_s: float) -> None:
        """Set the deadline; it counts from the beginning of the block."""
        self._deadline_s = deadline_s
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._waited_ns: int | None = None
        self.over_ms = self.own_over_ms = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        # Another thread looks at the moment itself: this one may be busy then.
        self._timer = threading.Timer(self._deadline_s, self._look)
        self._timer.daemon = True
        self._timer.start()
        self._began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self.over_ms = max(0.0, (time.perf_counter() - self._began - self._deadline_s) * 1000)
        self._timer.cancel()
        waited_ns = 0 if self._waited_ns is None else waited_for_a_core_ns(self._schedule) - self._waited_ns
        self.own_over_ms = max(0.0, self.over_ms - waited_ns / 1e6)

    def _look(self) -> None:
        self._waited_ns = waited_for_a_core_ns(self._schedule)


def waited_for_a_core_ns(schedule: Path) -> int:
    """Nanoseconds that a thread was ready and had no core; 0 where that is not told.

    Args:
        schedule: its `schedstat` below `/proc`: time on a core, time waited for one, times it got one.
    """
    try:
        return int(schedule.read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
