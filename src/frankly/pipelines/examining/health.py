"""What `frankly doctor` finds: thin data, stale statistics, a missing or strange index, and what to do about each.

The index is asked for sampled vectors themselves; counts are not compared, because they can agree while queries fail.
"""

import asyncio
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.item import Item
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs, to_iso
from frankly.domain.untrusted.detect import findings_of_item
from frankly.domain.untrusted.finding import KEPT_OUT
from frankly.errors import IndexUnavailable
from frankly.pipelines.examining.findings import REINDEX, USUAL, Finding, Limits, Severity
from frankly.pipelines.unknown_items import named_by_acts, named_by_surfaces
from frankly.ports.catalogue import Catalogue
from frankly.ports.events import EventStore, EventSummary
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import VectorIndex
from frankly.stages.snapshot.build import EMPTY_BASE
from frankly.stages.snapshot.columns import from_levels, needs_vector

SAMPLE = 200
"""Items looked at in the index, spread evenly over the catalogue."""

_NEAREST = 10
_TOGETHER = 4
_SAME = 0.999


async def examine(
    catalogue: Catalogue,
    events: EventStore,
    index: VectorIndex,
    embedder: Embedder,
    snapshot: Snapshot,
    data: Path,
    now: EpochMs,
    limits: Limits = USUAL,
    surfaces: Iterable[Surface] = (),
) -> list[Finding]:
    """Look at everything that a start of the service leaves behind.

    Args:
        catalogue: items.
        events: acts.
        index: the vector index.
        embedder: with its restored state.
        snapshot: the live one.
        data: the data folder.
        now: the moment.
        limits: from where on something is worth saying.
        surfaces: those that are served, with the overrides of their segments.

    Returns:
        Findings in a fixed order, those that are fine included.

    Raises:
        StoreUnavailable: when the catalogue or the acts cannot be read.
    """
    read = await _read_catalogue(catalogue, snapshot)
    acts = await events.count()
    summary = await events.summary(EpochMs(snapshot.statistics.made_ms))
    return [
        *_catalogue(read, limits),
        *_acts(acts, snapshot, limits),
        *named_by_acts(summary.by_item, read.ids, limits),
        *named_by_surfaces(surfaces, read.ids),
        _statistics(acts, summary, snapshot, now, limits),
        *_models(acts, snapshot),
        _position(await catalogue.position(), snapshot),
        _base(read, snapshot),
        *_vectors(read, snapshot, embedder, limits),
        *await _index(index, snapshot),
        await asyncio.to_thread(_disk, data, limits),
    ]


@dataclass(slots=True)
class _Reading:
    """What one pass over the catalogue counts."""

    ids: set[str] = field(default_factory=set)
    items: int = 0
    untagged: int = 0
    undescribed: int = 0
    unpriced: int = 0
    stale: int = 0
    wordless: int = 0
    unfitted: int = 0
    flagged: int = 0
    kept_out: int = 0


async def _read_catalogue(catalogue: Catalogue, snapshot: Snapshot) -> _Reading:
    read = _Reading()
    async for items in catalogue.stream():
        for item in items:
            _count(read, item, snapshot)
    return read


def _count(read: _Reading, item: Item, snapshot: Snapshot) -> None:
    read.ids.add(item.id)
    read.items += 1
    read.untagged += not (item.tags or item.categories)
    read.undescribed += not item.description
    read.unpriced += item.price is None
    row = snapshot.row_of.get(item.id, -1)
    read.unfitted += row < 0 or row >= snapshot.fitted_rows
    is_stale = needs_vector(snapshot, item)
    read.stale += is_stale
    read.wordless += not is_stale and not snapshot.has_vector[row]
    codes = {one.code for _, _, one in findings_of_item(item)}
    read.flagged += bool(codes)
    read.kept_out += not codes.isdisjoint(KEPT_OUT)


def _catalogue(read: _Reading, limits: Limits) -> list[Finding]:
    if read.items < limits.least_items:
        what_to_do = f"Import items ('frankly import items FILE'); {limits.least_items} are a sensible minimum."
        thin = Finding("items_thin", Severity.WARNING, f"{read.items} items are in the catalogue.", "items", what_to_do)
    else:
        thin = Finding("items", Severity.OK, f"{read.items} items are in the catalogue.", "items")
    lacking = (
        ("untagged", read.untagged, "categories or tags", "Diversity, stated interests and reasons lean on them."),
        ("undescribed", read.undescribed, "a description", "Without one no fact can be said of an item."),
        ("unpriced", read.unpriced, "a price", "It is then not shown; that is fine where nothing is sold."),
    )
    lacks = [_lack(code, number, name, why, read.items, limits) for code, number, name, why in lacking]
    return [thin, *lacks, _untrusted(read)]


