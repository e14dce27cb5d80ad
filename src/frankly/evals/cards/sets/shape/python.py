"""Damages for `python`, tried with the function that stands as its example: another item stands in front."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited, item_ids
from frankly.evals.runs.output import Output

CALL: Final = "frankly.evals.checks.shape.python:is_in_front"


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    items = item_ids(output)
    return {"call": CALL, "given": {"item": items[0]}} if len(items) > 1 else None


def _front(output: Output, pick: Pick) -> Output | None:
    at = 1 + pick.below(len(item_ids(output)) - 1, "at")
    return edited(output, lambda answer: answer["items"].insert(0, answer["items"].pop(at)))


def _empty(output: Output, pick: Pick) -> Output | None:
    return edited(output, lambda answer: answer.update(items=[]))


SET: Final = MutationSet(
    check="python",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"another in front": _front, "nothing": _empty},
)
