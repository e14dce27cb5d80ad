"""Damages for `permutation`: an item twice, a gap among the slots, a model's order that is none."""

from typing import Any, Final

import orjson

from frankly.evals.cards.damage import MutationSet, Pick, with_call
from frankly.evals.cards.editing import edited, item_ids
from frankly.evals.runs.output import Output


def _twice(output: Output, pick: Pick) -> Output | None:
    if len(item_ids(output)) < 2:
        return None

    def edit(answer: dict[str, Any]) -> None:
        at = pick.below(len(answer["items"]) - 1, "at")
        answer["items"][at + 1]["id"] = answer["items"][at]["id"]

    return edited(output, edit)


def _gap(output: Output, pick: Pick) -> Output | None:
    def edit(answer: dict[str, Any]) -> None:
        for item in answer["items"][pick.below(len(answer["items"]), "from") :]:
            item["slot"] += 1

    return edited(output, edit)


def _swapped(output: Output, pick: Pick) -> Output | None:
    if len(item_ids(output)) < 2:
        return None

    def edit(answer: dict[str, Any]) -> None:
        at, items = pick.below(len(answer["items"]) - 1, "slots"), answer["items"]
        items[at]["slot"], items[at + 1]["slot"] = items[at + 1]["slot"], items[at]["slot"]

    return edited(output, edit)


def _order(output: Output, pick: Pick) -> Output | None:
    """A reply that repeats, leaves out or invents a handle."""
    ranked = [number for number, call in enumerate(output.calls) if call.prompt.startswith("rank/") and call.reply]
    if not ranked:
        return None
    at = pick.one(ranked, "call")
    read = orjson.loads(output.calls[at].reply)
    order = list(read.get("order", []))
    if len(order) < 3:
        return None
    place = pick.below(len(order), "place")
    way = pick.below(3, "way")
    order[place] = order[place - 1] if way == 0 else "zz99" if way == 1 else order[place]
    if way == 2:
        del order[place]
    return with_call(output, at, reply=orjson.dumps({**read, "order": order}).decode())


SET: Final = MutationSet(
    check="permutation",
    module=__name__,
    kind="model",
    damages={"item twice": _twice, "gap": _gap, "slots swapped": _swapped, "order of a model": _order},
)
