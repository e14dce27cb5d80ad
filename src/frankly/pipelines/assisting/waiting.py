"""How long one answer waits for a language model: until what comes can still be told in time."""

import asyncio
from dataclasses import dataclass
from typing import Final

from frankly.pipelines.parts import Assistant

LEAST_S: Final = 0.04
"""With less time left an answer waits for nothing: the prompt alone takes half of it to write."""


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """The time of one answer, by the event loop's clock.

    Attributes:
        assistant: knows how long it takes to tell an answer again.
        deadline_s: when the answer has to go out.
        end_s: until when a model is waited for.
    """

    assistant: Assistant
    deadline_s: float
    end_s: float

    @classmethod
    def of(cls, assistant: Assistant, deadline_ms: int, started_s: float) -> "Waiting | None":
        """The time of an answer; None in a replay, which knows what came in time.

        Args:
            assistant: is asked.
            deadline_ms: from the beginning of the request.
            started_s: when that was.
        """
        if assistant.known_late is not None:
            return None
        deadline_s = deadline_ms / 1000
        end_s = started_s + deadline_s - assistant.pace.kept_back_s(deadline_s)
        return cls(assistant, started_s + deadline_s, end_s)

    @property
    def left_ms(self) -> int:
        """Milliseconds that a call has; at least one."""
        return max(1, round((self.end_s - _now()) * 1000))

    @property
    def is_enough(self) -> bool:
        """Whether anything is asked at all."""
        return self.end_s - _now() >= LEAST_S

    @property
    def is_over(self) -> bool:
        """Whether the answer should be out by now: what has come is not told any more."""
        return _now() > self.deadline_s


def _now() -> float:
    return asyncio.get_running_loop().time()
