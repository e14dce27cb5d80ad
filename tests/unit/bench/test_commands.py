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
        commands.ranking("x", "sequence", tmp_path, commands.RankingChoices(methods=["magic"]))


def test_a_set_is_ranked_with_the_shipped_home_surface(tmp_path: Path) -> None:
    file = tmp_path / "set.txt"
    file.write_text("1 a b c d\n2 b c d a\n3 c a b\n")
    report = commands.ranking("tiny", "sequence", file, commands.RankingChoices(methods=["popularity", "ours"]))
    assert set(report.data) == {"set.txt"}
    assert report.config["surface"] == "home"
    named = {name.split(".")[2] for name in report.figures}
    assert named == {"popularity", "ours", "ours_minus_popularity", "additive", "additive_tried"}


def test_a_surface_of_its_own_may_be_measured(tmp_path: Path) -> None:
    file, surface = tmp_path / "set.txt", tmp_path / "mine.yaml"
    file.write_text("1 a b c d\n2 b c d a\n3 c a b\n")
    surface.write_text("sources: {item_item: {weight: 1.0}}\n")
    choices = commands.RankingChoices(methods=["ours"], surface=str(surface))
    assert commands.ranking("tiny", "sequence", file, choices).config["surface"] == "mine"
    with pytest.raises(NotFound, match=r"no surface file .*other\.yaml"):
        commands.ranking("tiny", "sequence", file, commands.RankingChoices(surface=str(tmp_path / "other.yaml")))
    with pytest.raises(NotFound, match=r"no surface 'front'; there are .*home"):
        commands.ranking("tiny", "sequence", file, commands.RankingChoices(surface="front"))


def test_the_surfaces_that_figures_were_measured_with_can_be_read(repository: Path) -> None:
    files = sorted((repository / "benchmarks" / "surfaces").glob("*.yaml"))
    assert [file.stem for file in files] == ["movielens", "online-retail", "sequences"]
    for file in files:
        assert commands._surface(str(file)).sources


@pytest.mark.parametrize(
    ("name", "choices"),
    [("a.b", {}), ("", {}), ("x", {"lengths": [-1]}), ("x", {"back": 9}), ("x", {"protocol": "sampled"})],
)
def test_choices_that_cannot_be_measured_are_refused(tmp_path: Path, name: str, choices: dict[str, object]) -> None:
    file = tmp_path / "set.txt"
    file.write_text("1 a b c d\n")
    with pytest.raises(Invalid):
        commands.ranking(name, "sequence", file, commands.RankingChoices(**choices))  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [{"items": []}, {"items": [50]}, {"items": [1000], "requests": 3}])
def test_measurements_that_mean_nothing_are_refused(given: dict[str, list[int]]) -> None:
    with pytest.raises(Invalid):
        commands.request(**given)  # type: ignore[arg-type]


def test_ingest_needs_something_to_send() -> None:
    with pytest.raises(Invalid):
        commands.ingest(events=0)
