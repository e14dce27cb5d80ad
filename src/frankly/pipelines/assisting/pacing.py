"""How long it takes to tell an answer again with what a model added: so much is kept back of the time it is waited for.

A reply that comes at the last moment would make the answer late by all that is done with it.
"""

from typing import Final

FIRST_S: Final = 0.03
"""Kept back until something is known."""

FADE: Final = 0.9
"""What is kept back shrinks by so much with every answer that was told faster: one slow moment is soon forgotten."""

MOST_SHARE: Final = 0.25
"""Of the time that an answer may take, at most."""


class Pace:
    """Keeps how long it took of late, on this machine as busy as it is."""

    def __init__(self) -> None:
        """Begin with a guess."""
        self._telling_s = FIRST_S

    def note(self, seconds: float) -> None:
        """Tell how long it took once more."""
        self._telling_s = max(seconds, self._telling_s * FADE)

    def kept_back_s(self, deadline_s: float) -> float:
        """Seconds before the deadline at which a model is no longer waited for."""
        return min(self._telling_s, deadline_s * MOST_SHARE)
