"""What a judge is shown, and what it may say: nothing but whether it refuses."""

from typing import ClassVar

from frankly.domain.base import Frozen


class JudgeInput(Frozen):
    """All that a judge sees: it knows neither the item, nor who wrote the sentence, nor by which rules."""

    stable_fields: ClassVar[tuple[str, ...]] = ()
    """The rules are the same for all."""

    span: str
    """The source: one sentence of an item's own text."""

    sentence: str
    """What is said of the item, slots unfilled."""


class JudgeReply(Frozen):
    """What a judge says."""

    unborne: str
    """What of the sentence the source does not say, in few words; empty where it says everything."""

    accepts: bool
    """Whether the source bears every word; in doubt false."""
