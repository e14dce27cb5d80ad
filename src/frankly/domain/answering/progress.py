"""How an answer arrives bit by bit: the whole slate at once, then what the model adds, then the end.

Each event is complete in itself: whoever takes only the first has a whole answer, told by templates and stored text.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from frankly.domain.answering.answer import Answer
from frankly.domain.base import Frozen
from frankly.domain.evidence import Evidence
from frankly.domain.ids import ItemId
from frankly.domain.saying.text import VerifiedText

Place: TypeAlias = Literal["headline", "intro", "item"]
"""Where sentences stand: above the slate, or below one of its items."""


class SlateArrived(Frozen):
    """The whole answer as it stands without the model; always the first event."""

    event: Literal["slate"] = "slate"
    """Name of the event."""

    answer: Answer
    """The answer."""


class SentencesArrived(Frozen):
    """The sentences of one place, verified; they replace those that stand there."""

    event: Literal["sentence"] = "sentence"
    """Name of the event."""

    place: Place
    """Where they stand."""

    item: ItemId | None = None
    """Which item; None above the slate."""

    sentences: Annotated[tuple[VerifiedText, ...], Field(min_length=1)]
    """The sentences, in the order in which they are read."""

    evidence: tuple[Evidence, ...] = ()
    """What they cite."""


class OrderArrived(Frozen):
    """The order after the vote; only where the surface allows a late order."""

    event: Literal["order"] = "order"
    """Name of the event."""

    order: tuple[ItemId, ...]
    """The items of the slate, best first; an item that was not in it comes with the answer at the end."""


class AnswerDone(Frozen):
    """The end: the answer as it is recorded."""

    event: Literal["done"] = "done"
    """Name of the event."""

    answer: Answer
    """The whole answer, with everything that arrived meanwhile, and the fallbacks for what did not."""


Progress: TypeAlias = SlateArrived | SentencesArrived | OrderArrived | AnswerDone
"""One event of a progressive answer."""
