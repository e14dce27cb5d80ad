"""What the data at hand carries, for `frankly doctor`: each rung of the ladder tried on people's own last acts."""

import asyncio
from typing import Final

import numpy as np

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.time import EpochMs
from frankly.measure.ranking.readiness import LADDER, LEAST_ASKED, LEAST_COHORT, Readiness, Rung, readiness, set_aside
from frankly.pipelines.examining.findings import Finding, Severity
from frankly.pipelines.index.gathering import Stores, gather
from frankly.stages.snapshot.columns import from_levels

NAMES: Final = {
    Rung.EDITORIAL: "editors' choices and what is popular",
    Rung.SEGMENTS: "segments",
    Rung.CONTENT: "content",
    Rung.ITEM_ITEM: "item to item",
}

_UNTRIED: Final = {
    Rung.SEGMENTS: f"nobody who was asked belongs to a segment of {LEAST_COHORT} people or more",
    Rung.CONTENT: "no item has a vector",
    Rung.ITEM_ITEM: "nobody has acted yet",
}

_WHAT_TO_DO: Final = {
    Rung.EDITORIAL: (
        "Let editors and popularity fill the surfaces, ask newcomers for interests, collect acts, and look again."
    ),
    Rung.SEGMENTS: "Give popular_in_segment weight on your surfaces; single people's acts do not tell enough yet.",
    Rung.CONTENT: "Lean on content and stated interests; what others did does not tell enough yet.",
    Rung.ITEM_ITEM: "Run 'frankly train' now and then, and 'frankly tune' to learn the weights from these very acts.",
}


def _silent(phase: str, done: int, total: int) -> None:
    """Progress that nobody asked for."""


async def examine_readiness(stores: Stores, snapshot: Snapshot, now: EpochMs) -> list[Finding]:
    """Say which rung the data carries, with the figures behind it.

    Args:
        stores: acts, facts and consent; people who refused are not asked.
        snapshot: the live one.
        now: the moment.

    Returns:
        The verdict first, then one finding for each rung that personalises.

    Raises:
        StoreUnavailable: when a store cannot be read.
    """
    if not snapshot.row_of:
        what = "Do not personalise yet: the catalogue is empty."
        return [Finding("readiness_nothing", Severity.NOTE, what, "readiness", "Import items first.")]
    gathered = await gather(stores, snapshot, now, _silent)
    vectors = from_levels(np.where(snapshot.has_vector[:, None], snapshot.vectors, 0))
    trial = await asyncio.to_thread(set_aside, gathered.acts, vectors, gathered.members)
    found = await asyncio.to_thread(readiness, trial)
    return [_verdict(found), *(_rung(found, rung) for rung in LADDER if found.asked >= LEAST_ASKED)]


def _verdict(found: Readiness) -> Finding:
    what_to_do = _WHAT_TO_DO[found.rung]
    if found.asked < LEAST_ASKED:
        what = (
            f"Do not personalise yet: {found.asked} people have acts at two different times, "
            f"and it takes {LEAST_ASKED} to try whether it would help."
        )
        return Finding("readiness_editorial", Severity.NOTE, what, "readiness", what_to_do)
    if found.rung is Rung.EDITORIAL:
        what = (
            f"Do not personalise yet: on the last acts of {found.asked} people, set aside, nothing is clearly better "
            f"than an order that knows nobody (nDCG@10 {found.popularity:.3f})."
        )
        return Finding("readiness_editorial", Severity.NOTE, what, "readiness", what_to_do)
    what = (
        f"The data carries {NAMES[found.rung]}: tried on the last acts of {found.asked} people, set aside, "
        f"against an order that knows nobody (nDCG@10 {found.popularity:.3f})."
    )
    return Finding(f"readiness_{found.rung}", Severity.OK, what, "readiness", what_to_do)


def _rung(found: Readiness, rung: Rung) -> Finding:
    code = f"readiness_tried_{rung}"
    if rung not in found.gains:
        return Finding(code, Severity.OK, f"{NAMES[rung]}: not tried, {_UNTRIED[rung]}.", "readiness")
    gain = found.gains[rung]
    verdict = "better" if gain.low > 0 else "worse" if gain.high < 0 else "cannot be told apart"
    what = (
        f"{NAMES[rung]}: nDCG@10 {found.found[rung]:.3f}, {gain.mean:+.3f} "
        f"({gain.low:+.3f} to {gain.high:+.3f}) against popularity: {verdict}."
    )
    return Finding(code, Severity.OK, what, "readiness")
