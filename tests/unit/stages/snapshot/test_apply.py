from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.deciding.snapshot import Labels, Snapshot
from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import EpochMs
from frankly.stages.snapshot.apply import apply, attach
from frankly.stages.snapshot.build import empty_snapshot
from frankly.stages.snapshot.columns import from_levels, levels, text_hash
from frankly.stages.snapshot.naming import parsed
from tests.snapshots import item, items, same, snapshot_of, vectors_of

COLUMNS = ("available", "available_from_ms", "available_until_ms", "first_available_ms", "age_rating", "text_hashes")
LABELS = ("categories", "tags", "creators", "markets", "sensitive")


def change(sequence: int, after: Item | None, key: str | None = None) -> ItemChange:
    return ItemChange(sequence=sequence, id=key or after.id, item=after, at=EpochMs(0))  # type: ignore[union-attr,arg-type]


def read(snapshot: Snapshot, *texts: Item) -> Snapshot:
    """The snapshot after an embedder has read some texts."""
    vectors = levels(vectors_of(texts))
    stored = [(text.id, text_hash(text), row) for text, row in zip(texts, vectors, strict=True)]
    return attach(snapshot, stored, snapshot.read_to + len(texts))


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
    assert changed == {"available", "id", "position", "origin"}
    assert after.available.tolist() == [True, True, False, True, True]
    assert snapshot.available.all()


def test_the_id_names_base_and_position() -> None:
    after = apply(snapshot_of(items(3)), [change(7, item(1, stock=0)), change(8, item(2, stock=0))])
    assert (after.id, after.position) == ("draft:8", 8)


def test_new_items_stand_behind_the_base_in_order_of_id() -> None:
    snapshot = snapshot_of(items(5), with_statistics=True)
    after = apply(snapshot, [change(6, item(70, tags=("never seen",)))])
    after = read(apply(after, [change(7, item(60))]), item(60), item(70, tags=("never seen",)))
    assert (len(snapshot), list(after.item_ids[5:]), after.row_of["i070"]) == (5, ["i060", "i070"], 6)
    assert said_of(after, "i070") == said_of(snapshot_of([item(70, tags=("never seen",))]), "i070")
    assert len(after.statistics.popular) == len(after.statistics.trending_people) == 7
    assert after.statistics.model("item_item").row(5)[0].tolist() == []


def test_a_deleted_item_of_the_base_leaves_a_dead_row_and_comes_back_into_it() -> None:
    snapshot = snapshot_of(items(3))
    gone = apply(snapshot, [change(4, None, "i001")])
    assert (len(gone), "i001" in gone.row_of, gone.alive.tolist()) == (3, False, [True, False, True])
    assert not gone.vectors[1].any()
    assert gone.categories.by_item.row(1)[0].tolist() == []
    back = apply(gone, [change(5, item(1))])
    assert differences(back, apply(snapshot, [change(5, item(1))])) == []
    assert said_of(back, "i001") == said_of(snapshot, "i001")


def test_a_deleted_item_that_came_after_the_base_leaves_nothing() -> None:
    snapshot = snapshot_of(items(3))
    came = apply(snapshot, [change(4, item(9, tags=("never seen",)))])
    assert differences(apply(came, [change(5, None, "i009")]), apply(snapshot, [change(5, None, "i009")])) == []


def test_deleting_what_is_not_there_changes_nothing_but_the_position() -> None:
    snapshot = snapshot_of(items(2))
    after = apply(snapshot, [change(5, None, "nobody")])
    assert (after.position, after.row_of, after.alive.tolist()) == (5, snapshot.row_of, [True, True])


def test_the_last_of_several_changes_counts() -> None:
    after = apply(snapshot_of(items(2)), [change(3, item(0, stock=0)), change(4, None, "i001"), change(5, item(0))])
    assert after.available.tolist() == [True, False]
    assert list(after.row_of) == ["i000"]


def test_a_new_text_without_a_vector_loses_the_old_vector() -> None:
    snapshot = snapshot_of(items(3))
    other = item(1, description="Something else altogether.")
    after = apply(snapshot, [change(4, other)])
    assert (after.has_vector.tolist(), after.text_hashes[1]) == ([True, False, True], 0)
    assert dict(after.unread) == {"i001": text_hash(other)}
    known = read(after, other)
    assert known.has_vector.all()
    assert known.text_hashes[1] == text_hash(other)
    assert np.allclose(from_levels(known.vectors)[1], vectors_of([other])[0], atol=1e-4)
    assert (known.id, dict(known.unread)) == ("draft:4", {})


def test_the_text_of_the_base_has_the_vector_of_the_base_again() -> None:
    snapshot = snapshot_of(items(3))
    other = apply(snapshot, [change(4, item(1, description="Something else altogether."))])
    back = apply(other, [change(5, item(1))])
    assert np.array_equal(back.vectors, snapshot.vectors)
    assert (back.id, dict(back.unread)) == ("draft:5", {})


