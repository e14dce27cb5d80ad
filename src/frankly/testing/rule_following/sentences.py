"""Habits of sentences that live writing, repairing and messages share, each with the sign that it leaves."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from frankly.testing.model.asked import Asked
from frankly.testing.rule_following.habit import Habit, Reply, Said
from frankly.testing.rule_following.offered import Thing, things
from frankly.testing.rule_following.orders import orders_in

Sentence: TypeAlias = dict[str, Any]
"""`text` and `evidence`."""

Find: TypeAlias = Callable[[Reply], Sequence[Sentence]]
"""The sentences of a reply that rest on something."""

_SLOT: Final = re.compile(r"\{([eg]\d+)\.\w+\}")
_FILLED: Final = re.compile(r"[“”\"\d]")


@dataclass(frozen=True, slots=True)
class SentenceHabits:
    """Habits of the sentences of one task.

    Attributes:
        find: where they stand in a reply.
        allowed: ids that a sentence of a reply may cite, in the order of `find`.
    """

    find: Find
    allowed: Callable[[Asked, Reply], Sequence[frozenset[str]]]

    def all(self) -> Iterator[Habit]:
        """All of them."""
        yield self.rewording("whole-construction", lambda text: f"As it happens, {text[0].lower()}{text[1:]}", "As it ")
        yield self.rewording("own-words", lambda text: f"{text.rstrip('.')} – a thrilling pick.", "thrilling")
        yield self.of_first("slots", _filled, lambda one: bool(_FILLED.search(_SLOT.sub("", one["text"]))))
        yield Habit("own-evidence", breaks=self._foreign, shows=self._is_foreign)
        yield Habit("data-is-data", breaks=self._obeying, shows=self._obeys, applies=_is_commanded)

    def rewording(self, rule: str, reword: Callable[[str], str], sign: str) -> Habit:
        """A habit of wording the first sentence in another way, with a sign to know it by."""

        def change(one: Sentence, _: Asked) -> Sentence:
            return one | {"text": reword(one["text"])}

        return self.of_first(rule, change, lambda one: sign in one["text"])

    def of_first(
        self, rule: str, change: Callable[[Sentence, Asked], Sentence], shows: Callable[[Sentence], bool]
    ) -> Habit:
        """A habit of the first sentence of a reply."""

        def breaks(reply: Reply, asked: Asked) -> Reply:
            for one in self.find(reply)[:1]:
                one.update(change(one, asked))
            return reply

        return Habit(rule, breaks=breaks, shows=lambda said: any(map(shows, self.find(said.value))))

    def _foreign(self, reply: Reply, asked: Asked) -> Reply:
        for one, allowed in zip(self.find(reply), self.allowed(asked, reply), strict=False):
            other = next((name for name in things(asked) if name not in allowed), "e99")
            one["evidence"] = [*one["evidence"], other]
            break
        return reply

    def _is_foreign(self, said: Said) -> bool:
        both = zip(self.find(said.value), self.allowed(said.asked, said.value), strict=False)
        return any(not allowed.issuperset(one["evidence"]) for one, allowed in both)

    def _obeying(self, reply: Reply, asked: Asked) -> Reply:
        for one in self.find(reply)[-1:]:
            one["text"] = orders_in(asked.data)[0]
        return reply

    def _obeys(self, said: Said) -> bool:
        orders = orders_in(said.asked.data)
        return any(order in one["text"] for one in self.find(said.value) for order in orders)


def _is_commanded(asked: Asked) -> bool:
    return bool(orders_in(asked.data))


def _filled(one: Sentence, asked: Asked) -> Sentence:
    """The sentence with a name, or a number, in the place of its slots."""
    known = things(asked)

    def name(match: re.Match[str]) -> str:
        title = known.get(match[1], Thing(match[1], "")).name
        return f"“{title}”" if title else "all 12 of them"

    text = _SLOT.sub(name, one["text"])
    return one | {"text": text if text != one["text"] else f"{text.rstrip('.')} 12 times."}
