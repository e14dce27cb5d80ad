"""Damages for `faithful`: a ground is called what it is not, or taking it away changes something else than stated."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited
from frankly.evals.runs.output import Output

Changed = Callable[[Output, Output], Output | None]
"""What is made of a slate without a ground: from the slate with it, and the one without."""


def _probe(output: Output, pick: Pick, change: Changed) -> Output | None:
    probes = list(output.probes.get("without_ground", ()))
    for step in range(len(probes)):
        at = (pick.below(len(probes), "probe") + step) % len(probes)
        changed = change(output, probes[at])
        if changed is not None:
            probes[at] = changed
            return output.model_copy(update={"probes": {**output.probes, "without_ground": tuple(probes)}})
    return None


def _item(answer: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((item for item in answer["items"] if item["id"] == name), None)


def _stays(output: Output, probe: Output) -> Output | None:
    """What is called necessary is taken away, and the item stays all the same."""
    mine = _item(output.answer or {}, str(probe.changed.get("item")))
    if probe.changed.get("cause") != "necessary" or mine is None or probe.answer is None:
        return None

    def edit(answer: dict[str, Any]) -> None:
        answer["items"] = [*answer["items"][:-1], {**mine, "score": mine["score"] - 1}]

    return edited(probe, edit)


def _by_another_amount(output: Output, probe: Output) -> Output | None:
    """The score falls, by another amount than is stated."""
    name = str(probe.changed.get("item"))
    if probe.answer is None or _item(probe.answer, name) is None:
        return None

    def edit(answer: dict[str, Any]) -> None:
        item = _item(answer, name)
        if item is not None:
            item["score"] += 7_000_001

    return edited(probe, edit)


def _untouched(output: Output, probe: Output) -> Output | None:
    """Nothing changes at all."""
    return probe.model_copy(update={"answer": output.answer}) if output.answer else None


def _overstated(output: Output, pick: Pick) -> Output | None:
    """“Because” is said of what the answer calls a contribution."""
    causes = {item["id"]: item.get("causes", {}) for item in (output.answer or {}).get("items", [])}
    told = [text for text in output.delivered if text.kind == "reason" and "/because" in text.pattern]
    said = sorted({str(text.item) for text in told if _is_necessary(causes.get(text.item or "", {}), text.evidence)})
    if not said:
        return None
    name = pick.one(said, "item")

    def edit(answer: dict[str, Any]) -> None:
        item = _item(answer, name)
        if item is not None:
            item["causes"] = dict.fromkeys(item["causes"], "contributing")

    return edited(output, edit)


def _is_necessary(causes: dict[str, str], cited: Sequence[str]) -> bool:
    return any(causes.get(name) == "necessary" for name in cited)


SET: Final = MutationSet(
    check="faithful",
    module=__name__,
    kind="plain",
    damages={
        "stays": lambda output, pick: _probe(output, pick, _stays),
        "another amount": lambda output, pick: _probe(output, pick, _by_another_amount),
        "untouched": lambda output, pick: _probe(output, pick, _untouched),
        "overstated": _overstated,
    },
)
