"""Going back to an earlier base, over both stores of bases."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from frankly.adapters.files.snapshots import FileSnapshots
from frankly.domain.deciding.snapshot import Snapshot
from frankly.errors import Invalid, NotFound
from frankly.pipelines.rolling_back import roll_back
from frankly.ports.searching.snapshots import SnapshotStore
from frankly.testing import situations as drawn
from frankly.testing.memory.snapshots import MemorySnapshots


@pytest.fixture(params=["memory", "files"])
def snapshots(request: pytest.FixtureRequest, tmp_path: Path) -> SnapshotStore:
    return MemorySnapshots() if request.param == "memory" else FileSnapshots(tmp_path)


def made(number: int) -> Snapshot:
    snapshot = drawn.snapshot(number, 6)
    return replace(snapshot, statistics=replace(snapshot.statistics, made_ms=number, acts=number))


def saved(snapshots: SnapshotStore, *numbers: int) -> list[str]:
    return [snapshots.save(made(number), b"state").id.partition(":")[0] for number in numbers]


def test_the_one_before_is_the_one_that_the_current_base_followed(snapshots: SnapshotStore) -> None:
    first, second, third = saved(snapshots, 1, 2, 3)
    assert roll_back(snapshots).id == second
    assert snapshots.current() == second
    assert roll_back(snapshots).id == first
    with pytest.raises(NotFound, match="no base before"):
        roll_back(snapshots)
    (fourth,) = saved(snapshots, 4)
    assert roll_back(snapshots).id == first, "not the third, which nobody wanted any more"
    assert {record.id for record in snapshots.bases()} == {first, second, third, fourth}


def test_a_base_is_named_by_its_first_letters(snapshots: SnapshotStore) -> None:
    first, second = saved(snapshots, 1, 2)
    length = next(end for end in range(1, 33) if first[:end] != second[:end])
    assert roll_back(snapshots, first[:length]).id == first
    assert roll_back(snapshots, second).id == second
    for wrong in ("", "zzz", "../elsewhere"):
        with pytest.raises(NotFound, match="--list"):
            roll_back(snapshots, wrong)
    assert snapshots.current() == second


def test_letters_that_several_share_name_none(snapshots: SnapshotStore) -> None:
    # Of 17 bases two begin alike.
    ids = saved(snapshots, *range(1, 18))
    shared = next(letter for letter in "0123456789abcdef" if sum(one.startswith(letter) for one in ids) > 1)
    with pytest.raises(Invalid, match="begin with"):
        roll_back(snapshots, shared)


def test_bases_tell_what_is_in_them(snapshots: SnapshotStore) -> None:
    first, second = saved(snapshots, 1, 2)
    one, other = snapshots.bases()
    assert (one.id, one.before, one.is_current) == (first, None, False)
    assert (other.id, other.before, other.is_current) == (second, first, True)
    snapshot = made(2)
    assert (other.made, other.people, other.acts) == (2, snapshot.statistics.people, 2)
    assert other.items == len(snapshot.row_of)
    assert other.models == {name: len(model.values) for name, model in snapshot.statistics.models.items()}


def test_saving_the_same_again_changes_nothing(snapshots: SnapshotStore) -> None:
    first, second, again = saved(snapshots, 1, 2, 2)
    assert second == again
    assert roll_back(snapshots).id == first


def cut_short(folder: Path) -> None:
    with (folder / "saved.jsonl").open("ab") as file:
        file.write(b'{"base": "aaa", "bef')


def lost(folder: Path) -> None:
    (folder / "saved.jsonl").unlink()


@pytest.mark.parametrize("damage", [cut_short, lost])
def test_a_damaged_record_of_saves_costs_no_base(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    snapshots = FileSnapshots(tmp_path)
    first, second = saved(snapshots, 1, 2)
    damage(tmp_path / "snapshots")
    (third,) = saved(snapshots, 3)
    assert [record.id for record in snapshots.bases()][-1] == third
    assert roll_back(snapshots).id == second
    assert roll_back(snapshots, first).id == first


def test_a_damaged_base_is_not_offered(tmp_path: Path) -> None:
    snapshots = FileSnapshots(tmp_path)
    first, second = saved(snapshots, 1, 2)
    (tmp_path / "snapshots" / first / "manifest.json").write_text("{}")
    assert [record.id for record in snapshots.bases()] == [second]
    with pytest.raises(NotFound):
        roll_back(snapshots)
    assert snapshots.current() == second
