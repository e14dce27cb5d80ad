from pathlib import Path

import pytest

from frankly.errors import Conflict, FranklyError, Invalid, NotFound
from frankly.evals.gate.accepting import accepted
from frankly.evals.gate.baseline import read_baselines
from frankly.evals.runs.verdict import Outcome
from tests.unit.evals.gate.runs import CHECK, kept
from tests.unit.evals.gate.verdicts import many

DAY = "2026-01-02"


def test_an_acceptance_is_written_down_with_its_reason_and_what_the_run_was_made_with(tmp_path: Path) -> None:
    run = kept(tmp_path / "run", many(["pass", "fail"], check=CHECK))
    file, told = accepted("tone", run, tmp_path, "  known since the move ", DAY)
    assert read_baselines(tmp_path) == {"tone": told}
    assert file == tmp_path / "baselines" / "tone.json"
    assert (told.accepted[0].because, told.accepted[0].passed, told.config) == (
        "known since the move",
        1,
        {"prompts": "p1"},
    )


@pytest.mark.parametrize("outcome", ["stale", "error"])
def test_a_hole_is_not_accepted(tmp_path: Path, outcome: Outcome) -> None:
    run = kept(tmp_path / "run", many(["pass", outcome], check=CHECK))
    with pytest.raises(Conflict, match="stale or broke"):
        accepted("tone", run, tmp_path, "why", DAY)
    assert read_baselines(tmp_path) == {}


@pytest.mark.parametrize("part", [{"is_whole": False}, {"is_done": False}])
def test_part_of_a_suite_is_not_accepted(tmp_path: Path, part: dict[str, bool]) -> None:
    run = kept(tmp_path / "run", many(["pass"], check=CHECK), **part)
    with pytest.raises(Conflict, match="not whole"):
        accepted("tone", run, tmp_path, "why", DAY)


@pytest.mark.parametrize(
    ("suite", "because", "error"),
    [("tone", " ", Invalid), ("nothing", "why", NotFound)],
)
def test_an_acceptance_needs_a_reason_and_a_suite(
    tmp_path: Path, suite: str, because: str, error: type[FranklyError]
) -> None:
    run = kept(tmp_path / "run", many(["pass"], check=CHECK))
    with pytest.raises(error):
        accepted(suite, run, tmp_path, because, DAY)


def test_nothing_but_skips_is_not_accepted(tmp_path: Path) -> None:
    run = kept(tmp_path / "run", many(["skipped"], check=CHECK))
    with pytest.raises(Conflict, match="skipped"):
        accepted("tone", run, tmp_path, "why", DAY)
