"""What the long work on the index did, for whoever asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a re-index did.

    Attributes:
        items: in the catalogue.
        vectors: made and indexed.
        events: stored acts.
        people: behind the statistics.
        dimensions: length of a vector; 0 when there was too little text to fit.
        fingerprint: of the embedder; empty when there was too little text.
        snapshot: id of the new snapshot.
    """

    items: int
    vectors: int
    events: int
    people: int
    dimensions: int
    fingerprint: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What a training did.

    Attributes:
        items: in the catalogue.
        people: behind the statistics.
        acts: that the models were trained on.
        models: name → number of its entries.
        snapshot: id of the new snapshot.
    """

    items: int
    people: int
    acts: int
    models: Mapping[str, int]
    snapshot: str
