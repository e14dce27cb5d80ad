"""Writing an e-mail, honestly and otherwise: items as in live writing, and the lines of a letter around them."""

from typing import Any, Final

from frankly.testing.model.asked import Asked
from frankly.testing.rule_following.habit import Habit, Reply, Said, Task
from frankly.testing.rule_following.offered import above
from frankly.testing.rule_following.write import WRITE

_LINES: Final = ("subject", "preheader", "intro")
_ANSWERS: Final = "Re: "
_GREETS: Final = "Dear reader, "


def _honest(asked: Asked) -> Reply:
    reply = WRITE.honest(asked)
    told = [name for name in above(asked) if name in _cited(reply)][:1]
    return {
        "subject": _line(*told) if told else {"text": "A letter from our catalogue", "evidence": []},
        "preheader": {"text": "These may be worth a look", "evidence": []},
        "intro": {"text": "What follows may be worth a look.", "evidence": []},
        "closing": "Until next time.",
        **reply,
    }


def _line(*names: str) -> dict[str, Any]:
    return {"text": f"With {{{names[0]}.title}} in mind", "evidence": list(names)}


def _cited(reply: Reply) -> set[str]:
    """Ids that sentences about items cite."""
    return {name for item in reply["items"] for sentence in item["sentences"] for name in sentence["evidence"]}


def _announced(reply: Reply) -> set[str]:
    """Ids that lines cite."""
    return {name for role in _LINES for name in reply[role]["evidence"]}


def _outside(reply: Reply, asked: Asked) -> Reply:
    """Speaks in a line of what an item tells and no line may."""
    other = next((name for name in sorted(_cited(reply)) if name not in above(asked)), None)
    return reply if other is None else reply | {"preheader": _line(other)}


def _unborne(reply: Reply, asked: Asked) -> Reply:
    """Announces what no item tells."""
    other = next((name for name in above(asked) if name not in _cited(reply)), None)
    return reply if other is None else reply | {"intro": _line(other)}


def _is_unborne(said: Said) -> bool:
    told = _announced(said.value) & set(above(said.asked))
    return not told <= _cited(said.value)


def _begun(line: dict[str, Any], words: str) -> dict[str, Any]:
    """A line that begins with some words more."""
    return line | {"text": words + line["text"]}


MESSAGE: Final = Task(
    honest=_honest,
    habits=(
        *(habit for habit in WRITE.habits if habit.rule != "above"),
        Habit(
            "above",
            breaks=_outside,
            shows=lambda said: not _announced(said.value) <= set(above(said.asked)),
        ),
        Habit("borne", breaks=_unborne, shows=_is_unborne),
        Habit(
            "subject-plain",
            breaks=lambda reply, _: reply | {"subject": _begun(reply["subject"], _ANSWERS)},
            shows=lambda said: said.value["subject"]["text"].startswith(_ANSWERS),
        ),
        Habit(
            "no-greeting",
            breaks=lambda reply, _: reply | {"intro": _begun(reply["intro"], _GREETS)},
            shows=lambda said: said.value["intro"]["text"].startswith(_GREETS),
        ),
    ),
)
"""The task `message`."""
