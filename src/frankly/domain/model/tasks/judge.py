"""What a judge is shown, and what it may say: nothing but whether it refuses."""

from typing import Self

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.task_input import TaskInput


class JudgeInput(TaskInput):
    """All that a judge sees: it knows neither the item, nor who wrote the sentence, nor by which rules."""

    span: str
    """The source: one sentence of an item's own text."""

    sentence: str
    """What is said of the item, slots unfilled."""

    @classmethod
    def example(cls) -> Self:
        """A quality that moved to another noun."""
        return cls(span="The frame is gold, the handle black.", sentence="It has a gold handle.")


class JudgeReply(Frozen):
    """What a judge says."""

    unborne: str
    """What of the sentence the source does not say, in few words; empty where it says everything."""

    accepts: bool
    """Whether the source bears every word; in doubt false."""
