"""Damages for `schema`: replies of models that are cut, wrapped in prose, or of another shape."""

from typing import Any, Final

import orjson

from frankly.evals.cards.damage import MutationSet, Pick, with_call
from frankly.evals.runs.output import Output


def _call(output: Output, pick: Pick) -> int | None:
    replied = [number for number, call in enumerate(output.calls) if call.reply.strip()]
    return pick.one(replied, "call") if replied else None


def _spoilt(output: Output, pick: Pick, how: str) -> Output | None:
    at = _call(output, pick)
    if at is None:
        return None
    reply = _reply(output.calls[at].reply, how, pick)
    return with_call(output, at, reply=reply) if reply is not None else None


def _reply(reply: str, how: str, pick: Pick) -> str | None:
    if how == "cut":
        # In its first name: what can be read of a longer piece may be whole by itself.
        return reply[: 2 + pick.below(6, "cut")]
    if how == "prose":
        return pick.one(
            ["I cannot do that.", "First the crime novel, then the others.", "Sorry, no list today."], "says"
        )
    if how == "empty":
        return pick.one(["", "   ", "\n\n"], "blank")
    read = orjson.loads(reply)
    name = pick.one(sorted(read), "name")
    return orjson.dumps(CHANGES[how](read, name)).decode()


def _renamed(read: dict[str, Any], name: str) -> dict[str, Any]:
    needed = next((one for one in ("items", "order") if one in read), name)
    return {("answers" if one == needed else one): value for one, value in read.items()}


def _typed(read: dict[str, Any], name: str) -> dict[str, Any]:
    needed = next((one for one in ("items", "order") if one in read), name)
    return {**read, needed: 7}


CHANGES: Final = {"renamed": _renamed, "typed": _typed}

SET: Final = MutationSet(
    check="schema",
    module=__name__,
    kind="model",
    damages={
        "cut": lambda output, pick: _spoilt(output, pick, "cut"),
        "prose": lambda output, pick: _spoilt(output, pick, "prose"),
        "empty": lambda output, pick: _spoilt(output, pick, "empty"),
        "name changed": lambda output, pick: _spoilt(output, pick, "renamed"),
        "type changed": lambda output, pick: _spoilt(output, pick, "typed"),
    },
)
