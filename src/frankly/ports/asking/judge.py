"""An independent judge of rewritten facts: it sees only a span and a sentence, and may only refuse."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says.

    Attributes:
        accepts: whether the span bears everything that the sentence says; in doubt false.
        why: what is not borne, in one sentence; empty where it accepts.
        by: who judged: a model with its version, or `scripted` for a recorded one.
    """

    accepts: bool
    why: str
    by: str


class Judge(Protocol):
    """Refuses sentences that a span does not bear."""

    async def judge(self, span: str, sentence: str) -> Judgement:
        """Judge one sentence by one span alone.

        Raises:
            DependencyError: when it cannot say; the sentence is then not admitted.
        """
        ...