def _untrusted(read: _Reading) -> Finding:
    what = f"{read.flagged} of {read.items} items have text that is more than plain prose"
    if not read.kept_out:
        return Finding("untrusted", Severity.OK, f"{what}; it is cleaned where it is shown.", "items")
    what_to_do = (
        "They stay visible in the catalogue, but such sentences are never quoted. 'frankly import items FILE' names "
        "the first of them; mend the text at its source where it is not meant."
    )
    what = f"{what}; in {read.kept_out} something reads like an order, code, an address or a disguised word."
    return Finding("untrusted_kept_out", Severity.NOTE, what, "items", what_to_do)


def _lack(code: str, number: int, name: str, why: str, items: int, limits: Limits) -> Finding:
    what = f"{number} of {items} items lack {name}."
    if number * 100 <= limits.most_lacking_percent * items:
        return Finding(code, Severity.OK, what, "items")
    return Finding(code, Severity.NOTE, what, "items", f"{why} Add it to the import where you have it.")


def _acts(acts: int, snapshot: Snapshot, limits: Limits) -> list[Finding]:
    if not acts:
        what_to_do = "Import acts ('frankly import events FILE') or send them to POST /v1/events."
        return [Finding("acts_none", Severity.WARNING, "No acts are stored.", "events", what_to_do)]
    people = snapshot.statistics.people
    if not people:
        return [Finding("acts", Severity.OK, f"{acts} acts are stored, not counted yet.", "events")]
    what = f"{acts} acts are stored; {people} people are behind the statistics."
    is_thin = people < limits.least_people or acts < limits.least_acts_per_person * people
    what_to_do = "Popularity and what goes together will be weak until more acts come in; content still works."
    return [
        Finding("acts_thin", Severity.NOTE, what, "events", what_to_do)
        if is_thin
        else Finding("acts", Severity.OK, what, "events")
    ]


def _statistics(acts: int, summary: EventSummary, snapshot: Snapshot, now: EpochMs, limits: Limits) -> Finding:
    made_ms = snapshot.statistics.made_ms
    if not acts:
        return Finding("statistics", Severity.OK, "There is nothing to count.", "statistics")
    if not made_ms:
        return Finding(
            "statistics_absent", Severity.WARNING, "There are no counts of the stored acts.", "statistics", REINDEX
        )
    counted = f"counted on {to_iso(made_ms)[:10]}"
    # By what came in since, not by the calendar: a shop that stands still, such as the demo's, is counted for good.
    if not summary.newer:
        return Finding("statistics", Severity.OK, f"All stored acts were {counted}.", "statistics")
    what = f"{summary.newer} of {acts} acts came in after they were {counted}."
    is_old = now - made_ms > limits.most_age_days * DAY_MS
    if is_old and summary.newer * 100 >= limits.least_new_percent * acts:
        return Finding("statistics_stale", Severity.NOTE, what, "statistics", REINDEX)
    return Finding("statistics", Severity.OK, what, "statistics")


def _models(acts: int, snapshot: Snapshot) -> list[Finding]:
    statistics = snapshot.statistics
    if not acts or not statistics.made_ms:
        return []
    if not statistics.models:
        what = "There are no models: nobody who may be counted acted on two items yet."
        return [Finding("models_none", Severity.OK, what, "models")]
    what = f"Models trained on {statistics.acts} acts: {', '.join(sorted(statistics.models))}."
    if "low_rank" in statistics.models:
        return [Finding("models", Severity.OK, what, "models")]
    what_to_do = "Run 'frankly train' for the others; on a catalogue of this size that takes minutes."
    return [Finding("models_quick", Severity.NOTE, what, "models", what_to_do)]


def _position(newest: int, snapshot: Snapshot) -> Finding:
    what = f"The snapshot stands at change {snapshot.position} of {newest}."
    if snapshot.position == newest:
        return Finding("position", Severity.OK, what, "snapshot")
    what_to_do = "A running service takes changes up by itself; if the gap stays, restart it."
    return Finding("position_behind", Severity.WARNING, what, "snapshot", what_to_do)


def _base(read: _Reading, snapshot: Snapshot) -> Finding:
    base = snapshot.id.partition(":")[0]
    if base == EMPTY_BASE and read.items:
        what = "No whole snapshot base is there, so each start reads the whole catalogue."
        return Finding("base_missing", Severity.WARNING, what, "snapshot", REINDEX)
    if base == EMPTY_BASE:
        return Finding("base", Severity.OK, "There is no snapshot yet, and nothing that should be in one.", "snapshot")
    return Finding("base", Severity.OK, f"A whole snapshot base is there ({base[:12]}).", "snapshot")


def _vectors(read: _Reading, snapshot: Snapshot, embedder: Embedder, limits: Limits) -> list[Finding]:
    if not read.items:
        return [Finding("vectors", Severity.OK, "There is nothing to embed.", "vectors")]
    if not snapshot.fingerprint or snapshot.fingerprint != embedder.fingerprint:
        what = "The catalogue was not read by the embedder that is configured, so nothing is found by content."
        return [Finding("vectors_absent", Severity.ERROR, what, "vectors", REINDEX)]
    return [_stale(read), _wordless(read, limits), _fit(read, limits)]


