from pathlib import Path

import pytest

from frankly.errors import Invalid, NotFound
from frankly.evals.cards.counting import Counting
from frankly.evals.gate.accepting import accepted
from frankly.evals.gate.two_runs import compared, two_named
from tests.unit.evals.gate.runs import CHECK, kept
from tests.unit.evals.gate.verdicts import many

COUNTING = Counting(frozenset({CHECK}))


def test_two_runs_are_compared_and_what_broke_is_named(tmp_path: Path) -> None:
    before = kept(tmp_path / "a", many(["pass", "pass"], check=CHECK))
    after = kept(tmp_path / "b", many(["pass", "fail"], check=CHECK))
    told = compared(str(before), after, tmp_path, COUNTING)
    assert (told.standing, told.compared[0].verdict, told.compared[0].broken) == ("worse", "worse", ("tone/case-001",))
    assert compared(str(after), before, tmp_path, COUNTING).compared[0].verdict == "better"
    assert told.notes == ("Made with the same of everything.",)


def test_a_run_is_compared_with_what_was_accepted(tmp_path: Path) -> None:
    before = kept(tmp_path / "a", many(["pass", "fail"], check=CHECK))
    accepted("tone", before, tmp_path, "it is known", "2026-01-02")
    assert compared("baseline", before, tmp_path, COUNTING).standing == "fine"
    after = kept(tmp_path / "b", many(["fail", "fail"], check=CHECK))
    assert compared("baseline", after, tmp_path, COUNTING).standing == "worse"


def test_what_only_the_later_run_has_is_said_and_left_out(tmp_path: Path) -> None:
    before = kept(tmp_path / "a", many(["pass"], check=CHECK))
    after = kept(tmp_path / "b", many(["pass"], check=CHECK) + many(["fail"], check=CHECK, suite="new"))
    told = compared(str(before), after, tmp_path, COUNTING)
    assert (told.standing, told.notes[0]) == ("fine", "Not compared, since only the later run has them: new.")


def test_runs_without_a_suite_in_common_cannot_be_compared(tmp_path: Path) -> None:
    before = kept(tmp_path / "a", many(["pass"], check=CHECK))
    after = kept(tmp_path / "b", many(["pass"], check=CHECK, suite="other"))
    with pytest.raises(NotFound, match="no suite in common"):
        compared(str(before), after, tmp_path, COUNTING)


def test_two_runs_are_named_side_by_side_or_with_dots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "inner"
    for folder in (inner, tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
    monkeypatch.chdir(inner)
    last = Path("last")
    assert two_named("../a", "../b", last) == ("../a", "../b")
    assert two_named("../a..../b", None, last) == ("../a", "../b")
    assert two_named("baseline..../b", None, last) == ("baseline", "../b")
    assert two_named("baseline", None, last) == ("baseline", "last")
    assert two_named("../a", None, last) == ("../a", "last")
    with pytest.raises(Invalid, match="names no run"):
        two_named("../nothing", None, last)


def test_a_revision_is_named_as_a_run_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    known = {"main", "v1.0"}.__contains__
    assert two_named("main", None, Path("last"), known) == ("main", "last")
    assert two_named("v1.0..main", None, Path("last"), known) == ("v1.0", "main")
    assert two_named("baseline..main", None, Path("last"), known) == ("baseline", "main")
    with pytest.raises(Invalid, match="names no run"):
        two_named("main..mian", None, Path("last"), known)
