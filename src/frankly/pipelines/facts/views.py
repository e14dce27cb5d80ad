"""What is told of an item's facts to whoever looks after the catalogue."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.ids import ItemId
from frankly.domain.saying.fact import FactId, FactStatus
from frankly.domain.saying.text import ProofLevel, TextOrigin, Verdict, VerifiedText
from frankly.domain.time import EpochMs


class CitedView(Frozen):
    """One sentence or field that a fact cites."""

    name: str
    """`s2` is the second sentence of the description; `item.price` is a field."""

    text: str
    """The sentence, as it stands in the description; empty for a field."""


class ItemFactView(Frozen):
    """One fact, with what it leans on and what was said of it."""

    id: FactId
    """The fact."""

    draft: str
    """The sentence as it is stored, fields in slots. It is shown only after the verifier has seen it again."""

    said: VerifiedText | None = None
    """The sentence as people read it; null while it may not be shown."""

    cites: tuple[CitedView, ...]
    """What it leans on."""

    locale: str
    """Its language."""

    aspects: tuple[str, ...]
    """What it speaks of."""

    level: ProofLevel
    """What proves it."""

    status: FactStatus
    """Whether it may be shown, waits for a judge or a person, or was refused."""

    origin: TextOrigin
    """Who wrote it."""

    pattern: str
    """Name of the frame."""

    verdicts: tuple[Verdict, ...]
    """What was said against it."""

    judge: str | None = None
    """Who judged a rewritten one."""

    reviewer: str | None = None
    """Who approved or refused it."""

    made_at: EpochMs
    """When it was made, in milliseconds."""

    is_current: bool
    """Whether it is of the item's present text; facts of past texts are never shown."""


class ItemFactsView(Frozen):
    """The facts of one item."""

    item: ItemId
    """The item."""

    facts: tuple[ItemFactView, ...]
    """Those of its present text first."""

    is_made: bool
    """Whether code has made facts of its present text; right after a large import it has not yet."""


class ItemFactInput(Frozen):
    """A fact that somebody writes."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    """The sentence; fields of the item stand in slots such as `{item.price}`."""

    cites: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    """Sentences of the description that bear it: `s1` is the first."""

    aspects: Annotated[tuple[str, ...], Field(max_length=5)] = ()
    """What it speaks of."""

    origin: Literal["edited", "model"] = "edited"
    """Who wrote it: a person, or a language model."""


class FactReview(Frozen):
    """What a person says of a fact."""

    approves: bool
    """Whether it may be shown. A refused fact is never shown again."""

    by: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """Who signs."""

    because: Annotated[str, StringConstraints(max_length=300)] = ""
    """Why not."""
