"""Damages for `fairness`: a twin gets other items, another order, other words, or fewer."""

from collections.abc import Callable
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text
from frankly.evals.cards.editing import edited, item_ids
from frankly.evals.runs.output import Output

Twin = Callable[[Output, Pick], Output | None]


def _of_twin(damage: Twin) -> Twin:
    def damaged(output: Output, pick: Pick) -> Output | None:
        twins = list(output.probes.get("twin", ()))
        at = pick.below(max(1, len(twins)), "twin")
        twin = damage(twins[at], pick) if twins else None
        if twin is None:
            return None
        twins[at] = twin
        return output.model_copy(update={"probes": {**output.probes, "twin": tuple(twins)}})

    return damaged


def _swapped(twin: Output, pick: Pick) -> Output | None:
    def edit(answer: dict[str, Any]) -> bool:
        items = answer["items"]
        at = pick.below(max(1, len(items) - 1), "swap")
        items[at : at + 2] = items[at : at + 2][::-1]
        return len(items) > 1

    return edited(twin, edit)


def _another(twin: Output, pick: Pick) -> Output | None:
    at = pick.below(max(1, len(item_ids(twin))), "item")
    return edited(twin, lambda answer: answer["items"][at].update(id="another-one") if answer["items"] else False)


def _fewer(twin: Output, pick: Pick) -> Output | None:
    return edited(twin, lambda answer: bool(answer["items"]) and bool(answer["items"].pop()))


def _words(twin: Output, pick: Pick) -> Output | None:
    places = delivered(twin)
    at = pick.one(places, "words") if places else None
    return None if at is None else with_text(twin, at, text=f"{twin.texts[at].text.rstrip('.')}, my dear.")


def _silent(twin: Output, pick: Pick) -> Output | None:
    places = delivered(twin)
    return with_text(twin, pick.one(places, "silent"), is_delivered=False) if places else None


SET: Final = MutationSet(
    check="fairness",
    module=__name__,
    kind="plain",
    damages={
        "places swapped": _of_twin(_swapped),
        "another item": _of_twin(_another),
        "item fewer": _of_twin(_fewer),
        "other words": _of_twin(_words),
        "text fewer": _of_twin(_silent),
    },
)
