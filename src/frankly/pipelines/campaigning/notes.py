"""What people should know of a campaign before they go on, and what to do about it: the same words at every door."""

from collections.abc import Mapping

import orjson

from frankly.domain.campaign.edition import OVER, Edition, EditionState
from frankly.pipelines.campaigning.views import CellsAsked

_OPEN = frozenset({EditionState.PLANNED, EditionState.WRITING})
"""States in which texts are still asked for."""


def status_notes(edition: Edition, asked: CellsAsked, *, is_changed: bool) -> tuple[str, ...]:
    """What whoever looks at a campaign should know; nothing where all is well.

    Args:
        edition: its newest one.
        asked: what came of texts that a model was asked for.
        is_changed: whether the file says something else than what was planned.
    """
    notes = [cells_note(edition, asked)] if asked.failed else []
    if is_changed and edition.state not in OVER:
        notes.append(changed_note(edition.campaign))
    return tuple(notes)


def cells_note(edition: Edition, asked: CellsAsked) -> str:
    """Of how many cells, or messages that a model words each by itself, nothing came, why, and how to have it."""
    is_each = orjson.loads(edition.json).get("mode") == "per_recipient"
    what = "messages that a model was asked to word" if is_each else "cells that a model was asked for"
    came = "words" if is_each else "text"
    head = f"No {came} came for {asked.failed:,} of {asked.failed + asked.texts:,} {what}"
    told = f"{head} ({codes_told(asked.faults)}): wordings tell those. 'frankly doctor' looks at the model"
    name = edition.campaign
    again = f"then 'frankly campaign cancel {name}', and plan and run it anew, to have them written."
    return f"{told}." if edition.state in _OPEN else f"{told}; {again}"


def changed_note(name: str) -> str:
    """Says that the file of a campaign is not what was planned any more."""
    told = f"The file of {name} was changed since it was planned. Nothing more is written or leaves until "
    return f"{told}'frankly campaign plan {name}' begins it anew, or you take it back."


def stands_note(name: str) -> str:
    """Says that a plan was made before, and that asking for it again decides nothing."""
    return (
        "This plan stands since it was made: the campaign's file is as it was, so nothing was decided anew, and who "
        f"came since is not in it. 'frankly campaign cancel {name}', then 'frankly campaign plan {name}' plans anew."
    )


def codes_told(faults: Mapping[str, int]) -> str:
    """Codes with how often each came, the most frequent first."""
    return ", ".join(f"{code} {many:,}" for code, many in sorted(faults.items(), key=lambda one: -one[1]))
