from pathlib import Path

import pytest

from frankly.errors import Misconfigured
from frankly.evals.gate.baseline import accepted_baseline, read_baselines, taken_of, write_baseline
from frankly.evals.gate.taking import take
from tests.unit.evals.gate.verdicts import many, verdict

DAY = "2026-01-02"


def test_a_baseline_is_read_as_it_was_written_a_unit_on_a_line(tmp_path: Path) -> None:
    taken = take([*many(["pass", "fail", "skipped"]), verdict("s", score=0.25, check="rank", drawn="r")])
    baseline = accepted_baseline("tone", taken, {"prompts": "abc", "samples": 2}, "first", DAY)
    file = write_baseline(tmp_path, baseline)
    read = read_baselines(tmp_path)
    assert read == {"tone": baseline}
    assert [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if "case-" in line] == [
        '"tone/case-000": {"passed":1,"told":1,"cluster":"tone/case-000"},',
        '"tone/case-001": {"passed":0,"told":1,"cluster":"tone/case-001"}',
    ]
    assert taken_of(read)["tone"]["rank"]["tone/s"].score == 0.25


def test_an_acceptance_says_what_was_let_go() -> None:
    before = accepted_baseline("tone", take(many(["pass", "pass", "fail"])), {}, "first", DAY)
    after = accepted_baseline("tone", take(many(["fail", "pass", "pass"])), {}, "shorter texts", "2026-01-03", before)
    newest, first = after.accepted
    assert (newest.passed, newest.was, newest.broken, newest.because) == (2, 2, 1, "shorter texts")
    assert (first.was, first.because) == (None, "first")


def test_a_file_that_is_no_baseline_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "baselines").mkdir()
    (tmp_path / "baselines" / "tone.json").write_text("{", encoding="utf-8")
    with pytest.raises(Misconfigured, match="baseline accept tone"):
        read_baselines(tmp_path)


def test_no_baselines_are_none(tmp_path: Path) -> None:
    assert read_baselines(tmp_path) == {}
