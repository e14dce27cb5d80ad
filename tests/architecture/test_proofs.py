import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.proofs.__main__ import find_proofs, main
from tests.proofs.harness import REPORT_BEGIN, REPORT_END, Proof, run


def proof_of(outcome: Mapping[int, int], seen: list[int], rounds: int = 4) -> Proof:
    def trial(number: int, folder: Path) -> Mapping[str, int]:
        assert list(folder.iterdir()) == []
        if outcome.get(number) == -1:
            raise KeyboardInterrupt
        seen.append(number)
        return {"tried": 10, "lost": outcome.get(number, 0)}

    return Proof("events-lost", "No event is lost.", rounds, trial, forbidden=("lost",))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    page = tmp_path / "benchmarks.md"
    page.write_text(f"# Figures\n\n{REPORT_BEGIN}\n{REPORT_END}\n\nMore.\n")
    return page


def test_a_proof_without_forbidden_counts_holds_and_is_written_down(tmp_path: Path, report: Path) -> None:
    assert run(proof_of({}, []), state=tmp_path / "state", report=report)
    text = report.read_text()
    assert "| `make proof-events-lost` | No event is lost. | 4 | lost 0, tried 40 |" in text
    assert text.startswith("# Figures\n")
    assert text.endswith("\n\nMore.\n")


def test_a_second_run_replaces_its_own_row(tmp_path: Path, report: Path) -> None:
    run(proof_of({}, []), state=tmp_path, report=report)
    run(proof_of({}, [], rounds=5), state=tmp_path, report=report)
    assert report.read_text().count("make proof-events-lost") == 1
    assert "lost 0, tried 50" in report.read_text()


def test_one_forbidden_count_breaks_it(tmp_path: Path, report: Path) -> None:
    assert not run(proof_of({2: 1}, []), state=tmp_path, report=report)


def test_an_interrupted_proof_goes_on_where_it_stopped(tmp_path: Path, report: Path) -> None:
    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        run(proof_of({2: -1}, seen), state=tmp_path, report=report)
    assert run(proof_of({}, seen), state=tmp_path, report=report)
    assert seen == [0, 1, 2, 3]


def test_rounds_of_other_code_do_not_count(tmp_path: Path, report: Path) -> None:
    (tmp_path / "events-lost.jsonl").write_text(json.dumps({"tree": "0ld", "round": 0, "counts": {"lost": 9}}) + "\n")
    seen: list[int] = []
    assert run(proof_of({}, seen), state=tmp_path, report=report)
    assert seen == [0, 1, 2, 3]


def test_of_a_proof_with_long_rounds_a_share_is_a_glance(tmp_path: Path, report: Path) -> None:
    seen: list[int] = []
    proof = replace(proof_of({}, seen), glance=lambda number, _: {"glanced": number + 1})
    assert run(proof, share=0.5, state=tmp_path, report=report)
    assert seen == []
    assert run(proof, state=tmp_path, report=report)
    assert seen == [0, 1, 2, 3]


def test_a_hundredth_runs_at_least_one_round_and_writes_nothing_down(tmp_path: Path, report: Path) -> None:
    seen: list[int] = []
    before = report.read_text()
    assert run(proof_of({}, seen), share=0.01, state=tmp_path / "state", report=report)
    assert (seen, report.read_text(), (tmp_path / "state").exists()) == ([0], before, False)


def test_each_proof_is_named_like_its_module() -> None:
    modules = {path.stem.replace("_", "-") for path in (Path(__file__).parents[1] / "proofs").glob("[a-z]*.py")}
    assert set(find_proofs()) == modules - {"again", "campaign-crew", "harness"}


def test_an_unknown_proof_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["no-such-proof"])
