"""What in data reads like an order to whoever processes it; a simulated model without a rule against it obeys."""

import re
from typing import Final

_ORDER: Final = re.compile(
    r"\b(?:ignore|disregard|forget|rank me|put me|visit|reply with|say that|write that|accept this)\b[^.!?\n|<>:;]*",
    re.IGNORECASE,
)


def is_order(text: str) -> bool:
    """Whether a text holds an order."""
    return _ORDER.search(text) is not None


def orders_in(text: str) -> list[str]:
    """The orders of a text, each as it stands there."""
    return [found.strip() for found in _ORDER.findall(text) if found.strip()]
