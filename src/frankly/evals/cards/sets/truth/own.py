"""Damages for `own`: what is said of one item stands at another."""

from typing import Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text
from frankly.evals.runs.output import Output


def _moved(output: Output, pick: Pick, kind: str) -> Output | None:
    """The words of one item's sentence stand at another item, whose own evidence is cited."""
    places = delivered(output, lambda told: told.kind == kind and told.item is not None)
    pairs = [
        (one, other)
        for one in places
        for other in places
        if output.texts[one].item != output.texts[other].item and _differs(output, one, other)
    ]
    if not pairs:
        return None
    one, other = pick.one(pairs, kind)
    return with_text(output, one, text=output.texts[other].text)


def _differs(output: Output, one: int, other: int) -> bool:
    """Whether two sentences rest on other things: equal evidence may be told of both items."""
    if output.texts[one].kind == "fact":
        return output.texts[one].text != output.texts[other].text
    words = output.texts[other].text
    there = _titles(output, one, is_cited=False)
    named = {title for title in _titles(output, other) if f"“{title}”" in words or f"„{title}“" in words}
    return bool(named) and not named & there


def _titles(output: Output, number: int, *, is_cited: bool = True) -> set[str]:
    """Titles of the items that evidence of a sentence's item hangs on: of what it cites, or of all."""
    told = output.texts[number]
    items = {item["id"]: item for item in (output.answer or {}).get("items", [])}
    pieces = items.get(told.item or "", {}).get("evidence", [])
    anchors = [piece.get("anchor") or {} for piece in pieces if not is_cited or piece["id"] in told.evidence]
    own = {told.item} | {one.get("value") for one in anchors if one.get("type") == "item"}
    return {str(output.facts.get(str(name), {}).get("title")) for name in own}


def _uncited(output: Output, pick: Pick) -> Output | None:
    places = delivered(output, lambda told: told.kind == "reason" and told.item is not None and bool(told.evidence))
    return with_text(output, pick.one(places, "place"), evidence=("e997",)) if places else None


SET: Final = MutationSet(
    check="own",
    module=__name__,
    kind="plain",
    damages={
        "reason of another": lambda output, pick: _moved(output, pick, "reason"),
        "fact of another": lambda output, pick: _moved(output, pick, "fact"),
        "evidence of nothing": _uncited,
    },
)
