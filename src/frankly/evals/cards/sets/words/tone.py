"""Damages for `tone`: shouting, pictures, banned words, the other form of address."""

from typing import Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import appended
from frankly.evals.runs.output import Told

BANNED: Final = {
    "en": ("buddy", "bargain", "hurry"),
    "de": ("Kumpel", "Schnäppchen", "Beeilung"),
}


def _loud(pick: Pick, told: Told) -> str:
    return pick.one(["Now!", "Jetzt!", "Wow!!", "Ja!"], "loud")


def _shouted(pick: Pick, told: Told) -> str:
    return pick.one(["READ THIS NOW.", "LESEN SIE DAS.", "ONLY HERE.", "GROSSE FREUDE."], "shouted")


def _picture(pick: Pick, told: Told) -> str:
    return pick.one(["🎉", "🔥", "❤️", "👍🏽", "📚"], "picture")


def _banned(pick: Pick, told: Told) -> str:
    return f"{pick.one(BANNED[told.locale.split('-')[0]], 'banned')}."


def _familiar(pick: Pick, told: Told) -> str | None:
    if not told.locale.startswith("de"):
        return None
    return pick.one(
        ["Du hast das gesehen.", "Das zählt für dich.", "Dein Buch liegt bereit.", "Schau es dir an."], "du"
    )


def _is_ours(told: Told) -> bool:
    return told.kind in {"reason", "nudge"}


SET: Final = MutationSet(
    check="tone",
    module=__name__,
    kind="plain",
    options=lambda output, pick: {"banned": [word for words in BANNED.values() for word in words]},
    damages={
        "exclamation": appended(_loud, _is_ours),
        "capitals": appended(_shouted, _is_ours),
        "picture": appended(_picture, _is_ours),
        "banned word": appended(_banned, _is_ours),
        "familiar": appended(_familiar, _is_ours),
    },
)
