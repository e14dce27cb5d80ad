"""Damages for `sensitivity`: an item of a sensitive topic, evidence that hangs on one, silent evidence that is told."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text
from frankly.evals.cards.editing import about, item_ids
from frankly.evals.runs.output import Output

TOPICS: Final = ("health", "religion", "politics", "sexuality", "pregnancy")
WORDS: Final = ("pregnant", "diagnosis", "schwanger", "Diagnose")


def _topic(output: Output, pick: Pick) -> str:
    """A topic to which the reader did not agree."""
    agreed = (output.record or {}).get("scope", {}).get("topics", [])
    return pick.one([topic for topic in TOPICS if topic not in agreed], "topic")


def _item(output: Output, pick: Pick) -> Output | None:
    return about(output, pick.one(item_ids(output), "item"), sensitive=[_topic(output, pick)])


def _anchor(output: Output, pick: Pick) -> Output | None:
    """What a reader looked at, and a sentence names, is of a sensitive topic."""
    anchors = {
        (item["id"], piece["id"]): piece["anchor"]["value"]
        for item in (output.answer or {}).get("items", [])
        for piece in item.get("evidence", [])
        if (piece.get("anchor") or {}).get("type") == "item"
    }
    named = [
        anchors[told.item or "", one]
        for told in output.delivered
        for one in told.evidence
        if (told.item or "", one) in anchors
    ]
    return about(output, pick.one(named, "anchor"), sensitive=[_topic(output, pick)]) if named else None


def _silent(output: Output, pick: Pick) -> Output | None:
    cited = [one for told in output.delivered for one in told.evidence if one.startswith("e") and one[1:].isdigit()]
    if not cited:
        return None
    record = copy.deepcopy(output.record) or {}
    record["untold"] = [int(pick.one(cited, "cited")[1:]) - 1]
    return output.model_copy(update={"record": record})


def _word(output: Output, pick: Pick) -> Output | None:
    at = pick.one(delivered(output), "text")
    return with_text(output, at, text=f"{output.texts[at].text} {pick.one(WORDS, 'word').capitalize()}.")


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    return {"words": list(WORDS)} if item_ids(output) else None


SET: Final = MutationSet(
    check="sensitivity",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"sensitive item": _item, "sensitive anchor": _anchor, "silent evidence": _silent, "word": _word},
)
