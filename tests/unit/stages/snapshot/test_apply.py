from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.item import Item, ItemChange
from frankly.domain.snapshot import Labels, Snapshot
from frankly.domain.time import EpochMs
from frankly.stages.snapshot.apply import apply, attach
from frankly.stages.snapshot.build import empty_snapshot
from frankly.stages.snapshot.columns import from_levels, text_hash
from tests.snapshots import item, items, snapshot_of, vectors_of

COLUMNS = ("available", "available_from_ms", "available_until_ms", "first_available_ms", "age_rating", "text_hashes")
LABELS = ("categories", "tags", "creators", "markets", "sensitive")


def change(sequence: int, after: Item | None, key: str | None = None) -> ItemChange:
    return ItemChange(sequence=sequence, id=key or after.id, item=after, at=EpochMs(0))  # type: ignore[union-attr,arg-type]


def vector(of: Item) -> dict[str, Any]:
    return {of.id: vectors_of([of])[0]}


def said_of(snapshot: Snapshot, key: str) -> dict[str, object]:
    """All that a snapshot says of an item, independent of its row."""
    row = snapshot.row_of[key]
    said: dict[str, object] = {name: getattr(snapshot, name)[row].item() for name in COLUMNS}
    for name in LABELS:
        labels: Labels = getattr(snapshot, name)
        said[name] = [labels.names[code] for code in labels.by_item.row(row)[0].tolist()]
    for name, labels in (("main_category", snapshot.categories), ("main_creator", snapshot.creators)):
        code = getattr(snapshot, name)[row]
        said[name] = labels.names[code] if code >= 0 else None
    return said | {"vector": snapshot.vectors[row].tolist(), "has_vector": bool(snapshot.has_vector[row])}


def test_no_change_is_the_same_snapshot() -> None:
    snapshot = snapshot_of(items(3))
    assert apply(snapshot, []) is snapshot


def test_a_sold_out_item_copies_one_column_only() -> None:
    snapshot = snapshot_of(items(5), with_statistics=True)
    after = apply(snapshot, [change(9, item(2, stock=0))])
    changed = {part.name for part in fields(after) if getattr(after, part.name) is not getattr(snapshot, part.name)}
    assert changed == {"available", "id", "position"}
    assert after.available.tolist() == [True, True, False, True, True]
    assert snapshot.available.all()


def test_the_id_names_base_and_position() -> None:
    after = apply(snapshot_of(items(3)), [change(7, item(1, stock=0)), change(8, item(2, stock=0))])
    assert (after.id, after.position) == ("draft:8", 8)


def test_a_new_item_gets_the_next_row() -> None:
    snapshot = snapshot_of(items(5), with_statistics=True)
    after = apply(snapshot, [change(6, item(70, tags=("never seen",)))], vector(item(70)))
    assert (len(snapshot), len(after), after.row_of["i070"]) == (5, 6, 5)
    assert said_of(after, "i070") == said_of(snapshot_of([item(70, tags=("never seen",))]), "i070")
    assert len(after.statistics.popular) == len(after.statistics.trending_people) == 6
    assert after.statistics.model("item_item").row(5)[0].tolist() == []


def test_a_deleted_item_stays_as_a_dead_row_and_comes_back_in_a_new_one() -> None:
    gone = apply(snapshot_of(items(3)), [change(4, None, "i001")])
    assert (len(gone), "i001" in gone.row_of, gone.alive.tolist()) == (3, False, [True, False, True])
    back = apply(gone, [change(5, item(1))], vector(item(1)))
    assert (back.row_of["i001"], back.alive.tolist()) == (3, [True, False, True, True])
    assert back.item_ids[1] == back.item_ids[3] == "i001"


def test_deleting_what_is_not_there_changes_nothing_but_the_position() -> None:
    snapshot = snapshot_of(items(2))
    after = apply(snapshot, [change(5, None, "nobody")])
    assert (after.position, after.row_of, after.alive.tolist()) == (5, snapshot.row_of, [True, True])


def test_the_last_of_several_changes_counts() -> None:
    after = apply(snapshot_of(items(2)), [change(3, item(0, stock=0)), change(4, None, "i001"), change(5, item(0))])
    assert after.available.tolist() == [True, True]
    assert list(after.row_of) == ["i000"]


def test_a_new_text_without_a_vector_loses_the_old_vector() -> None:
    snapshot = snapshot_of(items(3))
    other = item(1, description="Something else altogether.")
    after = apply(snapshot, [change(4, other)])
    assert (after.has_vector.tolist(), after.text_hashes[1]) == ([True, False, True], 0)
    read = attach(after, {"i001": (vectors_of([other])[0], text_hash(other))})
    assert read.has_vector.all()
    assert read.text_hashes[1] == text_hash(other)
    assert np.allclose(from_levels(read.vectors)[1], vectors_of([other])[0], atol=1e-4)


def test_vectors_for_what_is_gone_are_left_out() -> None:
    snapshot = snapshot_of(items(2))
    assert attach(snapshot, {"nobody": (np.ones(4, np.float32), 1)}) is snapshot


def test_changed_labels_keep_those_of_the_rows_around_them() -> None:
    snapshot = snapshot_of(items(6))
    changed = item(3, tags=("new",), categories=(), creators=("writer 0", "writer 1", "x"))
    after = apply(snapshot, [change(7, changed)], vector(changed))
    for number in (0, 1, 2, 4, 5):
        assert said_of(after, f"i{number:03}") == said_of(snapshot, f"i{number:03}")
    assert said_of(after, "i003") == said_of(snapshot_of([changed]), "i003")


def test_a_catalogue_can_grow_out_of_nothing() -> None:
    after = apply(empty_snapshot(), [change(each, item(each)) for each in range(1, 4)])
    assert (len(after), after.position, after.id) == (3, 3, "empty:3")
    assert not after.has_vector.any()


edits = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(["delete", "stock", "text", "labels", "as before"]),
    ),
    max_size=25,
)


@given(edits, st.integers(1, 6))
def test_carried_forward_in_any_steps_a_snapshot_says_what_a_fresh_one_says(
    given: list[tuple[int, str]], step: int
) -> None:
    fields_of: dict[str, dict[str, object]] = {
        "stock": {"stock": 0},
        "text": {"description": "Quite another text."},
        "labels": {"categories": ("z", "c1"), "tags": (), "markets": ("FR",), "sensitive": ("health",)},
        "as before": {},
    }
    changes = [
        change(10 + place, None if what == "delete" else item(number, **fields_of[what]), f"i{number:03}")
        for place, (number, what) in enumerate(given)
    ]
    snapshot, catalogue = snapshot_of(items(8)), {each.id: each for each in items(8)}
    for start in range(0, len(changes), step):
        part = changes[start : start + step]
        made: dict[str, Any] = {}
        for each in part:
            made |= {} if each.item is None else vector(each.item)
        snapshot = apply(snapshot, part, made)
    for each in changes:
        catalogue.pop(each.id, None)
        catalogue |= {} if each.item is None else {each.item.id: each.item}
    assert snapshot.row_of.keys() == catalogue.keys()
    if catalogue:
        fresh = snapshot_of([catalogue[key] for key in sorted(catalogue)])
        assert [said_of(snapshot, key) for key in fresh.item_ids] == [said_of(fresh, key) for key in fresh.item_ids]
