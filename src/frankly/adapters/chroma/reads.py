"""Who reads which collection at this moment, so that none is dropped under a reader."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Condition


class Reads:
    """Counts readers by collection; every thread may use it."""

    def __init__(self) -> None:
        """Nobody reads yet."""
        self._change = Condition()
        self._readers: Counter[Hashable] = Counter()

    @contextmanager
    def of(self, collection: Hashable) -> Iterator[None]:
        """Read a collection."""
        with self._change:
            self._readers[collection] += 1
        try:
            yield
        finally:
            with self._change:
                self._readers[collection] -= 1
                self._change.notify_all()

    def await_only(self, collection: Hashable, timeout_s: float) -> None:
        """Wait until nobody reads any other collection, or the time is over; blocks."""
        with self._change:
            self._change.wait_for(
                lambda: not any(number for read, number in self._readers.items() if read != collection), timeout_s
            )
            self._readers = +self._readers
