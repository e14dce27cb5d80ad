from pathlib import Path

import pytest
import yaml

from frankly.adapters.files.surface_edit import NOTE, edited, written
from frankly.errors import Misconfigured

TEXT = """\
# The start page.
title: {en: Home}  # shown to people

# What each source is for.
sources:
  content:     {weight: 0.60, limit: 200}   # texts
  transitions: {weight: 1.5, limit: 100, lag_power: 0.7}
  # in a block
  popular:
    weight: 0.1  # a weak prior
    limit: 60

half_life_days: 60
segments:
  newcomers: {sources: {content: {weight: 0.2, limit: 5}}}
"""

NUMBERS = {
    "content": {"weight": 0.6},
    "transitions": {"weight": 0.75, "half_life_days": 30, "lag_power": 1.0},
    "popular": {"weight": 0.02, "half_life_days": 365},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "home.yaml"
    path.write_text(TEXT)
    return path


def test_only_the_numbers_of_sources_change_and_a_note_is_added(file: Path) -> None:
    after = edited(file, NUMBERS, ["of Monday", "seed 1"]).after
    assert after == TEXT.replace("sources:\n  content", f"{NOTE}of Monday\n{NOTE}seed 1\nsources:\n  content").replace(
        "{weight: 1.5, limit: 100, lag_power: 0.7}", "{weight: 0.75, limit: 100, lag_power: 1, half_life_days: 30}"
    ).replace(
        "weight: 0.1  # a weak prior\n    limit: 60",
        "weight: 0.02  # a weak prior\n    limit: 60\n    half_life_days: 365",
    )


def test_a_second_run_replaces_the_note_of_the_first(file: Path) -> None:
    edited(file, NUMBERS, ["one", "two"]).write()
    edited(file, NUMBERS, ["three"]).write()
    assert [line for line in file.read_text().splitlines() if line.startswith(NOTE)] == [f"{NOTE}three"]
    assert "# What each source is for." in file.read_text()


def test_the_file_as_it_was_is_kept_beside_and_its_mode_stays(file: Path) -> None:
    file.chmod(0o640)
    kept = edited(file, NUMBERS, ["note"]).write()
    assert kept.read_text() == TEXT
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in file.parent.iterdir()) == ["home.yaml", "home.yaml.before-tune"]


def test_nothing_is_written_over_what_somebody_changed_meanwhile(file: Path) -> None:
    edit = edited(file, NUMBERS, [])
    file.write_text(TEXT + "size: 4\n")
    with pytest.raises(Misconfigured, match="was changed"):
        edit.write()
    assert file.read_text() == TEXT + "size: 4\n"


def test_line_ends_of_another_system_stay(file: Path) -> None:
    file.write_bytes(TEXT.replace("\n", "\r\n").encode())
    edited(file, NUMBERS, ["note"]).write()
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert yaml.safe_load(file.read_text())["sources"]["popular"]["half_life_days"] == 365


def test_a_source_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(Misconfigured, match="no source 'ease'"):
        edited(file, {"ease": {"weight": 1.0}}, [])


@pytest.mark.parametrize(
    "sources",
    [
        "sources: {content: {weight: 0.6, limit: 200}, transitions: {weight: 1, limit: 3}, popular: {weight: 0}}",
        "sources:\n  content: {weight: 0.6,\n    limit: 2,}\n  transitions:\n    weight: 2\n  popular: {weight: '0.1'}",
        '"sources":\n    content:\n        weight: 1e-1\n    transitions: {weight: 2}\n    popular: {"weight": 3}',
    ],
)
def test_every_way_to_write_sources_can_be_edited(tmp_path: Path, sources: str) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(sources)
    edited(path, NUMBERS, ["note"]).write()
    found = yaml.safe_load(path.read_text())["sources"]
    for source, values in NUMBERS.items():
        assert {name: float(found[source][name]) for name in values} == values


def test_the_diff_shows_what_would_change(file: Path) -> None:
    diff = edited(file, NUMBERS, []).diff()
    assert "-    weight: 0.1  # a weak prior\n+    weight: 0.02  # a weak prior" in diff
    assert "content" not in [line[3:].split(":")[0] for line in diff.splitlines() if line.startswith(("+ ", "- "))]


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (0.00123, "0.00123"), (1e-7, "0"), (30, "30"), (100.0, "100")])
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    assert written(value) == text
