"""`policies/training.yaml`: read with the other policies, its mistakes told with their line."""

from pathlib import Path

import pytest

from frankly.adapters.files.policies import load_policies
from frankly.domain.deciding.training import TrainingPolicy
from frankly.errors import Misconfigured
from frankly.settings import data_folder


def load(policies: Path) -> TrainingPolicy:
    return load_policies(data_folder("surfaces"), policies, data_folder("brand")).training


def written(folder: Path, text: str) -> Path:
    for name in ("segments.yaml", "roles.yaml", "moments.yaml"):
        (folder / name).write_text((data_folder("policies") / name).read_text("utf-8"), "utf-8")
    (folder / "training.yaml").write_text(text, "utf-8")
    return folder


def test_the_shipped_file_says_the_defaults() -> None:
    assert load(data_folder("policies")) == TrainingPolicy()


def test_what_is_left_out_keeps_its_default(tmp_path: Path) -> None:
    policy = load(written(tmp_path, "neighbours: 50\nfresh_power: 0.25\nitem_item: {row: 0.6, column: 0.4}\n"))
    assert (policy.neighbours, policy.fresh_power, policy.ridge) == (50, 250_000, TrainingPolicy().ridge)
    assert (policy.item_item.row, policy.item_item.column) == (600_000, 400_000)
    assert load(written(tmp_path, "")) == TrainingPolicy()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("neighbours: 300\nridgee: 3\n", "training.yaml:2: ridgee"),
        ("neighbours: 300\nrank: none\n", "training.yaml:2: rank"),
        ("transitions:\n  row: 1.5\n", "training.yaml:2: transitions.row"),
        ("half_life_days: 0\n", "training.yaml:1: half_life_days"),
        ("[1, 2]\n", "training.yaml:1"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load(written(tmp_path, text))
    assert told in caught.value.message
