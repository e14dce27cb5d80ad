"""Damages for `regex`: what must match does so no more, and what must not does."""

import re
from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text
from frankly.evals.cards.editing import appended
from frankly.evals.runs.output import Output, Told

NONE: Final = (r"(?i)guarantee[ds]?", r"\d+ ?%", r"(?i)\bonly \d+ left", r"(?i)nur noch \d+")


def _wanted(output: Output, pick: Pick) -> str | None:
    words = sorted({word for told in output.delivered for word in re.findall(r"[A-Za-z]{6,}", told.text)})
    return pick.one(words, "wanted") if words else None


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    wanted = _wanted(output, pick)
    return {"all": [rf"\b{wanted}\b"], "none": list(NONE)} if wanted else None


def _gone(output: Output, pick: Pick) -> Output | None:
    wanted = str(_wanted(output, pick))
    for at in delivered(output):
        output = with_text(output, at, text=re.sub(rf"\b{wanted}\b", f"{wanted}s", output.texts[at].text))
    return output


def _claim(pick: Pick, told: Told) -> str:
    claims = ("Guaranteed.", "We guarantee it.", "You save 20 %.", "15% less.", "Only 3 left.", "Nur noch 2 da.")
    return pick.one(claims, "claim")


SET: Final = MutationSet(
    check="regex",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"match gone": _gone, "banned": appended(_claim)},
)
