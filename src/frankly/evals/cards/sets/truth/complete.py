"""Damages for `complete`: an item, an item's sentences or a line is missing."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited, item_ids, without_texts
from frankly.evals.runs.output import Output


def _lines(output: Output) -> list[str]:
    return sorted({told.place for told in output.delivered if told.item is None and "." not in told.place})


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    items = item_ids(output)
    told = {text.item for text in output.delivered}
    # Some items have no sentence in the language asked for: such a slate is not full to begin with.
    is_full = bool(items) and all(item in told for item in items)
    return {"items": len(items), "lines": _lines(output)} if is_full else None


def _item(output: Output, pick: Pick) -> Output | None:
    return edited(output, lambda answer: answer["items"].pop(pick.below(len(answer["items"]), "item")) and None)


def _sentences(output: Output, pick: Pick) -> Output | None:
    silent = pick.one(item_ids(output), "silent")
    return without_texts(output, lambda told: told.item == silent)


def _blank(output: Output, pick: Pick) -> Output | None:
    silent = pick.one(item_ids(output), "blank")
    texts = tuple(told.model_copy(update={"text": " "}) if told.item == silent else told for told in output.texts)
    gone = without_texts(output, lambda told: told.item == silent)
    return gone.model_copy(update={"texts": texts})


def _line(output: Output, pick: Pick) -> Output | None:
    lines = _lines(output)
    if not lines:
        return None
    line = pick.one(lines, "line")
    without = edited(output, lambda answer: answer.update({line: None}))
    return without and without_texts(without, lambda told: told.place == line)


SET: Final = MutationSet(
    check="complete",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"item gone": _item, "item silent": _sentences, "item blank": _blank, "line gone": _line},
)
