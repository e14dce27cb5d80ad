"""Damages for `stable`: asked in another order, a model gives another one."""

from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited, item_ids
from frankly.evals.runs.output import Output


def _probe(output: Output, answer: Output | None) -> Output | None:
    return answer and output.model_copy(update={"probes": {**output.probes, "shuffled": (answer,)}})


def _turned(output: Output, pick: Pick) -> Output | None:
    return _probe(output, edited(output, lambda answer: answer["items"].reverse())) if _is_long(output) else None


def _halves(output: Output, pick: Pick) -> Output | None:
    """The back half stands in front."""

    def edit(answer: dict[str, Any]) -> None:
        half = len(answer["items"]) // 2
        answer["items"] = answer["items"][half:] + answer["items"][:half]

    return _probe(output, edited(output, edit)) if _is_long(output) else None


def _others(output: Output, pick: Pick) -> Output | None:
    """A third of the items are others."""

    def edit(answer: dict[str, Any]) -> None:
        for at in range(0, len(answer["items"]), 3):
            answer["items"][at]["id"] += "-other"

    return _probe(output, edited(output, edit)) if _is_long(output) else None


def _is_long(output: Output) -> bool:
    return len(item_ids(output)) > 4


SET: Final = MutationSet(
    check="stable",
    module=__name__,
    kind="model",
    damages={"turned round": _turned, "halves": _halves, "other items": _others},
)
