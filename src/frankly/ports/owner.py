"""Who owns the data folder: an embedded Chroma belongs to one process at a time."""

from typing import Protocol


class OwnerLock(Protocol):
    """The claim of one process on a data folder; it ends with the process, however that ends."""

    @property
    def is_held(self) -> bool:
        """Whether this process owns the folder."""
        ...

    def acquire(self) -> None:
        """Claim the folder; claiming it again changes nothing.

        Raises:
            Conflict: when another process owns it; the message names that process.
            StoreUnavailable: when the folder cannot be written.
        """
        ...

    def release(self) -> None:
        """Give the folder up; without a claim nothing happens."""
        ...
