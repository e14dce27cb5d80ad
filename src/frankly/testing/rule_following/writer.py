"""The simulated model itself. It says nothing about how well real models write or obey.

It reads the rendered prompt as any model does. A rule that stands there with its id, as `[no-digits] …`, is kept; a
rule that it knows and does not find is broken, in the way in which models break it. So a prompt that loses a rule shows
in tests and evals that ask no real model.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

import orjson

from frankly.domain.model.call import ModelCall
from frankly.testing.replying_model import ReplyingModel, asked
from frankly.testing.rule_following.habit import Habit, Said, Task
from frankly.testing.rule_following.judge import JUDGE
from frankly.testing.rule_following.message import MESSAGE
from frankly.testing.rule_following.phrase import PHRASE
from frankly.testing.rule_following.rank import RANK
from frankly.testing.rule_following.repair import REPAIR
from frankly.testing.rule_following.write import WRITE

TASKS: Final[dict[str, Task]] = {
    "rank": RANK,
    "write": WRITE,
    "repair": REPAIR,
    "phrase": PHRASE,
    "judge": JUDGE,
    "message": MESSAGE,
}
"""Task → how it is done."""

SLIPS: Final = {"rank": "best-first", "write": "own-words", "message": "own-words"}
"""Task → the rule that a wayward writer breaks, though it is stated."""

_STATED: Final = re.compile(r"(?<![^\s\-*])\[([a-z][a-z0-9_-]*)\] (?=\S)")


class RuleFollowingWriter(ReplyingModel):
    """Port `LanguageModel`; simulated."""

    def __init__(self, name: str = "simulated/rule-following") -> None:
        """Prepare.

        Args:
            name: of the model.
        """
        super().__init__(reply_of, name)


class WaywardWriter(ReplyingModel):
    """Port `LanguageModel`; simulated. Breaks one rule of a task now and then, and mends what is sent back to it."""

    def __init__(self, name: str = "simulated/wayward") -> None:
        """Prepare.

        Args:
            name: of the model.
        """
        super().__init__(lambda call: reply_of(call, slips=SLIPS), name)


SIMULATED: Final[Mapping[str, Callable[[], ReplyingModel]]] = {
    "simulated/rule-following": RuleFollowingWriter,
    "simulated/wayward": WaywardWriter,
}
"""Name → the model, none of which is a language model."""


def stated(call: ModelCall) -> frozenset[str]:
    """Ids of the rules that a rendered prompt states."""
    return frozenset(name for part in call.parts if part.is_stable for name in _STATED.findall(part.text))


def reply_of(call: ModelCall, slips: Mapping[str, str] = {}) -> str:
    """What the simulated model replies.

    Args:
        call: what it is asked.
        slips: task → a rule that is broken though it is stated.

    Raises:
        ValueError: for a task that it does not know.
    """
    read, task = asked(call), _task(call)
    value, broken = task.honest(read), _unstated(call, slips.get(call.prompt, ""))
    for habit in broken:
        value = habit.breaks(value, read)
    text = orjson.dumps(value).decode()
    for habit in broken:
        text = habit.spoils(text)
    return text


def faults_shown(call: ModelCall, text: str) -> frozenset[str]:
    """Ids of the rules that a reply breaks, as far as they are known here."""
    said = Said(call, text)
    return frozenset(habit.rule for habit in _task(call).habits if habit.applies(said.asked) and habit.shows(said))


def _unstated(call: ModelCall, slip: str) -> list[Habit]:
    there, read = stated(call) - {slip}, asked(call)
    return [habit for habit in _task(call).habits if habit.rule not in there and habit.applies(read)]


def _task(call: ModelCall) -> Task:
    if call.prompt not in TASKS:
        raise ValueError(f"the rule-following writer does not know the task '{call.prompt}'; teach it in TASKS")
    return TASKS[call.prompt]
