"""Damages for `json_path`: what stands at a place is another, is gone, or has another type."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.runs.output import Output

Answer = dict[str, Any]


def _asks(output: Output) -> list[Mapping[str, Any]]:
    """What cases ask of a slate."""
    items = (output.answer or {}).get("items", [])
    if not items:
        return []
    return [
        {"path": "items.0.id", "equals": items[0]["id"]},
        {"path": "items[*].id", "count": len(items)},
        {"path": "items[*].slot", "least": 1, "most": len(items)},
        {"path": "locale", "one_of": [output.cell.variables["locale"]]},
        {"path": "items[*].sponsor", "absent": True},
    ]


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    asks = _asks(output)
    return pick.one(asks, "ask") if asks else None


def _damage(output: Output, pick: Pick) -> Output | None:
    answer = copy.deepcopy(output.answer)
    if answer is None:
        return None
    BREAKS[pick.below(len(_asks(output)), "ask")](answer, pick)
    return output.model_copy(update={"answer": answer})


def _first(answer: Answer, pick: Pick) -> None:
    items = answer["items"]
    ways: tuple[Callable[[], Any], ...] = (
        lambda: items.insert(0, items.pop()),
        lambda: items[0].update(id=f"{items[0]['id']}-2"),
        lambda: items[0].pop("id"),
        lambda: items[0].update(id=None),
    )
    pick.one(ways[1:] if len(items) < 2 else ways, "way")()


def _count(answer: Answer, pick: Pick) -> None:
    items = answer["items"]
    ways: tuple[Callable[[], Any], ...] = (
        lambda: items.pop(),
        lambda: items.append(items[-1]),
        lambda: answer.pop("items"),
        lambda: items[pick.below(len(items), "item")].pop("id"),
    )
    pick.one(ways, "way")()


def _slot(answer: Answer, pick: Pick) -> None:
    item = pick.one(answer["items"], "item")
    item["slot"] = pick.one([0, -1, len(answer["items"]) + 1, "1", None, True], "way")


def _locale(answer: Answer, pick: Pick) -> None:
    answer["locale"] = pick.one(["fr", "", None, f"{answer['locale']}-XX"], "way")


def _present(answer: Answer, pick: Pick) -> None:
    pick.one(answer["items"], "item")["sponsor"] = pick.one([True, False, None, "yes"], "way")


BREAKS: Final = (_first, _count, _slot, _locale, _present)
"""In the order of what is asked."""

SET: Final = MutationSet(
    check="json_path", module=__name__, kind="plain", options=_options, damages={"at its place": _damage}
)
