"""Damages for `reading`: more words, longer words, and sentences of both."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import appended
from frankly.evals.runs.output import Output, Told

MOST_WORDS: Final = 30
MOST_SYLLABLES: Final = 8


def _is_ours(told: Told) -> bool:
    return told.kind in {"reason", "nudge"}


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    return {"most_words": MOST_WORDS, "most_syllables": MOST_SYLLABLES}


def _many(pick: Pick, told: Told) -> str:
    return " ".join(["and so it goes on and on"] * (5 + pick.below(4, "many")))


def _syllables(pick: Pick, told: Told) -> str:
    return pick.one(["Antidisestablishmentarianism.", "Wahrscheinlichkeitsberechnungsverfahren."], "long")


SET: Final = MutationSet(
    check="reading",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"many words": appended(_many, _is_ours), "long word": appended(_syllables, _is_ours)},
)
