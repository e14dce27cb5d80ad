"""Catalogues, people and surfaces for property tests: sizes are drawn by hypothesis, their content from a drawn seed.

So a failing example shrinks to few items and acts, and a catalogue of 100,000 items is made by the same code in a
second. Nothing here is realistic; everything that the stages treat differently occurs often.
"""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.snapshot import LEVELS, NEVER_MS, Labels, Snapshot, SparseRows, Statistics
from frankly.domain.deciding.training import MODEL_UNITS, MODELS
from frankly.domain.ids import FactId, ItemId, SnapshotId
from frankly.domain.person.consent import Consent, ConsentInput, EvidenceGroup, Purpose
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, FactField, FactKind, PersonRecord
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs

NOW = EpochMs(1_790_000_000_000)
"""The moment at which everything here is asked."""

PPM = 1_000_000
REGIONS = ("DE", "DE-BE", "AT")
SEGMENTS = ("night-owls", "gardeners")
ROLES = {"teacher": ("tag1", "category1"), "gift": ("tag2", "tag3"), "evening": ("tag1",), "phone": ("category2",)}
"""Role, intent, part of the day, device → labels that it stands for."""

SOURCES = (
    "content because_you_liked item_item transitions low_rank ease directed_ease stated_interests "
    "stated_role_intent context_item basket recently_viewed continue popular popular_in_category "
    "popular_in_region popular_in_segment trending new search_match moment editorial serendipity occasion"
).split()


def labels(rng: Generator, name: str, rows: int, kinds: int, most: int) -> Labels:
    """Up to `most` labels an item, named `name0`, `name1` and so on."""
    codes = np.sort(rng.integers(0, max(kinds, 1), (rows, most)), axis=1)
    kept = np.arange(most)[None, :] < rng.integers(0, most + 1, rows)[:, None]
    kept[:, 1:] &= codes[:, 1:] != codes[:, :-1]
    indptr = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64)
    indices = codes[kept].astype(np.int32)
    values = np.zeros(len(indices), np.int32)
    values[indptr[:-1][np.diff(indptr) > 0]] = 1
    names = [f"{name}{code}" for code in range(kinds)]
    return Labels(names, {known: code for code, known in enumerate(names)}, SparseRows(indptr, indices, values))


def main_codes(table: Labels) -> NDArray[np.int32]:
    """Code of each row's first label, -1 where it has none."""
    rows = table.by_item
    return np.array(
        [codes[0] if len(codes := rows.row(row)[0]) else -1 for row in range(len(rows.indptr) - 1)], np.int32
    )


def sparse(rng: Generator, rows: int, neighbours: int) -> SparseRows:
    """Item by item, up to so many neighbours a row, in ten-thousandths."""
    most = min(neighbours, rows)
    lengths = rng.integers(0, most + 1, rows)
    starts = rng.integers(0, max(rows, 1), rows)
    columns = [np.sort((starts[row] + np.arange(lengths[row])) % rows) for row in range(rows)]
    indices = np.concatenate([np.empty(0, np.int64), *columns]).astype(np.int32)
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return SparseRows(indptr, indices, rng.integers(1, 2 * MODEL_UNITS, len(indices)).astype(np.int32))


