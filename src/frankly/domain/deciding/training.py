"""What is trained from everyone's acts: settings of the models, and the acts that they are trained on, as columns."""

from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.surface import Share, Weight

MODEL_UNITS = 10_000
"""Values of a model are whole numbers of a ten-thousandth; one is the best neighbour of a typical item."""

MODEL_MOST = 10 * MODEL_UNITS
"""No value of a model is greater: one pair must not drown all others, and sums over thousands of acts stay exact."""

ModelName = Literal["item_item", "transitions", "low_rank", "ease", "directed_ease"]
"""The closed list of models, each named like the candidate source that reads it."""

MODELS: tuple[ModelName, ...] = get_args(ModelName)


class ShrinkPolicy(Frozen):
    """How people between two items are set against the people of each: c / ((n + s)^row · (m + s)^column)."""

    row: Share = 500_000
    """Power of the people of the item that leads; 1: their share."""

    column: Share = 500_000
    """Power of the people of the item that is led to; the higher, the less the popular ones win."""

    people: Annotated[int, Field(ge=0, le=10_000)] = 20
    """People added to each side, so that few are no proof."""


class TrainingPolicy(Frozen):
    """How models are trained from everyone's acts. Every setting has a default that is meant for a shop."""

    neighbours: Annotated[int, Field(ge=1, le=2000)] = 300
    """Greatest entries that are kept of each row of a model."""

    longest_list: Annotated[int, Field(ge=2, le=20_000)] = 500
    """Newest items of one person that count; a list of thousands says little about any two of them."""

    speaking_people: Annotated[int, Field(ge=0, le=1_000_000)] = 100
    """With so many people who acted for two items or more, models speak half as loud as with very many."""

    half_life_days: Annotated[int, Field(ge=1, le=36_500)] | None = 90
    """An act so old weighs half in the ease models; null for no decay. Never less than the median age of the acts.

    Only where acts have real times, like all that follows from them."""

    window: Annotated[int, Field(ge=1, le=500)] = 50
    """Items ahead that an item can lead to, in `transitions`, `low_rank` and `directed_ease`."""

    distance_power: Weight = 500_000
    """An item k places ahead counts k to the minus this."""

    reverse_share: Share = 300_000
    """How much the way back counts in `low_rank` and `directed_ease`; in `transitions` it does not."""

    list_power: Share = 250_000
    """A person with a list of n items counts n to the minus this for each pair of `item_item`: long lists tell less."""

    item_item: ShrinkPolicy = ShrinkPolicy(row="0.6", column="0.6", people=1)  # type: ignore[arg-type]
    """Shrinkage of the cosine of co-occurrence."""

    transitions: ShrinkPolicy = ShrinkPolicy(row="0.7", column="0.3", people=30)  # type: ignore[arg-type]
    """Shrinkage of what people went on to."""

    low_rank: ShrinkPolicy = ShrinkPolicy(row="0.5", column="0.5", people=10)  # type: ignore[arg-type]
    """Shrinkage before the singular value decomposition."""

    rank: Annotated[int, Field(ge=1, le=2000)] = 400
    """Dimensions that `low_rank` keeps."""

    singular_power: Share = 500_000
    """Power of the singular values in `low_rank`: 1 rebuilds the steps, less lets rarer tastes speak louder."""

    ease_items: Annotated[int, Field(ge=0, le=50_000)] = 20_000
    """Largest catalogue for `ease` and `directed_ease`: time grows with its cube, memory with its square (1.6 GB)."""

    auto_items: Annotated[int, Field(ge=0, le=50_000)] = 4_000
    """Largest catalogue for which all models are trained without being asked; above, cosine and transitions alone."""

    ridge: Annotated[int, Field(ge=1, le=1_000_000)] = 400
    """Ridge of the ease models, in people: the greater, the more people it takes until a pair of items counts."""

    basket_weight: Weight = 100_000
    """Two items of one basket (acts of one person at one moment) count so much of a person more in the ease models."""

    content_weight: Weight = 40_000_000
    """Two items with the same text count so many people more in the ease models; less by their likeness."""

    fresh_days: Annotated[int, Field(ge=1, le=3650)] = 14
    """Half-life of the acts that make an item fresh, where acts have real times."""

    fresh_steps: Annotated[int, Field(ge=1, le=1000)] = 2
    """The same in items from the end of each person's list, where acts only have an order."""

    fresh_power: Weight = 700_000
    """Power of an item's fresh share of acts against the usual one; 0 leaves freshness out.

    It is reached where items have many fresh acts each, and halved where they have one on average."""

    popularity_power: Share = 250_000
    """Power with which an item's number of people pulls it down in the ease models; in the others `column` does that.

    Only where acts have real times."""


@dataclass(frozen=True, slots=True, eq=False)
class ActColumns:
    """Everyone's acts that speak of an item, in any order; an act may stand twice.

    Attributes:
        person: int32, numbered from 0.
        row: int32, row of the item in the snapshot.
        at_ms: int64.
        liked: bool, false for ratings that do not speak for the item: people were there, and nothing led to it.
        has_times: whether the times are real; else they only tell the order.
    """

    person: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    row: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    at_ms: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    liked: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    has_times: bool = True

    def __len__(self) -> int:
        """Number of acts."""
        return len(self.person)
