"""Damages for `coverage`: one item's personal reason is gone, or leans on nothing personal."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.domain.evidence import EvidenceKind, how_personal
from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import edited, item_ids, without_texts
from frankly.evals.runs.output import Output


def _personal(output: Output) -> list[str]:
    """Items with a delivered reason that cites evidence about the reader."""
    kinds = {
        (item["id"], piece["id"]): piece["kind"]
        for item in (output.answer or {}).get("items", [])
        for piece in item.get("evidence", [])
    }
    told = [text for text in output.delivered if text.kind == "reason" and text.item]
    found = {text.item for text in told for one in text.evidence if _is_own(kinds.get((str(text.item), one)))}
    return [name for name in item_ids(output) if name in found]


def _is_own(kind: str | None) -> bool:
    return kind is not None and how_personal(EvidenceKind(kind)) in {"individual", "segment"}


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    personal = _personal(output)
    return {"least": round(len(personal) / len(item_ids(output)) - 0.0001, 4)} if personal else None


def _gone(output: Output, pick: Pick) -> Output | None:
    name = pick.one(_personal(output), "item")
    return without_texts(output, lambda told: told.item == name and told.kind == "reason")


def _popular(output: Output, pick: Pick) -> Output | None:
    name = pick.one(_personal(output), "item")

    def edit(answer: dict[str, Any]) -> None:
        for item in answer["items"]:
            for piece in item.get("evidence", []) if item["id"] == name else ():
                piece["kind"] = pick.one(["popular", "trending", "new"], "kind")

    return edited(output, edit)


SET: Final = MutationSet(
    check="coverage",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"reason gone": _gone, "evidence of nobody": _popular},
)