def statistics(rng: Generator, rows: int, neighbours: int = 8) -> Statistics:
    """Statistics over everyone's acts, with cohorts of two regions and two segments."""

    def column(most: int) -> NDArray[np.int32]:
        return rng.integers(0, most, rows).astype(np.int32)

    def cohort() -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        chosen = np.flatnonzero(rng.random(rows) < 0.3).astype(np.int32)
        return (
            chosen,
            rng.integers(1, PPM + 1, len(chosen)).astype(np.int32),
            rng.integers(20, 90, len(chosen)).astype(np.int32),
        )

    return Statistics(
        people=1000,
        popular=column(6) * (PPM // 5),
        popular_people=column(1000),
        trending=column(6) * (PPM // 5) * (column(3) == 0),
        trending_people=column(100),
        by_region={region: cohort() for region in REGIONS[:2]},
        by_segment={segment: cohort() for segment in SEGMENTS},
        made_ms=NOW - DAY_MS,
        models={name: sparse(rng, rows, neighbours) for name in MODELS},
    )


def vectors(rng: Generator, rows: int, dimensions: int) -> NDArray[np.int16]:
    """Unit vectors around a few centres, as levels; one in ten rows has none."""
    centres = rng.normal(size=(6, dimensions))
    raw = centres[rng.integers(0, 6, rows)] + 0.7 * rng.normal(size=(rows, dimensions))
    unit = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)
    unit[rng.random(rows) < 0.1] = 0
    levels: NDArray[np.int16] = np.rint(unit * LEVELS).astype(np.int16)
    return levels


def snapshot(seed: int, rows: int, *, dimensions: int = 8, kinds: int = 5, neighbours: int = 8) -> Snapshot:
    """A catalogue of some items, among them deleted, sold-out, expired, rated, limited and sensitive ones."""
    rng = default_rng(seed)

    def mostly(share: float) -> NDArray[np.bool_]:
        return rng.random(rows) < share

    ids = [ItemId(f"i{row}") for row in range(rows)]
    alive = mostly(0.95)
    categories, creators = labels(rng, "category", rows, kinds, 2), labels(rng, "creator", rows, kinds, 1)
    levels = vectors(rng, rows, dimensions)
    return Snapshot(
        id=SnapshotId(f"drawn{seed}:1"),
        position=1,
        item_ids=ids,
        row_of={item: row for row, item in enumerate(ids) if alive[row]},
        alive=alive,
        available=mostly(0.9),
        available_from_ms=np.where(mostly(0.95), 0, NOW + 1),
        available_until_ms=np.where(mostly(0.95), NEVER_MS, NOW),
        first_available_ms=NOW - rng.integers(-5, 200, rows) * DAY_MS,
        age_rating=rng.choice(np.array([-1] * 9 + [0, 12, 16, 18], np.int16), rows),
        markets=_rarely(rng, "market", rows, 2),
        sensitive=_rarely(rng, "health", rows, 1),
        categories=categories,
        tags=labels(rng, "tag", rows, kinds, 3),
        creators=creators,
        words=labels(rng, "word", rows, 4 * kinds, 3),
        main_category=main_codes(categories),
        main_creator=main_codes(creators),
        vectors=levels,
        has_vector=np.any(levels != 0, axis=1),
        statistics=statistics(rng, rows, neighbours),
    )


def _rarely(rng: Generator, name: str, rows: int, kinds: int) -> Labels:
    """One label for one item in ten."""
    carries = rng.random(rows) < 0.1
    codes = rng.integers(0, kinds, int(carries.sum())).astype(np.int32)
    indptr = np.concatenate([[0], np.cumsum(carries)]).astype(np.int64)
    names = [f"{name}{code}" for code in range(kinds)]
    by_item = SparseRows(indptr, codes, np.ones(len(codes), np.int32))
    return Labels(names, {known: code for code, known in enumerate(names)}, by_item)


def history(seed: int, items: Sequence[str], acts: int, *, years: int = 1) -> History:
    """Acts of every kind on some items (and on one that nobody has), oldest first, a few of them in the future."""
    rng = default_rng(seed)
    kinds = rng.integers(0, len(EventKind), acts).astype(np.int8)
    at_ms = np.sort(NOW - rng.integers(-2 * DAY_MS, 365 * years * DAY_MS, acts) // (DAY_MS // 4) * (DAY_MS // 4))
    is_search = kinds == EVENT_CODES[EventKind.SEARCH]
    known = [*items, "gone"]
    chosen = rng.integers(0, len(known), acts).tolist()
    return History(
        event_ids=tuple(f"a{number:05}" for number in range(acts)),
        kinds=kinds,
        item_ids=tuple("" if search else known[index] for index, search in zip(chosen, is_search, strict=True)),
        at_ms=at_ms,
        values=np.where(kinds == EVENT_CODES[EventKind.RATE], rng.integers(1, 6, acts), 1).astype(np.int32),
        queries=tuple("tag1 stories" if search else "" for search in is_search),
    )


STATED = (
    (FactKind.INTEREST, FactField.CATEGORY, "category1"),
    (FactKind.INTEREST, FactField.TAG, "tag2"),
    (FactKind.INTEREST, FactField.CREATOR, "creator0"),
    (FactKind.AVERSION, FactField.TAG, "tag3"),
    (FactKind.ROLE, None, "teacher"),
    (FactKind.INTENT, None, "gift"),
    (FactKind.REGION, None, "DE-BE"),
    (FactKind.MARKET, None, "market0"),
    (FactKind.BIRTH_YEAR, None, "2012"),
    (FactKind.BIRTH_YEAR, None, "1980"),
)


def fact(kind: FactKind, field: FactField | None, value: str, *, expires: int | None = None) -> Fact:
    """A stated fact."""
    return Fact(
        kind=kind,
        field=field,
        value=value,
        expires=None if expires is None else EpochMs(expires),
        id=FactId(f"{kind}-{field}-{value}"),
        status="stated",
        origin="person",
        at=EpochMs(NOW - DAY_MS),
    )


def record(seed: int, snapshot: Snapshot, acts: int, *, key: str = "ada") -> PersonRecord:
    """Someone with acts, some stated facts (a few of them expired) and impressions."""
    rng = default_rng([seed, 1])
    facts = [fact(*said, expires=NOW if rng.random() < 0.1 else None) for said in STATED if rng.random() < 0.5]
    seen = {str(item): (int(rng.integers(1, 6)), NOW - DAY_MS) for item in snapshot.item_ids[:50] if rng.random() < 0.2}
    return PersonRecord(key, tuple(facts), None, history(seed, snapshot.item_ids[:200], acts), seen, is_known=True)


def surface(seed: int, rows: int = 40, *, size: int = 6) -> Surface:
    """A surface with every source, any weights and limits, caps, floors, an exploring slot and editors' acts."""
    rng = default_rng([seed, 2])

    def share(*choices: float) -> str:
        return str(rng.choice(choices))

    def cap() -> int | None:
        return int(rng.integers(1, 4)) if rng.random() < 0.5 else None

    def item() -> str:
        return f"i{rng.integers(0, max(rows, 1))}"

    def decays() -> dict[str, object]:
        return {"half_life_days": int(rng.integers(1, 400)), "lag_power": share(0, 0.5, 2)}

    boosts = [
        {
            "because": f"reason {number % 2}",
            "match": {"tag": f"tag{number}"},
            "weight": share(0.1, 2.5),
            "sponsored": number == 1,
        }
        for number in range(rng.integers(0, 4))
    ]
    slots = rng.integers(1, 9, rng.integers(0, 3)).tolist()
    pins = [{"because": "a reason", "item": item(), "slot": slot} for slot in slots]
    return Surface.model_validate(
        {
            "name": "home",
            "size": size,
            "sources": {
                name: {"weight": share(0, 0.3, 1, 100), "limit": int(rng.choice([0, 5, 100]))}
                | (
                    {"half_life_days": int(rng.integers(1, 400)), "lag_power": share(0, 0.5, 2)}
                    if name in MODELS
                    else {}
                )
                for name in SOURCES
            },
            "filters": {
                "max_impressions": int(rng.integers(0, 4) * 2),
                "unknown_age_rating": str(rng.choice(["allow", "drop"])),
                "consumed": [["purchase", "complete"], [], ["rate", "view"]][rng.integers(0, 3)],
            },
            "diversity": {
                "mmr_lambda": share(0, 0.5, 0.8, 1),
                "outside_share": share(0, 0.2, 0.5),
                "editorial_share": share(0, 0.2, 0.5),
                "recency_share": share(0, 0.2, 0.5),
                "new_days": int(rng.choice([1, 7, 30])),
                "max_per_creator": cap(),
                "max_per_category": cap(),
            },
            "exploration": {"epsilon": share(0, 0.1, 0.5, 1), "slot": int(rng.integers(1, size + 1)), "reserve": 7},
            "editorial": {
                "pins": pins,
                "boosts": boosts,
                "buries": [{"because": "a reason", "match": {"item": item()}}] if rng.random() < 0.3 else [],
            },
        }
    )


seeds = st.integers(0, 2**32 - 1)
"""Seeds of the bulk."""

contexts: st.SearchStrategy[RequestContext] = st.builds(
    RequestContext,
    item=st.sampled_from([None, "i0", "i3", "gone"]),
    query=st.sampled_from([None, "tag1 word2 stories", "creator0"]),
    basket=st.sampled_from([(), ("i1",), ("i1", "i2", "gone")]),
    part_of_day=st.sampled_from([None, "evening"]),
    device=st.sampled_from([None, "phone"]),
    region=st.sampled_from([None, "DE-BE", "AT", "FR"]),
    market=st.none(),
)
"""The moment's own facts."""

consents: st.SearchStrategy[ConsentInput | None] = st.none() | st.builds(
    Consent,
    purposes=st.dictionaries(st.sampled_from(Purpose), st.booleans(), max_size=3),
    evidence=st.dictionaries(st.sampled_from(EvidenceGroup), st.booleans(), max_size=4),
    sensitive=st.dictionaries(st.just("health0"), st.booleans()),
    at=st.just(NOW),
)
"""What people decide."""


def snapshots(most_rows: int = 40) -> st.SearchStrategy[Snapshot]:
    """Catalogues of any size up to `most_rows`, none included."""
    return st.builds(snapshot, seeds, st.integers(0, most_rows))