def _stale(read: _Reading) -> Finding:
    what = f"{read.stale} of {read.items} items have a text that was not embedded."
    if not read.stale:
        return Finding("vectors", Severity.OK, what, "vectors")
    what_to_do = "A running service embeds them by itself; if they stay, look at its log for the embedder's error."
    return Finding("vectors_stale", Severity.WARNING, what, "vectors", what_to_do)


def _wordless(read: _Reading, limits: Limits) -> Finding:
    what = f"{read.wordless} of {read.items} items have no word that the embedder knows."
    if read.wordless * 100 <= limits.most_new_percent * read.items:
        return Finding("words", Severity.OK, what, "vectors")
    return Finding("words_unknown", Severity.WARNING, what, "vectors", f"{REINDEX} Describe items in more words.")


def _fit(read: _Reading, limits: Limits) -> Finding:
    what = f"{read.unfitted} of {read.items} items came after the embedder was fitted."
    if read.unfitted * 100 <= limits.most_new_percent * read.items:
        return Finding("fit", Severity.OK, what, "vectors")
    return Finding("fit_stale", Severity.WARNING, what, "vectors", REINDEX)


async def _index(index: VectorIndex, snapshot: Snapshot) -> list[Finding]:
    if not snapshot.fingerprint:
        return []
    try:
        await index.open()
        if index.fingerprint is None:
            return [Finding("index_missing", Severity.ERROR, "There is no vector index.", "index", REINDEX)]
        if index.fingerprint != snapshot.fingerprint:
            what = f"The index was made by {index.fingerprint}, the snapshot by {snapshot.fingerprint}."
            return [Finding("index_strange", Severity.ERROR, what, "index", REINDEX)]
        return [*await _sampled(index, snapshot)]
    except IndexUnavailable as error:
        return [
            Finding("index_unavailable", Severity.ERROR, error.message, "index", "See the message; then try again.")
        ]


async def index_trouble(index: VectorIndex, snapshot: Snapshot) -> str:
    """Ask the index for the neighbours of one item, for a quick look while it runs.

    Returns:
        What is wrong and what to do; empty where it answers, or where nothing is to be found in it yet.
    """
    rows = np.flatnonzero(snapshot.alive & snapshot.has_vector)[:1]
    if not len(rows):
        return ""
    try:
        found = await index.query(from_levels(snapshot.vectors[rows]), 1)
    except IndexUnavailable as error:
        return f"{error.title} ({error.code}); answers do without it. 'frankly doctor' says more."
    return "" if found[0] else f"The index found nothing for a vector of the catalogue. {REINDEX}"


async def _sampled(index: VectorIndex, snapshot: Snapshot) -> list[Finding]:
    rows = np.flatnonzero(snapshot.alive & snapshot.has_vector)
    if not len(rows):
        return []
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(np.int64))]
    ids, vectors = [snapshot.item_ids[row] for row in rows.tolist()], from_levels(snapshot.vectors[rows])
    stored = await index.stored(ids)
    missing = [item for item in ids if item not in stored]
    differs = [item for at, item in enumerate(ids) if item in stored and stored[item] @ vectors[at] < _SAME]
    lost = 0
    for start in range(0, len(ids), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        found = await index.query(vectors[part], _NEAREST)
        lost += sum(
            not _finds_itself(snapshot, row, near) for row, near in zip(rows[part].tolist(), found, strict=True)
        )
    return [
        _sample("index", "index_lacks", len(missing), len(ids), "are missing from the index"),
        _sample("index_vectors", "index_stale", len(differs), len(ids), "have another vector in the index"),
        _sample("index_queries", "index_loses", lost, len(ids), "are not found by their own vector"),
    ]


def _finds_itself(snapshot: Snapshot, row: int, near: tuple[str, ...]) -> bool:
    """Whether the item, or one with practically the same vector, is among the nearest."""
    if snapshot.item_ids[row] in near:
        return True
    others = [snapshot.row_of[item] for item in near if item in snapshot.row_of]
    vectors = from_levels(snapshot.vectors[[row, *others]])
    return bool(len(others) and (vectors[1:] @ vectors[0]).max() >= _SAME)


def _sample(fine: str, code: str, number: int, sample: int, what: str) -> Finding:
    sentence = f"{number} of {sample} sampled items {what}."
    if not number:
        return Finding(fine, Severity.OK, sentence, "index")
    return Finding(code, Severity.ERROR, sentence, "index", REINDEX)


def _disk(data: Path, limits: Limits) -> Finding:
    try:
        free_mb = shutil.disk_usage(data).free >> 20
    except OSError as error:
        what = f"The data folder {data} cannot be looked at ({error.strerror})."
        return Finding("disk", Severity.ERROR, what, "disk", "Create it, or set FRANKLY_DATA to another folder.")
    what = f"{free_mb} MB are free where the data folder lies."
    if free_mb < limits.least_free_mb:
        what_to_do = f"Free space: under {limits.least_free_mb} MB a re-index or an import may fail."
        return Finding("disk_low", Severity.WARNING, what, "disk", what_to_do)
    return Finding("disk", Severity.OK, what, "disk")
