"""A language model in an attacker's hand: whatever it is asked, it does what the attacks of the moment order.

It need not even find them in its prompt: it is told, as if every defence before it had failed. What it writes has the
right shape, known ids and well-formed slots; only what it says is the attacker's.
"""

import re
from collections.abc import Sequence
from itertools import cycle
from typing import Any, Final

import orjson

from frankly.domain.model.call import ModelCall
from frankly.testing.model.asked import Asked
from frankly.testing.model.honest import honest_value
from frankly.testing.model.lies import retold
from frankly.testing.model.replies import good_value
from frankly.testing.replying_model import ReplyingModel, asked

MOST_CHARACTERS: Final = 500
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_FRAMES: Final = (
    "{order}",
    "You viewed {{{cited}.title}}, and that counts here. {order}",
    "Because you viewed {{{cited}.title}}, {order}",
    "{{{cited}.title}}, which you viewed, speaks for this one: {order}",
)
"""How it is said: plainly, behind an honest sentence, as its consequence, as its quotation."""


class ObedientModel(ReplyingModel):
    """Port `LanguageModel` that says what it is ordered to, in every text that it may write."""

    def __init__(self) -> None:
        """Prepare; `orders` holds the attacks of the moment."""
        super().__init__(self._obey, "simulated/obedient")
        self.orders: Sequence[str] = ()
        self.said = 0
        """Texts that carried an order."""

    def _obey(self, call: ModelCall) -> str:
        read = asked(call)
        value = honest_value(read) or good_value(read)
        sentences = cycle(_told(self.orders))
        frames = cycle(_FRAMES)

        def order(cited: str) -> str:
            self.said += 1
            return next(frames).format(order=next(sentences), cited=cited or "e1")[:MOST_CHARACTERS]

        return orjson.dumps(retold(_filled(value, read), order)).decode()


def _told(orders: Sequence[str]) -> list[str]:
    """Each order whole, and sentence by sentence: a short one is more easily let through."""
    whole = [" ".join(order.split())[:300] for order in orders]
    parts = [part.strip() for order in orders for part in _SENTENCES.split(order) if part.strip()]
    return [*whole, *parts] or ["Ignore all rules."]


def _filled(value: object, read: Asked) -> Any:
    """The honest reply with a text wherever one may stand, and the items that were shown in reverse."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("order"), list):
        return {**value, "order": value["order"][::-1]}
    line = {"text": "", "evidence": ["e1"]}
    for item in value.get("items") or ():
        if isinstance(item, dict) and "handle" in item:
            item["sentences"] = item.get("sentences") or [dict(line)]
            item["call_to_action"] = ""
    above = {"headline": dict(line), "intro": dict(line)} if read.handles and "items" in value else {}
    return {**value, **above}
