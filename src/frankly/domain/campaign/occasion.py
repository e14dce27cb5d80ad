"""What makes a campaign write to somebody by itself."""

from dataclasses import dataclass

from frankly.domain.time import EpochMs


@dataclass(frozen=True, slots=True)
class DueOccasion:
    """Something that happened to one person, for which a campaign writes to them once.

    Attributes:
        key: names it, and is equal whenever it is found again; stands in the ledger, so that nobody is written to twice
            for it.
        since: from when on it is due.
        until: when it is too late; None where it never is.
        items: ids of the items that it is about, the newest first.
    """

    key: str
    since: EpochMs
    until: EpochMs | None = None
    items: tuple[str, ...] = ()
