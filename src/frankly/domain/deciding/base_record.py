"""What is told of a saved base of the snapshot: enough to choose one to go back to."""

from collections.abc import Mapping
from dataclasses import dataclass

from frankly.domain.time import EpochMs


@dataclass(frozen=True, slots=True)
class BaseRecord:
    """One saved base.

    Attributes:
        id: hash of its content.
        made: when its statistics were made; 0 where it has none.
        items: in the catalogue then.
        people: behind the statistics.
        acts: that the models were trained on.
        models: name → number of its entries.
        before: the base that was the current one when it was saved; None for the first.
        is_current: whether it is used now.
    """

    id: str
    made: EpochMs
    items: int
    people: int
    acts: int
    models: Mapping[str, int]
    before: str | None
    is_current: bool
