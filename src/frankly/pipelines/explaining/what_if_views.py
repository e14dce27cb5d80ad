"""What a what-if says of two slates, as data. Scores are whole billionths."""

from typing import Annotated

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.ids import ItemId


class Placed(Frozen):
    """One item of a slate, in short."""

    item: ItemId
    """The item."""

    title: str | None = None
    """Its name."""

    slot: Annotated[int, Field(ge=1)]
    """Its place, counted from 1."""

    score: int
    """Its base score."""

    origin: SlotOrigin
    """Why it stands in its slot."""


class Moved(Frozen):
    """An item that stands in both slates, and what became of it."""

    item: ItemId
    """The item."""

    before: Annotated[int, Field(ge=1)]
    """Its place as it is."""

    after: Annotated[int, Field(ge=1)]
    """Its place as it would be."""

    score: int
    """By how much its score changes."""


class WhatIfView(Frozen):
    """The slate as it is and as it would be."""

    decision: str | None = None
    """The decision that was asked about; null for the live state."""

    surface: str
    """The surface."""

    now: int
    """The moment that both slates are for, in milliseconds."""

    before: tuple[Placed, ...]
    """The slate as it is."""

    after: tuple[Placed, ...]
    """The slate as it would be."""

    entered: tuple[ItemId, ...]
    """Items that come in, in the order of the slate as it would be."""

    left: tuple[ItemId, ...]
    """Items that go, in the order of the slate as it is."""

    moved: tuple[Moved, ...]
    """Items that stand in both and change place or score."""
