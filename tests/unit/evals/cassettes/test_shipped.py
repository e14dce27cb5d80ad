"""The cassettes that ship: clean, sorted, whole, and recorded by prompts that read as they did."""

from pathlib import Path

import pytest

from frankly.evals.cassettes.files import file_name
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.reading import as_text, read
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.settings import data_folder
from tests.unit.evals.cassettes.recording import book

SHIPPED = sorted((data_folder("evals") / "cassettes").glob("*.jsonl"))


def test_there_are_some() -> None:
    assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nothing_secret_or_personal_stands_in_it(path: Path) -> None:
    scrubber = Scrubber(people={f"reader-{name}": "a person's id" for name in ("mara", "jonas")})
    assert [one.key for one in read(path).values() if scrubber.finds(one)] == []
    assert b"reader-" not in path.read_bytes()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_is_written_as_a_recording_writes_it(path: Path) -> None:
    lines = read(path)
    assert path.read_bytes() == b"".join(as_text(lines[key]) for key in sorted(lines))
    assert {file_name(one.model) for one in lines.values()} == {path.stem}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_its_prompts_read_as_they_did(path: Path) -> None:
    """Where this fails, a released prompt was changed: record again, or take the change back."""
    prompts = KnownPrompts(book())
    assert {one.prompt for one in read(path).values() if not prompts.reads_as(one)} == set()
