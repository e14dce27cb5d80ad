"""Damages for `language`: a text of another language stands among those that were asked for."""

from collections.abc import Callable
from typing import Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text
from frankly.evals.runs.output import Output, Told


def _of_other(output: Output, pick: Pick, wanted: Callable[[Told], bool]) -> tuple[int, Told] | None:
    """Where a text of the other language could stand, and the text."""
    own = output.cell.variables["locale"]
    other = pick.other("other", lambda one: one.cell.variables["locale"] != own and bool(delivered(one, wanted)))
    places = delivered(output, wanted)
    if other is None or not places:
        return None
    return pick.one(places, "place"), other.texts[pick.one(delivered(other, wanted), "text")]


def _swapped(output: Output, pick: Pick) -> Output | None:
    """A reason of the other language that says it is of this one."""
    found = _of_other(output, pick, lambda told: told.kind == "reason" and len(told.text.split()) > 5)
    return with_text(output, found[0], text=found[1].text) if found else None


def _said_so(output: Output, pick: Pick) -> Output | None:
    """A text of the other language that says so itself."""
    found = _of_other(output, pick, lambda told: bool(told.kind))
    return with_text(output, found[0], text=found[1].text, locale=found[1].locale) if found else None


def _all(output: Output, pick: Pick) -> Output | None:
    """The whole answer of another reader in the other language."""
    own = output.cell.variables["locale"]
    other = pick.other("whole", lambda one: one.cell.variables["locale"] != own and bool(delivered(one)))
    texts = None if other is None else tuple(told.model_copy(update={"locale": own}) for told in other.texts)
    return None if texts is None else output.model_copy(update={"texts": texts, "facts": {}})


SET: Final = MutationSet(
    check="language",
    module=__name__,
    kind="plain",
    damages={"one reason": _swapped, "text that says so": _said_so, "whole answer": _all},
)
