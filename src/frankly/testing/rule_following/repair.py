"""Repairing, honestly and otherwise."""

import re
from typing import Final, NamedTuple

from frankly.testing.model.asked import Asked
from frankly.testing.rule_following.habit import Habit, Reply, Said, Task
from frankly.testing.rule_following.offered import Reason, Sayer, things
from frankly.testing.rule_following.sentences import Sentence, SentenceHabits

_REFUSED: Final = re.compile(r"^(\d+) may cite ((?:[eg]\d+[!~=]* ?)*): ?(.*)$", re.MULTILINE)
_ID: Final = re.compile(r"[eg]\d+")


class _Refused(NamedTuple):
    number: int
    cites: tuple[str, ...]
    text: str


def _refused(asked: Asked) -> list[_Refused]:
    return [
        _Refused(int(number), tuple(_ID.findall(cites)), text) for number, cites, text in _REFUSED.findall(asked.data)
    ]


def _mended(one: _Refused, sayer: Sayer) -> Sentence | None:
    return next((found for name in one.cites if (found := sayer.sentence(Reason(name)))), None)


def _honest(asked: Asked) -> Reply:
    sayer = Sayer(things(asked))
    said = [(one.number, _mended(one, sayer)) for one in _refused(asked)]
    return {"sentences": [{"number": number, **sentence} for number, sentence in said if sentence is not None]}


def _sentences(reply: Reply) -> list[Sentence]:
    found: list[Sentence] = reply["sentences"]
    return found


def _allowed(asked: Asked, reply: Reply) -> list[frozenset[str]]:
    cites = {one.number: frozenset(one.cites) for one in _refused(asked)}
    return [cites.get(sentence["number"], frozenset()) for sentence in reply["sentences"]]


def _unmended(reply: Reply, asked: Asked) -> Reply:
    texts = {one.number: one.text.replace("(", "{").replace(")", "}") for one in _refused(asked)}
    for sentence in reply["sentences"][:1]:
        sentence["text"] = texts.get(sentence["number"], sentence["text"])
    return reply


def _is_unmended(said: Said) -> bool:
    texts = {one.text.replace("(", "{").replace(")", "}") for one in _refused(said.asked)}
    return any(sentence["text"] in texts for sentence in said.value["sentences"])


def _numbers(said: Said) -> list[int]:
    return [sentence["number"] for sentence in said.value["sentences"]]


REPAIR: Final = Task(
    honest=_honest,
    habits=(
        Habit("mend-what-is-told", breaks=_unmended, shows=_is_unmended),
        *SentenceHabits(_sentences, _allowed).all(),
        Habit(
            "each-once",
            breaks=lambda reply, _: {"sentences": [*reply["sentences"], *reply["sentences"][:1]]},
            shows=lambda said: len(set(_numbers(said))) < len(_numbers(said)),
        ),
    ),
)
"""The task `repair`."""
