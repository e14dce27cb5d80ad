from pathlib import Path
from typing import Any

import pytest

from frankly.errors import Misconfigured, NotFound
from frankly.evals.cases.case import Ask, Cell, CheckUse
from frankly.evals.runs.folder import RunFolder, run_file
from frankly.evals.runs.output import Output


def cell(name: str) -> Cell:
    ask = Ask.model_validate({"value": {"a": 1}})
    return Cell(suite="mine", case=name, ask=ask, checks=(CheckUse(name="grounded"),))


def output(name: str, **more: Any) -> Output:
    return Output(cell=cell(name), **more)


CELLS = [cell(name) for name in "abc"]
RUN = run_file(CELLS, {"mode": "replay"}, ["mine"])


def test_a_stopped_run_goes_on_and_a_torn_line_is_made_again(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    assert folder.begin(RUN) == {}
    folder.add(output("a"))
    folder.add(output("b"))
    torn = folder.path / "outputs.jsonl"
    torn.write_bytes(torn.read_bytes()[:-7])
    again = RunFolder(folder.path)
    assert set(again.begin(RUN)) == {"mine/a"}
    again.add(output("b"))
    again.add(output("c"))
    assert [one.cell.case for one in again.outputs()] == ["a", "b", "c"]


def test_what_could_not_be_made_is_made_again(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(RUN)
    folder.add(output("a", error="no such surface"))
    folder.add(output("b"))
    assert set(folder.begin(RUN)) == {"mine/b"}
    folder.add(output("a"))
    assert sorted((one.cell.case, one.error) for one in folder.outputs()) == [("a", ""), ("b", "")]


def test_another_run_or_a_finished_one_begins_anew(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for other in (run_file(CELLS, {"mode": "live"}, ["mine"]), run_file(CELLS[:2], {"mode": "replay"}, ["mine"])):
        folder.begin(RUN)
        folder.add(output("a"))
        assert folder.begin(other) == {}
        assert folder.outputs() == []
    folder.begin(RUN)
    folder.add(output("a"))
    assert folder.begin(RUN, is_fresh=True) == {}
    folder.add(output("a"))
    folder.put_run(RUN.model_copy(update={"is_done": True}))
    assert folder.begin(RUN) == {}


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="frankly eval run --out"):
        RunFolder(tmp_path).outputs()
    RunFolder(tmp_path).begin(RUN)
    with pytest.raises(NotFound, match="frankly eval check"):
        RunFolder(tmp_path).verdicts()
    with pytest.raises(NotFound, match="frankly eval check"):
        RunFolder(tmp_path).summary()


def test_a_wrong_line_in_the_middle_is_told_with_its_number(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(RUN)
    folder.add(output("a"))
    with (tmp_path / "outputs.jsonl").open("a") as file:
        file.write("nonsense\n")
    with pytest.raises(Misconfigured, match=r"outputs\.jsonl:2: "):
        folder.outputs()


def test_files_that_are_not_ours_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    RunFolder(tmp_path).begin(RUN)
    assert (tmp_path / "notes.txt").read_text() == "mine"
