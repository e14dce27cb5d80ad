from pathlib import Path

import pytest

from frankly.adapters.files.part_folder import PartFolder
from frankly.domain.campaign.outgoing import PartFile
from frankly.errors import Misconfigured


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_part_is_replaced_whole_and_no_other_is_touched(tmp_path: Path) -> None:
    store = PartFolder(tmp_path / "out")
    await store.put("part-00001-000", [PartFile("part-00001-000.jsonl", b"one")])
    await store.put("part-00002-000", [PartFile("part-00002-000.jsonl", b"two")])
    await store.put("part-00001-000", [PartFile("part-00001-000.jsonl", b"new")])
    assert files(tmp_path / "out") == {"part-00001-000.jsonl": b"new", "part-00002-000.jsonl": b"two"}
    await store.put("part-00001-000", [])
    assert files(tmp_path / "out") == {"part-00002-000.jsonl": b"two"}


async def test_messages_that_an_earlier_attempt_left_are_taken_away(tmp_path: Path) -> None:
    store = PartFolder(tmp_path)
    await store.put("part-1", [PartFile(f"part-1/{no}.eml", b"%d" % no) for no in (1, 2)])
    await store.put("part-1", [PartFile("part-1/2.eml", b"2")])
    assert files(tmp_path) == {"part-1/2.eml": b"2"}
    await store.put("part-1", [])
    assert list(tmp_path.iterdir()) == []


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    await PartFolder(tmp_path).put("part-1", [PartFile("part-1.csv", b"x")])
    assert (tmp_path / "part-1.csv").stat().st_mode & 0o777 == 0o600
    await PartFolder(tmp_path).put("part-2", [PartFile("part-2/1.eml", b"x")])
    assert (tmp_path / "part-2").stat().st_mode & 0o777 == 0o700


async def test_a_part_is_there_in_whatever_form_and_no_other_is(tmp_path: Path) -> None:
    store = PartFolder(tmp_path / "out")
    await store.put("weekly-1-00000-000", [PartFile("weekly-1-00000-000.csv", b"x")])
    await store.put("weekly-1-00001-000", [PartFile("weekly-1-00001-000/1.eml", b"x")])
    assert await store.has("weekly-1-00000-000")
    assert await store.has("weekly-1-00001-000")
    assert not await store.has("weekly-1-00000-00")
    assert not await store.has("weekly-11-00000-000")


def test_a_folder_is_made_for_a_part_and_not_before(tmp_path: Path) -> None:
    PartFolder(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = PartFolder(tmp_path / "file" / "out")
    with pytest.raises(Misconfigured, match="cannot be written"):
        await store.has("part-1")
    with pytest.raises(Misconfigured, match="cannot be written"):
        await store.put("part-1", [])
