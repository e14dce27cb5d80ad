from pathlib import Path

import pytest

from frankly.bench import commands
from frankly.errors import Invalid, NotFound


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no file .*none\.txt"):
        commands.ranking("x", "sequence", tmp_path / "none.txt")
    with pytest.raises(NotFound, match=r"no folder .*none"):
        commands.ranking("x", "movielens", tmp_path / "none")


def test_an_unknown_form_or_method_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="online-retail"):
        commands.ranking("x", "parquet", tmp_path)
    with pytest.raises(Invalid, match="item_item"):
        commands.ranking("x", "sequence", tmp_path, ["magic"])


def test_a_set_is_ranked_with_the_shipped_home_surface(tmp_path: Path) -> None:
    file = tmp_path / "set.txt"
    file.write_text("1 a b c d\n2 b c d a\n3 c a b\n")
    report = commands.ranking("tiny", "sequence", file, ["popularity", "ours"])
    assert set(report.data) == {"set.txt"}
    assert report.config["surface"] == "home"
    assert {name.split(".")[2] for name in report.figures} == {"popularity", "ours"}


@pytest.mark.parametrize("given", [{"items": []}, {"items": [50]}, {"items": [1000], "requests": 3}])
def test_measurements_that_mean_nothing_are_refused(given: dict[str, list[int]]) -> None:
    with pytest.raises(Invalid):
        commands.request(**given)  # type: ignore[arg-type]


def test_ingest_needs_something_to_send() -> None:
    with pytest.raises(Invalid):
        commands.ingest(events=0)
