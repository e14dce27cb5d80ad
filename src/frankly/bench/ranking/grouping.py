"""Who and what a mean is made of: people by the length of their history, items by how many had them and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.bench.ranking.asking import TruthGroups
from frankly.bench.ranking.world import World
from frankly.domain.time import DAY_MS
from frankly.measure.ranking.groups import thirds
from frankly.measure.ranking.protocols import Question

HISTORIES: Final = ("history_short", "history_middle", "history_long")
TRUTHS: Final = ("truth_rare", "truth_middle", "truth_popular")
NEW_DAYS: Final = 30
"""An item is new for so long after anyone first acted on it; one that nobody acted on is new as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups of one set.

    Attributes:
        people: group → which questions are in it.
        truth: groups of what is to be found.
        notes: what the groups are, in words.
    """

    people: Mapping[str, NDArray[np.bool_]]
    truth: TruthGroups
    notes: Sequence[str]


def groups_of(world: World, questions: Sequence[Question], has_times: bool) -> Groups:
    """Make the groups: by terciles of people, and of what is to be found.

    Args:
        world: whose training acts tell how popular an item is and since when.
        questions: at least one.
        has_times: whether times are real; items of a set without times have no age.
    """
    lengths = thirds(np.array([len(question.history) for question in questions], np.float64))
    counts = world.people_of()
    wanted = np.concatenate([world.rows(question.truth) for question in questions])
    bounds = thirds(counts[wanted])
    codes = (counts > bounds.low).astype(np.int64) + (counts > bounds.high)

    def truth(question: Question, rows: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
        found = {name: codes[rows] == code for code, name in enumerate(TRUTHS)}
        if has_times:
            is_new = world.first_ms[rows] > question.now - NEW_DAYS * DAY_MS
            found |= {"truth_new": is_new, "truth_older": ~is_new}
        return found

    notes = [
        _told("history", HISTORIES, lengths.told(), "acts in the history"),
        _told("what is to be found", TRUTHS, bounds.told(), "people who had the item in training"),
    ]
    if has_times:
        notes.append(
            f"truth_new: first acted on within {NEW_DAYS} days before the question, or never; truth_older: before"
        )
    return Groups({name: lengths.codes == code for code, name in enumerate(HISTORIES)}, truth, notes)


def _told(what: str, names: Sequence[str], bounds: Sequence[str], unit: str) -> str:
    parts = ", ".join(f"{name} {bound}" for name, bound in zip(names, bounds, strict=True))
    return f"thirds by {what}, in {unit}: {parts}"
