"""A copy of decisions is read as it was written; what is not there, or was changed, is told."""

from pathlib import Path

import pytest

from frankly.adapters.files.copied_decisions import CopiedDecisions, copy_out
from frankly.domain.canonical import hash_bytes
from frankly.errors import Invalid, NotFound

PERSON = b'{"person":"ada"}'
NAME = hash_bytes(PERSON)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for number in range(3):
        copy_out(tmp_path, {"id": f"d{number}", "body": {"title": "Zoë – 詩"}}, [(NAME, PERSON)])
    return tmp_path


async def test_records_and_what_they_name_are_read_back(copy: Path) -> None:
    decisions = CopiedDecisions.open(copy)
    assert list(decisions.places) == ["d0", "d1", "d2"]
    assert await decisions.get("d1") == {"id": "d1", "body": {"title": "Zoë – 詩"}}
    assert await decisions.kept("profile", NAME, "d1") == PERSON


async def test_what_was_not_copied_is_not_found(copy: Path) -> None:
    decisions = CopiedDecisions.open(copy)
    assert await decisions.get("d9") is None
    assert await decisions.kept("policies", "0" * 32, "d1") is None
    assert await decisions.kept("profile", f"../kept/{'0' * 32}", "d1") is None


async def test_what_was_changed_in_a_copy_is_found_by_its_name(copy: Path) -> None:
    (copy / "kept" / NAME).write_bytes(b'{"person":"bob"}')
    with pytest.raises(Invalid, match="another hash than its name"):
        await CopiedDecisions.open(copy).kept("profile", NAME, "d0")


def test_a_folder_without_decisions_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="--copy-to"):
        CopiedDecisions.open(tmp_path)
