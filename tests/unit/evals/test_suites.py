"""Suite files, bars and exit codes."""

from pathlib import Path

import pytest

from frankly.cli.proving.evals_data import lantern, loads_of
from frankly.errors import Misconfigured, NotFound
from frankly.evals.data_sets import from_preset
from frankly.evals.report import COULD_NOT_RUN, MISSED, PASSED, Report
from frankly.evals.running import RUNNERS, Choices, run
from frankly.evals.suites import Bar, Suite, load_suites, suite_named
from frankly.settings import data_folder

BARS = {"a.share": Bar(at_least=0.99), "a.lies": Bar(at_most=0), "a.gain.movielens": Bar(above=0)}
TEXT = """
title: A
proves: nothing
runner: faithfulness
sets: [demo]
cases: 3
bars: {a.share: {at_least: 0.9}}
"""


def judged(figures: dict[str, float], skipped: tuple[str, ...] = ()) -> Report:
    report = Report(figures=figures, skipped=list(skipped))
    report.judge(BARS)
    return report


def put(folder: Path, text: str) -> Path:
    (folder / "a").mkdir()
    (folder / "a" / "suite.yaml").write_text(text)
    return folder


def test_every_bar_met_is_0_and_one_missed_is_1() -> None:
    assert judged({"a.share": 0.99, "a.lies": 0, "a.gain.movielens": 0.1}).exit_code == PASSED
    for wrong in ({"a.share": 0.98}, {"a.lies": 0.001}, {"a.gain.movielens": 0.0}):
        assert judged({"a.share": 1, "a.lies": 0, "a.gain.movielens": 0.1, **wrong}).exit_code == MISSED


def test_what_was_not_measured_did_not_pass_unless_its_set_was_skipped() -> None:
    measured = {"a.share": 1.0, "a.lies": 0.0}
    assert judged(measured).exit_code == COULD_NOT_RUN
    assert judged(measured, ("movielens",)).exit_code == PASSED
    assert judged({}, ("movielens",)).exit_code == COULD_NOT_RUN
    assert judged({"a.share": 0.5}).exit_code == MISSED


def test_the_json_says_each_bar_and_what_became_of_it() -> None:
    plain = judged({"a.share": 0.5, "a.lies": 0}).as_plain()
    assert set(plain) == {"figures", "config", "data", "notes", "bars"}
    assert plain["bars"] == [
        {"figure": "a.share", "bar": "at least 0.99", "value": 0.5, "outcome": "missed"},
        {"figure": "a.lies", "bar": "at most 0", "value": 0, "outcome": "met"},
        {"figure": "a.gain.movielens", "bar": "above 0", "value": None, "outcome": "not measured"},
    ]


def test_shipped_suites_can_be_run() -> None:
    suites = load_suites(data_folder("evals"))
    assert "faithfulness" in suites
    assert all(suite.runner in RUNNERS for suite in suites.values())
    assert suites["faithfulness"].cases >= 3000


def test_a_mistake_in_a_suite_is_told_with_its_line(tmp_path: Path) -> None:
    put(tmp_path, TEXT.replace("at_least", "atleast"))
    with pytest.raises(Misconfigured, match=r"suite\.yaml:7: bars\.a\.share\.atleast: .*at_least"):
        load_suites(tmp_path)


@pytest.mark.parametrize("bar", ["{}", "{at_least: 1, at_most: 2}"])
def test_a_bar_is_one_bound(tmp_path: Path, bar: str) -> None:
    put(tmp_path, TEXT.replace("{at_least: 0.9}", bar))
    with pytest.raises(Misconfigured, match="a bar is one of at_least, at_most and above"):
        load_suites(tmp_path)


def test_a_suite_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'faithfulness'"):
        suite_named("faithfullness", data_folder("evals"))
    with pytest.raises(NotFound, match="Suites: none"):
        suite_named("a", tmp_path)


def test_without_any_data_it_says_what_to_do(tmp_path: Path) -> None:
    suite = suite_named("a", put(tmp_path, TEXT))
    with pytest.raises(NotFound, match="--sets"):
        run("a", suite, {"demo": None}, Choices(), lambda words: None)


def test_an_unknown_runner_is_told_with_the_nearest(tmp_path: Path) -> None:
    suite = suite_named("a", put(tmp_path, TEXT.replace("faithfulness", "faithfulnes")))
    with pytest.raises(NotFound, match="Did you mean 'faithfulness'"):
        run("a", suite, {"demo": lantern}, Choices(), lambda words: None)


def test_sets_are_read_where_they_are_and_skipped_where_not(tmp_path: Path) -> None:
    (tmp_path / "movielens-latest-small").mkdir()
    loads = loads_of(("demo", "online-retail", "movielens"), tmp_path)
    assert loads["demo"] is not None
    assert loads["online-retail"] is None
    assert loads["movielens"] is not None
    assert list(loads_of(("demo", "movielens"), None, ["movielens"])) == ["movielens"]
    with pytest.raises(NotFound, match="Did you mean 'demo'"):
        loads_of(("demo", "movielens"), None, ["dmo"])
    with pytest.raises(NotFound, match="no folder"):
        loads_of(("demo",), tmp_path / "none")


def test_items_came_when_they_were_first_acted_on_and_people_ask_after_their_last_act(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "movielens-latest-small"
    folder.mkdir()
    (folder / "movies.csv").write_text("movieId,title,genres\n1,One (1990),Drama\n2,Two (1991),Comedy\n3,Three,Drama\n")
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n7,1,4.0,1000\n7,2,5.0,2000\n8,1,3.0,3000\n")
    data = from_preset("movielens", tmp_path)
    assert {str(item.id): item.first_available for item in data.items} == {
        "1": 1_000_000,
        "2": 2_000_000,
        "3": 1_000_000,
    }
    assert data.asked_at == {"7": 5_600_000, "8": 6_600_000}
    assert data.now == 6_600_000
    assert set(data.files) == {"movies.csv", "ratings.csv"}


def test_a_suite_says_how_many_cases_and_which_sets() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Suite(title="a", proves="b", runner="c", sets=(), cases=1, bars=BARS)
