"""Damages for `rank`: what was to be found stands further back, or not at all."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited, item_ids
from frankly.evals.runs.output import Output

LEAST: Final = 0.6
"""What an item at the second place reaches (1 / log2 3 is .63), and one at the third does not."""


def _wanted(output: Output, pick: Pick) -> str | None:
    items = item_ids(output)
    return items[pick.below(2, "wanted")] if len(items) > 3 else None


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    wanted = _wanted(output, pick)
    return {"wanted": [wanted], "least": LEAST} if wanted else None


def _moved(output: Output, pick: Pick, to: int) -> Output | None:
    at = item_ids(output).index(str(_wanted(output, pick)))
    return edited(output, lambda answer: answer["items"].insert(to, answer["items"].pop(at)))


def _back(output: Output, pick: Pick) -> Output | None:
    return _moved(output, pick, 2 + pick.below(len(item_ids(output)) - 2, "to"))


def _turned(output: Output, pick: Pick) -> Output | None:
    return edited(output, lambda answer: answer["items"].reverse())


def _gone(output: Output, pick: Pick) -> Output | None:
    at = item_ids(output).index(str(_wanted(output, pick)))
    return edited(output, lambda answer: answer["items"].pop(at) and None)


SET: Final = MutationSet(
    check="rank",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"further back": _back, "turned round": _turned, "gone": _gone},
)
