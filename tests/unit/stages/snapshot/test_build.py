import numpy as np

from frankly.domain.deciding.snapshot import LEVELS, NEVER_MS
from frankly.stages.snapshot.build import SnapshotBuilder, empty_snapshot
from frankly.stages.snapshot.columns import from_levels, levels, needs_vector, text_hash
from tests.snapshots import NOW, item, items, snapshot_of, vectors_of


def test_an_empty_snapshot_has_no_rows() -> None:
    snapshot = empty_snapshot()
    assert (len(snapshot), snapshot.position, snapshot.id) == (0, 0, "empty:0")
    assert snapshot.vectors.shape == (0, 0)


def test_columns_say_what_the_items_say() -> None:
    given = [
        item(0, stock=0),
        item(1, available=False, available_from=5, available_until=9, age_rating=16, first_available=None),
        item(2, markets=("DE", "FR"), sensitive=("health",), stock=3),
    ]
    snapshot = snapshot_of(given)
    assert snapshot.item_ids == ("i000", "i001", "i002")
    assert snapshot.available.tolist() == [False, False, True]
    assert snapshot.available_from_ms.tolist() == [0, 5, 0]
    assert snapshot.available_until_ms.tolist() == [NEVER_MS, 9, NEVER_MS]
    assert snapshot.first_available_ms.tolist() == [NOW, 0, given[2].first_available]
    assert snapshot.age_rating.tolist() == [-1, 16, -1]
    assert [len(snapshot.markets.by_item.row(row)[0]) for row in range(3)] == [0, 0, 2]
    assert snapshot.sensitive.names == ("health",)


def test_labels_keep_the_order_of_the_item_and_mark_the_first() -> None:
    snapshot = snapshot_of([item(0, categories=("b", "a", "b")), item(1, categories=()), item(2, categories=("a",))])
    codes, firsts = snapshot.categories.by_item.row(0)
    assert [snapshot.categories.names[code] for code in codes.tolist()] == ["b", "a"]
    assert firsts.tolist() == [1, 0]
    assert [None if code < 0 else snapshot.categories.names[code] for code in snapshot.main_category.tolist()] == [
        "b",
        None,
        "a",
    ]


def test_batches_make_no_difference() -> None:
    given, whole, parted = items(50), SnapshotBuilder("e"), SnapshotBuilder("e")
    whole.add(given, vectors_of(given))
    for start in range(0, 50, 7):
        parted.add(given[start : start + 7], vectors_of(given[start : start + 7]))
    one, other = whole.finish(3), parted.finish(3)
    assert one.id == other.id
    assert np.array_equal(one.vectors, other.vectors)
    assert np.array_equal(one.tags.by_item.indices, other.tags.by_item.indices)
    assert one.tags.names == other.tags.names


def test_levels_are_rounded_once_and_point_where_the_vector_points() -> None:
    vectors = np.array([[1.0, -1.0, 0.5, 1.6 / LEVELS], [0, 0, 0, 0]], np.float32)
    assert levels(vectors).tolist() == [[LEVELS, -LEVELS, round(0.5 * LEVELS), 2], [0, 0, 0, 0]]
    back = from_levels(levels(vectors_of(items(20))))
    assert np.allclose(np.sum(back * vectors_of(items(20)), axis=1), 1, atol=1e-6)
    assert not from_levels(levels(vectors))[1].any()


def test_rows_of_zeros_have_no_vector() -> None:
    builder = SnapshotBuilder("e")
    builder.add(items(2), np.array([[1, 0], [0, 0]], np.float32))
    assert builder.finish(2).has_vector.tolist() == [True, False]


def test_without_an_embedder_no_text_counts_as_read() -> None:
    builder = SnapshotBuilder()
    builder.add(items(2))
    snapshot = builder.finish(2)
    assert snapshot.text_hashes.tolist() == [0, 0]
    assert needs_vector(snapshot, item(0))


def test_only_a_new_text_needs_a_vector() -> None:
    snapshot = snapshot_of(items(3))
    assert not needs_vector(snapshot, item(1, stock=0))
    assert needs_vector(snapshot, item(1, description="Something else."))
    assert needs_vector(snapshot, item(9))
    assert text_hash(item(1)) != text_hash(item(2))
