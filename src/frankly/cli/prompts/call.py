"""A call of a prompt, as commands show it."""

from dataclasses import dataclass

from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Call:
    """A call, and whose it is.

    Attributes:
        prompt: the version.
        call: what is sent.
        decision: for which one; None for the example.
        is_sent: whether exactly this was sent when the decision was made.
    """

    prompt: Prompt
    call: ModelCall
    decision: str | None = None
    is_sent: bool = False
