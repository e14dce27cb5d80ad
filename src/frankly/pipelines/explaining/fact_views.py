"""What is said of the facts that might have been told of an item, as data."""

from typing import Annotated, Literal

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.saying.fact import FactId
from frankly.domain.saying.text import ProofLevel, VerifiedText


class FactPartsView(Frozen):
    """The parts of a fact's score, in millionths of the item's positive score."""

    evidence: int
    """Shares of the grounds that it speaks of."""

    level: int
    """What a person signed comes before what a judge let pass, and that before what is quoted."""

    novelty: int
    """What the slate had spoken of before it counts against it."""

    length: int
    """So does what is more, or less, than is read at a glance."""


class MetView(Frozen):
    """A ground that a fact speaks of."""

    ground: Annotated[int, Field(ge=0)]
    """Its number in `grounds`, counted from 0."""

    of: str
    """What of it the fact speaks of: `tag`, `category`, `creator`, `word` or `aspect`."""

    value: str
    """The label, as the catalogue has it."""


class FactChoiceView(Frozen):
    """A fact that might have been told of the item, and why it was or was not."""

    id: FactId
    """The fact."""

    said: VerifiedText | None = None
    """The sentence; null where the verifier refuses it."""

    level: ProofLevel
    """What proves it."""

    aspects: tuple[str, ...]
    """What it speaks of."""

    is_told: bool
    """Whether it stands in the answer."""

    why_not: Literal["outscored", "equal", "said_already", "refused", "not_chosen"] | None = None
    """Another one was better; it was as good, and the one that is told comes first; the slate had said the same
    before; the verifier refused it; a language model chose another of those that were offered to it. Null for one that
    is told."""

    score: int
    """The sum of its parts."""

    parts: FactPartsView
    """What the score is made of."""

    meets: tuple[MetView, ...]
    """Grounds that it speaks of, strongest first."""
