"""Writing phrases ahead of time, honestly and otherwise."""

import re
from collections.abc import Callable
from typing import Any, Final

from frankly.testing.model.asked import Asked
from frankly.testing.phrase_writer import sentences_of
from frankly.testing.rule_following.habit import Habit, Reply, Said, Task

_SPAN: Final = re.compile(r"<(s\d+)>(.*?)</\1>")
_SLOT: Final = re.compile(r"\{[a-z]+\d*\.\w+\}")
_WORD: Final = re.compile(r"\w+")
_PRAISE: Final = "It is the best there is."


def _spans(asked: Asked) -> dict[str, str]:
    return dict(_SPAN.findall(asked.data))


def _is_about_facts(asked: Asked) -> bool:
    return bool(_spans(asked))


def _is_about_reasons(asked: Asked) -> bool:
    return not _spans(asked)


def _honest(asked: Asked) -> Reply:
    rules = "\n".join(text for role, text in asked.messages if role == "system")
    return {"sentences": sentences_of(rules, asked.data)}


def _texts(said: Said) -> list[str]:
    return [one["text"] for one in said.value["sentences"]]


def _first(change: Callable[[str], str]) -> Callable[[Reply, Asked], Reply]:
    def breaks(reply: Reply, _: Asked) -> Reply:
        for one in reply["sentences"][:1]:
            one["text"] = change(one["text"])
        return reply

    return breaks


def _both(reply: Reply, asked: Asked) -> Reply:
    """Says in one sentence what two say."""
    spans = list(_spans(asked).values())
    for one in reply["sentences"][:1]:
        one["text"] = f"{one['text'].rstrip('.')}, and {spans[-1][0].lower()}{spans[-1][1:]}"
    return reply


def _says_both(said: Said) -> bool:
    spans = _spans(said.asked)
    return any(
        text[1:] in one["text"]
        for one in said.value["sentences"]
        for name, text in spans.items()
        if name != one["cites"]
    )


def _invented(reply: Reply, asked: Asked) -> Reply:
    cites = next(iter(_spans(asked)), "")
    return {"sentences": [*reply["sentences"], {"text": "Somebody will surely like it.", "cites": cites}]}


def _turned(text: str) -> str:
    return " ".join(reversed(text.rstrip(".").split())) + "."


def _is_turned(said: Said) -> bool:
    turned = {_turned(text) for text in _spans(said.asked).values()}
    return any(text in turned for text in _texts(said))


def _has(sign: str) -> Callable[[Said], bool]:
    return lambda said: any(sign in text for text in _texts(said))


def _has_digit(said: Said) -> bool:
    known = {word for text in _spans(said.asked).values() for word in _WORD.findall(text)}
    words = [word for text in _texts(said) for word in _WORD.findall(_SLOT.sub("", text))]
    return any(word.isdigit() and word not in known for word in words)


def _same(reply: Reply, _: Asked) -> Reply:
    repeated: list[dict[str, Any]] = [dict(one) for one in reply["sentences"][:1]]
    return {"sentences": [*reply["sentences"], *repeated]}


PHRASE: Final = Task(
    honest=_honest,
    habits=(
        Habit("different", breaks=_same, shows=lambda said: len(set(_texts(said))) < len(_texts(said))),
        Habit("one-source", breaks=_both, shows=_says_both, applies=lambda asked: len(_spans(asked)) > 1),
        Habit("together", breaks=_first(_turned), shows=_is_turned, applies=_is_about_facts),
        Habit(
            "closed-words",
            breaks=_first(lambda text: f"{text.rstrip('.')}, marvellously."),
            shows=_has("marvellously"),
            applies=_is_about_facts,
        ),
        Habit(
            "no-praise",
            breaks=_first(lambda text: f"{text} {_PRAISE}"),
            shows=_has(_PRAISE),
            applies=_is_about_facts,
        ),
        Habit(
            "numbers-as-there",
            breaks=_first(lambda text: f"{text.rstrip('.')}, in 1987."),
            shows=_has_digit,
            applies=_is_about_facts,
        ),
        Habit("rather-few", breaks=_invented, shows=_has("Somebody will"), applies=_is_about_facts),
        Habit(
            "a-construction",
            breaks=_first(lambda text: f"As it happens, {text[0].lower()}{text[1:]}"),
            shows=_has("As it happens"),
            applies=_is_about_reasons,
        ),
        Habit(
            "slots-literally",
            breaks=_first(lambda text: f"{_SLOT.sub('', text).rstrip('.')} “Moby-Dick”."),
            shows=_has("“Moby-Dick”"),
            applies=_is_about_reasons,
        ),
        Habit(
            "no-digits",
            breaks=_first(lambda text: f"{text.rstrip('.')} 12 times."),
            shows=_has_digit,
            applies=_is_about_reasons,
        ),
        Habit(
            "plain-tone",
            breaks=_first(lambda text: f"{text.rstrip('.')}!"),
            shows=lambda said: any(text.endswith("!") for text in _texts(said)),
        ),
    ),
)
"""The task `phrase`."""
