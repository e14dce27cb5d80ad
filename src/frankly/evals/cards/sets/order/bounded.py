"""Damages for `bounded`: a vote carries an item too far, brings one from behind, or sends one there."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited, item_ids
from frankly.evals.runs.output import Output

MOST: Final = 3
"""Slots that an item may move, as the check is told."""


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    is_long = len(item_ids(output)) > 2 * MOST
    return {"most": MOST} if is_long and output.probes.get("base") else None


def _good(output: Output, pick: Pick) -> Output | None:
    """A vote as it may be: an item stands up to as far from where it stood as it may, and those between by one."""
    base = item_ids(output.probes["base"][0])
    if set(base) != set(item_ids(output)):
        return output
    way = 1 + pick.below(MOST, "good way")
    start = pick.below(len(base) - way, "good from")

    def edit(answer: dict[str, Any]) -> None:
        items = sorted(answer["items"], key=lambda item: base.index(item["id"]))
        items.insert(start + way, items.pop(start))
        answer["items"] = items

    return edited(output, edit)


def _too_far(output: Output, pick: Pick) -> Output | None:
    """Forwards or backwards, by one slot too many at least."""
    base = item_ids(output.probes["base"][0])
    name = base[pick.below(len(base) - MOST - 1, "which")]
    at = base.index(name) + MOST + 1
    end = at + pick.below(len(base) - at, "how far")

    def edit(answer: dict[str, Any]) -> bool:
        items = answer["items"]
        found = next((item for item in items if item["id"] == name), None)
        if found is None:
            return False
        items.remove(found)
        items.insert(end, found)
        if pick.below(2, "direction"):
            items.reverse()
        return True

    return edited(output, edit)


def _from_behind(output: Output, pick: Pick) -> Output | None:
    def edit(answer: dict[str, Any]) -> None:
        at = pick.below(len(answer["items"]) - MOST, "slot")
        answer["items"].insert(at, {**answer["items"][at], "id": "from-behind"})
        answer["items"].pop()

    return edited(output, edit)


def _sent_away(output: Output, pick: Pick) -> Output | None:
    """An item of the front is gone, and the last slot has another one."""
    base = item_ids(output.probes["base"][0])
    name = base[pick.below(len(base) - MOST, "gone")]

    def edit(answer: dict[str, Any]) -> None:
        kept = [item for item in answer["items"] if item["id"] != name]
        answer["items"] = [
            *kept,
            *({**kept[-1], "id": f"other-{at}"} for at in range(len(answer["items"]) - len(kept))),
        ]

    return edited(output, edit)


SET: Final = MutationSet(
    check="bounded",
    module=__name__,
    kind="model",
    options=_options,
    good=_good,
    damages={"too far": _too_far, "from behind": _from_behind, "sent away": _sent_away},
)