def test_the_id_tells_which_texts_are_unread() -> None:
    snapshot = snapshot_of(items(3))
    first = apply(snapshot, [change(4, item(1, title="Other")), change(5, item(2, title="Other"))])
    one, two = read(first, item(1, title="Other")), read(first, item(2, title="Other"))
    names = [parsed(each.id) for each in (snapshot, first, one, two)]
    assert [(name.base, name.position, name.read_to) for name in names] == [
        ("draft", 3, None),
        ("draft", 5, 0),
        ("draft", 5, 1),
        ("draft", 5, 1),
    ]
    assert len({first.id, one.id, two.id}) == 3


def test_vectors_for_what_is_gone_or_says_something_else_are_left_out() -> None:
    snapshot = apply(snapshot_of(items(2)), [change(3, item(1, title="Other"))])
    level = np.ones(4, np.int16)
    after = attach(snapshot, [(ItemId("nobody"), 1, level), (ItemId("i001"), text_hash(item(1)), level)], 7)
    assert differences(after, snapshot) == ["id", "read_to"]
    assert attach(after, [], 7) is after


def test_changed_labels_keep_those_of_the_rows_around_them() -> None:
    snapshot = snapshot_of(items(6))
    changed = item(3, tags=("new",), categories=(), creators=("writer 0", "writer 1", "x"))
    after = read(apply(snapshot, [change(7, changed)]), changed)
    for number in (0, 1, 2, 4, 5):
        assert said_of(after, f"i{number:03}") == said_of(snapshot, f"i{number:03}")
    assert said_of(after, "i003") == said_of(snapshot_of([changed]), "i003")


def test_a_catalogue_can_grow_out_of_nothing() -> None:
    after = apply(empty_snapshot(), [change(each, item(each)) for each in range(1, 4)])
    assert (len(after), after.position, after.id) == (3, 3, "empty:3")
    assert not after.has_vector.any()


texts: dict[str, dict[str, object]] = {
    "stock": {"stock": 0},
    "text": {"description": "Quite another text."},
    "labels": {"categories": ("z", "c1"), "tags": (), "markets": ("FR",), "sensitive": ("health",)},
    "new labels": {"categories": ("y", "a"), "creators": ("Zoe Young", "writer 1")},
    "as before": {},
}
edits = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["delete", *texts])), max_size=25)
steps = st.lists(st.integers(1, 9), min_size=1, max_size=25)


def changes_of(given: list[tuple[int, str]]) -> list[ItemChange]:
    return [
        change(10 + place, None if what == "delete" else item(number, **texts[what]), f"i{number:03}")
        for place, (number, what) in enumerate(given)
    ]


def followed(snapshot: Snapshot, changes: list[ItemChange], steps: list[int], *, reading: bool) -> Snapshot:
    """The snapshot after changes in steps of these sizes, over and over; texts are read after each one, or never."""
    done = 0
    while done < len(changes):
        part = changes[done : done + steps[done % len(steps)]]
        snapshot, done = apply(snapshot, part), done + len(part)
        if reading:
            snapshot = read(snapshot, *(each.item for each in part if each.item is not None))
    return snapshot


def differences(one: Snapshot, other: Snapshot) -> list[str]:
    """Names of the fields in which two snapshots differ."""
    return [part.name for part in fields(one) if not same(getattr(one, part.name), getattr(other, part.name))]


@given(edits, steps, steps, st.booleans())
def test_any_steps_lead_to_the_same_snapshot(
    given: list[tuple[int, str]], some: list[int], others: list[int], empty: bool
) -> None:
    changes, base = changes_of(given), empty_snapshot() if empty else snapshot_of(items(8), with_statistics=True)
    at_once, single = apply(base, changes), followed(base, changes, [1], reading=False)
    assert differences(at_once, single) == []
    assert list(at_once.row_of) == list(single.row_of)
    assert (
        differences(followed(base, changes, some, reading=False), followed(base, changes, others, reading=False)) == []
    )


@given(edits, steps)
def test_when_a_text_was_read_makes_no_difference(given: list[tuple[int, str]], some: list[int]) -> None:
    changes, base = changes_of(given), snapshot_of(items(8))
    newest = {each.id: each.item for each in changes}
    late = read(apply(base, changes), *(each for each in newest.values() if each is not None))
    early = followed(base, changes, some, reading=True)
    assert set(differences(late, early)) <= {"read_to"}
    assert early.id == late.id
    assert not early.unread


@given(edits, steps)
def test_carried_forward_in_any_steps_a_snapshot_says_what_a_fresh_one_says(
    given: list[tuple[int, str]], some: list[int]
) -> None:
    changes = changes_of(given)
    snapshot = followed(snapshot_of(items(8)), changes, some, reading=True)
    catalogue = {each.id: each for each in items(8)}
    for each in changes:
        catalogue.pop(each.id, None)
        catalogue |= {} if each.item is None else {each.item.id: each.item}
    assert snapshot.row_of.keys() == catalogue.keys()
    if catalogue:
        fresh = snapshot_of([catalogue[key] for key in sorted(catalogue)])
        assert [said_of(snapshot, key) for key in fresh.item_ids] == [said_of(fresh, key) for key in fresh.item_ids]
