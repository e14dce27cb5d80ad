"""Writing live, honestly and otherwise."""

from collections.abc import Sequence
from typing import Any, Final

from frankly.testing.model.asked import Asked
from frankly.testing.rule_following.habit import Habit, Reply, Said, Task
from frankly.testing.rule_following.offered import Offered, Sayer, above, items, things
from frankly.testing.rule_following.sentences import Sentence, SentenceHabits

_TRUE_OF_NOTHING: Final = "It has many pages."


def _honest(asked: Asked) -> Reply:
    sayer = Sayer(things(asked))
    return {"items": [_written(one, sayer) for one in items(asked)]}


def _written(item: Offered, sayer: Sayer) -> dict[str, Any]:
    said = (sayer.sentence(reason) for reason in item.reasons)
    sentences = [one for one in said if one is not None][:1]
    return {"handle": item.handle, "sentences": sentences, "fact": 1 if item.facts else 0, "call_to_action": ""}


def _sentences(reply: Reply) -> list[Sentence]:
    return [sentence for item in reply["items"] for sentence in item["sentences"]]


def _allowed(asked: Asked, reply: Reply) -> list[frozenset[str]]:
    """Ids that each sentence may cite, pieces of what is told together included."""
    own = {item.handle: item.ids for item in items(asked)}
    return [own.get(item["handle"], frozenset()) for item in reply["items"] for _ in item["sentences"]]


def _unmarked(asked: Asked) -> set[str]:
    """Ids of which no item says that it would not be here without them."""
    reasons = [reason for item in items(asked) for reason in item.reasons]
    marked = {name for reason in reasons if "!" in reason.marks for name in reason.ids}
    return {name for reason in reasons for name in reason.ids} - marked


def _because(reply: Reply, asked: Asked) -> Reply:
    """Says a cause of the first thing that is none."""
    unmarked = _unmarked(asked)
    for one in _sentences(reply):
        if set(one["evidence"]) <= unmarked:
            one["text"] = f"Because {one['text'][0].lower()}{one['text'][1:]}"
            break
    return reply


def _says_cause(said: Said) -> bool:
    unmarked = _unmarked(said.asked)
    return any(
        one["text"].lower().startswith("because") and set(one["evidence"]) <= unmarked for one in _sentences(said.value)
    )


def _above(reply: Reply, asked: Asked) -> Reply:
    """Speaks above the slate of what is not above it."""
    other = next((name for name in things(asked) if name not in above(asked)), "e99")
    line = {"text": f"Picked with {{{other}.title}} in mind.", "evidence": [other]}
    return reply | {"headline": line}


def _is_above(said: Said) -> bool:
    line = said.value.get("headline") or {"evidence": ()}
    return not set(line["evidence"]) <= set(above(said.asked))


def _first_item(reply: Reply, change: dict[str, Any]) -> Reply:
    for item in reply["items"][:1]:
        item.update(change)
    return reply


def _chosen(said: Said) -> bool:
    facts = {item.handle: item.facts for item in items(said.asked)}
    return any(item["fact"] > facts.get(item["handle"], 0) for item in said.value["items"])


def _repeated(reply: Reply, _: Asked) -> Reply:
    for item in reply["items"]:
        if item["sentences"]:
            item["sentences"] = [*item["sentences"], dict(item["sentences"][-1])]
            break
    return reply


def _handles(said: Said) -> Sequence[str]:
    return [item["handle"] for item in said.value["items"]]


def _is_repeated(said: Said) -> bool:
    """Whether a sentence stands twice below different items, or twice below one."""
    seen = {item["handle"]: item for item in said.value["items"]}
    texts = [one["text"] for item in seen.values() for one in item["sentences"]]
    return len(set(texts)) < len(texts)


_LIVE: Final = SentenceHabits(_sentences, _allowed)

WRITE: Final = Task(
    honest=_honest,
    habits=(
        Habit("vary", breaks=_repeated, shows=_is_repeated),
        Habit("because-marked", breaks=_because, shows=_says_cause),
        *_LIVE.all(),
        _LIVE.rewording("end-of-title", lambda text: f"{text.rstrip('.')} for this gadget.", "gadget"),
        Habit(
            "nudge-states-nothing",
            breaks=lambda reply, _: _first_item(reply, {"call_to_action": _TRUE_OF_NOTHING}),
            shows=lambda said: any(item.get("call_to_action") == _TRUE_OF_NOTHING for item in said.value["items"]),
        ),
        Habit("above", breaks=_above, shows=_is_above),
        Habit("fact-by-number", breaks=lambda reply, _: _first_item(reply, {"fact": 99}), shows=_chosen),
        Habit(
            "each-once",
            breaks=lambda reply, _: {**reply, "items": [*reply["items"], *reply["items"][:1]]},
            shows=lambda said: len(set(_handles(said))) < len(_handles(said)),
        ),
    ),
)
"""The task `write`."""
