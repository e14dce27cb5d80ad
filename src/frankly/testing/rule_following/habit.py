"""What a model does where no rule keeps it from it, and how that shows in its reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import orjson

from frankly.domain.model.call import ModelCall
from frankly.testing.model.asked import Asked
from frankly.testing.replying_model import asked

Reply: TypeAlias = dict[str, Any]
"""A reply before it is written down."""


@dataclass(frozen=True)
class Said:
    """A reply with the call that it answers.

    Attributes:
        call: the call.
        text: the reply as it came.
    """

    call: ModelCall
    text: str

    @cached_property
    def asked(self) -> Asked:
        """The call as a model reads it."""
        return asked(self.call)

    @cached_property
    def value(self) -> Reply:
        """The object in the reply."""
        begin, end = self.text.find("{"), self.text.rfind("}")
        read: Reply = orjson.loads(self.text[begin : end + 1])
        return read


def as_it_is(text: str) -> str:
    """The text of a reply, unchanged."""
    return text


def unbroken(reply: Reply, _: Asked) -> Reply:
    """The reply, unchanged."""
    return reply


@dataclass(frozen=True, slots=True)
class Habit:
    """One rule's absence.

    Attributes:
        rule: id of the rule that keeps a model from it.
        shows: whether a reply shows it.
        breaks: what becomes of an honest reply.
        spoils: what becomes of the text of a reply.
        applies: whether the rule is about this call at all.
    """

    rule: str
    shows: Callable[[Said], bool]
    breaks: Callable[[Reply, Asked], Reply] = unbroken
    spoils: Callable[[str], str] = as_it_is
    applies: Callable[[Asked], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Task:
    """How a task is done honestly, and how otherwise.

    Attributes:
        honest: from the call to a reply that keeps every rule.
        habits: one for each rule.
    """

    honest: Callable[[Asked], Reply]
    habits: Sequence[Habit]

    @property
    def by_rule(self) -> Mapping[str, Habit]:
        """Id of a rule → the habit."""
        return {habit.rule: habit for habit in self.habits}
