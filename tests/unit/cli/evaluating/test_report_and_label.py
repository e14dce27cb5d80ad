import io
import json
from pathlib import Path

import pytest

from frankly.cli.door import EXIT_ERROR
from frankly.evals.labels.label import read_labels
from frankly.evals.runs.folder import RunFolder, run_file
from tests.unit.cli.test_evals import ask
from tests.unit.evals.reports import made


def kept(path: Path, *, is_earlier: bool = False) -> Path:
    """A run on disk."""
    run = made.earlier() if is_earlier else made.run()
    folder = RunFolder(path)
    folder.begin(run_file([one.cell for one in run.outputs], {}, ["tone"]))
    for output in run.outputs:
        folder.add(output)
    folder.put_verdicts(run.verdicts)
    folder.put_summary(run.summary)
    return path


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return kept(tmp_path / "run")


def test_the_last_run_of_the_data_folder_is_told_where_none_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(tmp_path / "data" / "evals" / "last")
    assert ask("eval", "report", "--data", str(tmp_path / "data")) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Because [312] readers like you" in told
    assert "frankly eval report --cell 'tone/greets[locale=en]'" in told


def test_a_run_is_written_in_every_form(run: Path, tmp_path: Path) -> None:
    for form, begins in (
        ("html", "<!doctype html>"), ("junit", "<?xml"), ("json", "{"), ("markdown", "## "), ("csv", "suite,"),
        ("terminal", "worse"),
    ):  # fmt: skip
        file = tmp_path / "new" / f"report.{form}"
        assert ask("eval", "report", str(run), "--format", form, "--out", str(file)) == 0
        assert file.read_text().startswith(begins)


def test_rows_of_the_table_end_as_its_format_says_on_every_machine(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    ask("eval", "report", str(run), "--format", "csv", "--out", str(file))
    assert file.read_bytes().count(b"\r\n") == 10
    assert b"\r\r" not in file.read_bytes()


def test_an_earlier_run_stands_beside(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = kept(tmp_path / "earlier", is_earlier=True)
    assert ask("eval", "report", str(run), "--against", str(earlier), "--cell", "tone/greets[locale=en]") == 0
    told = capsys.readouterr().out
    assert "was: passed" in told
    assert "You write reasons." in told


def test_programs_get_an_object(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("eval", "report", str(run), "--json") == 0
    assert json.loads(capsys.readouterr().out)["figures"]["eval.failed"] == 1


def test_an_unknown_cell_and_a_folder_without_a_run_are_told(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("eval", "report", str(run), "--cell", "tone/greet[locale=en]") == EXIT_ERROR
    assert "Did you mean 'tone/greets[locale=en]'" in " ".join(capsys.readouterr().err.split())
    assert ask("eval", "report", str(tmp_path / "none")) == EXIT_ERROR
    assert "frankly eval run" in " ".join(capsys.readouterr().err.split())


def label(run: Path, monkeypatch: pytest.MonkeyPatch, keys: str, *options: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{key}\n" for key in keys.split(","))))
    return ask("eval", "label", str(run), *options)


def test_labels_are_kept_as_they_are_given_and_the_walk_goes_on(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert label(run, monkeypatch, "y,r,too loud,n", "--by", "anna") == 0
    assert "2 of 2" in capsys.readouterr().err
    found = read_labels(run / "labels.jsonl").values()
    assert [(one.by, one.answer, one.note) for one in found] == [("anna", "yes", ""), ("anna", "no", "too loud")]
    assert label(run, monkeypatch, "y", "--by", "anna") == 0
    assert len(read_labels(run / "labels.jsonl")) == 2


def test_who_labels_sees_neither_who_wrote_nor_what_was_found(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert label(run, monkeypatch, "d,x,l,l,l,l", "--by", "anna", "--each", "text") == 0
    shown = "".join(capsys.readouterr())
    assert made.LIE in shown
    for hidden in ("rule-following", "stray_number", "refused", "grounded", "locale=", "greets", "digits"):
        assert hidden not in shown


def test_the_way_back_mends_a_slip(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert label(run, monkeypatch, "b,y,b,n,q", "--by", "anna") == 0
    assert [one.answer for one in read_labels(run / "labels.jsonl").values()] == ["no"]


def test_two_people_see_how_far_they_agree(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    label(run, monkeypatch, "y,y,y,y", "--by", "anna", "--each", "text")
    label(run, monkeypatch, "y,y,n,r,why not,u", "--by", "ben", "--each", "text")
    told = " ".join(capsys.readouterr().out.split())
    assert "Answered by more than one: 3, of which 2 alike" in told
    assert "Krippendorff's alpha" in told
    assert ask("eval", "label", str(run), "--agreement", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["both"], said["same"], said["people"]) == (3, 2, {"anna": 4, "ben": 4})


@pytest.mark.parametrize(
    ("options", "told"),
    [((), "Name yourself"), (("--agreement",), "Label first")],
)
def test_what_is_missing_is_said(
    run: Path, options: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("eval", "label", str(run), *options) == EXIT_ERROR
    assert told in " ".join(capsys.readouterr().err.split())


def test_of_two_texts_people_say_which_they_would_rather_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = made.output("a", made.told("Theirs."))
    folder = RunFolder(tmp_path / "run")
    output = made.output("a", made.told("Ours."), checks=("preference",), probes={"template": (theirs,)})
    folder.begin(run_file([output.cell], {}, ["tone"]))
    folder.add(output)
    assert label(folder.path, monkeypatch, "y,1,2", "--by", "anna", "--each", "pair") == 0
    told = capsys.readouterr().err
    assert "Keys: 1 the first" in told
    assert "model" not in told
    found = read_labels(folder.path / "labels.jsonl").values()
    assert sorted(one.answer for one in found) == ["first", "second"]
    assert {one.shown for one in found} == {("Ours.", "Theirs."), ("Theirs.", "Ours.")}


def test_two_runs_compared_stand_side_by_side_on_a_page(run: Path, tmp_path: Path) -> None:
    earlier = kept(tmp_path / "earlier", is_earlier=True)
    file = tmp_path / "compared.html"
    ask("eval", "compare", str(earlier), str(run), "--format", "html", "--out", str(file))
    assert "Before and now" in file.read_text()
    assert f"frankly eval report {run} --cell" in file.read_text()


def test_how_well_checks_see_is_told_without_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask("eval", "report", "--card", "--data", str(tmp_path))
    told = capsys.readouterr().out
    assert "grounded" in told
    assert "recall" in told
