"""`frankly eval` on suites of cases: what it says, what it keeps, and never exit code 0 by accident."""

import json
from pathlib import Path
from typing import Any

import pytest

from frankly.cli.evaluating.running.several import WORST
from frankly.cli.main import app
from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.evals.adding.own_shop import shop_text
from frankly.evals.cards import counting

HOLDS: Any = {"json_path": {"path": "$.a", "equals": 1}}
BREAKS: Any = {"json_path": {"path": "$.a", "equals": 2}}


def ask(*args: str) -> int:
    """Run a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        app(["eval", *args])
    return int(left.value.code or 0)


class Suites:
    """A folder of suites of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "evals"
        self.out = folder / "run"

    def put(self, *cases: dict[str, Any], name: str = "mine", **suite: Any) -> None:
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        told = {"title": "Mine", "proves": "It works.", "runner": "cases", **suite}
        (place / "suite.yaml").write_text(json.dumps(told))
        (place / "cases.yaml").write_text(json.dumps(cases))

    def shop(self, name: str = "few.jsonl") -> str:
        place = self.folder / "mine" / "shops"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(shop_text(books()[:30], LANTERN_NOW_MS))
        return f"shops/{name}"

    def run(self, *more: str) -> int:
        return ask("run", "--suites", str(self.folder), "--out", str(self.out), *more)


@pytest.fixture
def suites(tmp_path: Path) -> Suites:
    return Suites(tmp_path)


def case(name: str, *checks: Any, ask: Any = None, **more: Any) -> dict[str, Any]:
    return {"id": name, "ask": ask or {"value": {"a": 1}}, "checks": list(checks), **more}


def test_what_holds_is_exit_code_0_and_kept_in_files(suites: Suites, capsys: pytest.CaptureFixture[str]) -> None:
    suites.put(case("one", HOLDS), case("two", HOLDS))
    assert suites.run("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["standing"] == "fine"
    assert told["figures"]["eval.cases"] == 2
    assert told["figures"]["eval.failed"] == told["figures"]["eval.cost"] == 0
    assert set(told["data"]) == {"mine/suite.yaml", "mine/cases.yaml"}
    there = {path.name for path in suites.out.iterdir()}
    assert there == {"run.json", "outputs.jsonl", "verdicts.jsonl", "summary.json"}


def test_what_fails_is_exit_code_1_and_is_named(suites: Suites, capsys: pytest.CaptureFixture[str]) -> None:
    suites.put(case("one", HOLDS), case("two", BREAKS, because="It was wrong once."))
    assert suites.run() == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "mine/two failed" in said
    assert "It was wrong once." in said


def test_a_suite_whose_checks_all_lack_cards_is_exit_code_2_and_says_so(
    suites: Suites, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "cards_folder", lambda: tmp_path)
    suites.put(case("one", HOLDS), case("two", BREAKS))
    assert suites.run() == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "mine: cannot tell, since nothing gates there: json_path (no card)." in said
    assert "1 check is meant to gate and only tells" in said
    assert "no card: does not gate" in said
    assert ask("cards", "json_path") == 1
    assert "no card: does not gate" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ([], "holds no case"),
        ([case("one")], "'one' has no check"),
        ([case("one", "groundd")], "Did you mean 'grounded'"),
        ([case("one", {"length": {"moast": 3}})], "moast"),
        ([case("one", "grounded")], "could not run"),
        ([case("one", HOLDS, ask={"recommend": {"surface": "home"}}, shop="nowhere")], "There is no shop 'nowhere'"),
        ([case("one", HOLDS, ask={"recommend": {"surface": "home"}}, shop="shops/no.jsonl")], "could not be made"),
    ],
)
def test_what_could_not_run_is_exit_code_2_and_says_why(
    suites: Suites, capsys: pytest.CaptureFixture[str], cases: list[dict[str, Any]], told: str
) -> None:
    suites.put(*cases)
    assert suites.run() == 2
    said = capsys.readouterr()
    assert told in " ".join((said.out + said.err).split())


def test_no_suite_and_no_case_that_passes_the_filter_are_exit_code_2(
    suites: Suites, capsys: pytest.CaptureFixture[str]
) -> None:
    suites.folder.mkdir()
    assert suites.run() == 2
    suites.put(case("one", HOLDS))
    assert suites.run("mien") == 2
    assert "Did you mean 'mine'" in " ".join(capsys.readouterr().err.split())
    assert suites.run("--filter", "two") == 2
    assert suites.run("--filter", "one") == 0


def test_a_reply_that_is_not_recorded_is_exit_code_3_and_a_simulated_one_tells(
    suites: Suites, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"recommend": {"surface": "home", "session": "new", "limit": 5}}
    suites.put(case("one", "grounded", ask=asked), model="simulated/rule-following", shop=suites.shop())
    assert suites.run() == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "stale, cannot tell" in said
    assert "frankly eval record" in said
    assert suites.run("--simulated") == 0


def test_checks_are_asked_again_without_making_anything(suites: Suites) -> None:
    suites.put(case("one", HOLDS))
    assert suites.run() == 0
    before = (suites.out / "outputs.jsonl").read_bytes()
    suites.put(case("one", BREAKS))
    assert ask("check", str(suites.out), "--suites", str(suites.folder)) == 1
    suites.put(case("one", HOLDS))
    assert ask("check", str(suites.out), "--suites", str(suites.folder)) == 0
    assert (suites.out / "outputs.jsonl").read_bytes() == before


def test_a_case_that_asks_something_else_now_is_said_to_be_old(
    suites: Suites, capsys: pytest.CaptureFixture[str]
) -> None:
    suites.put(case("one", HOLDS))
    suites.run()
    suites.put(case("one", HOLDS, ask={"value": {"a": 7}}))
    assert ask("check", str(suites.out), "--suites", str(suites.folder)) == 0
    assert "ask something else now" in " ".join(capsys.readouterr().out.split())


def test_a_run_that_was_stopped_is_never_fine(suites: Suites) -> None:
    suites.put(case("one", HOLDS), case("two", HOLDS))
    suites.run()
    lines = (suites.out / "outputs.jsonl").read_bytes().splitlines(keepends=True)
    (suites.out / "outputs.jsonl").write_bytes(lines[0])
    run = json.loads((suites.out / "run.json").read_text())
    (suites.out / "run.json").write_text(json.dumps(run | {"is_done": False}))
    assert ask("check", str(suites.out), "--suites", str(suites.folder)) == 2
    assert suites.run() == 0
    assert len((suites.out / "outputs.jsonl").read_bytes().splitlines()) == 2


def test_each_case_is_tried_as_often_as_is_asked(suites: Suites, capsys: pytest.CaptureFixture[str]) -> None:
    suites.put(case("one", HOLDS), vary={"locale": ["en", "de"]})
    assert suites.run("--repeat", "3", "--filter", "locale=de", "--json") == 0
    assert json.loads(capsys.readouterr().out)["cells"] == 3


def test_suites_and_checks_are_listed(suites: Suites, capsys: pytest.CaptureFixture[str]) -> None:
    suites.put(case("one", HOLDS))
    assert ask("list", "--cases", "--suites", str(suites.folder)) == 0
    assert "mine/one" in capsys.readouterr().out
    assert ask("checks", "grounded") == 0
    assert "grounded" in capsys.readouterr().out
    assert ask("checks", "groundd") == 2


def test_what_is_known_to_be_wrong_is_told_before_what_nobody_knows() -> None:
    assert WORST[0] == 1
    assert WORST[-1] == 0
