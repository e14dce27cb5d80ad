import numpy as np
import pytest

from frankly.evals.gate.comparing import compare
from frankly.evals.gate.taking import take
from frankly.evals.gate.terms import Terms
from frankly.evals.gate.trials.coverage import KINDS, coverage, held
from frankly.evals.gate.trials.drawn import CHECKS, Cell, house, run_of
from frankly.evals.gate.trials.recorded import Sample, two_runs


@pytest.mark.parametrize("kind", KINDS)
def test_an_interval_holds_the_truth_nearly_always_and_not_always(kind: str) -> None:
    counted = sum(held(kind, 30, share, 60, seed=1) for share in (0.1, 0.3, 0.5, 0.8))
    assert 0.88 * 240 < counted < 240


def test_figures_are_named_by_kind_and_number() -> None:
    figures = coverage(2, 1, lambda line: None, numbers=(30,))
    assert set(figures) == {f"gate.coverage.{kind}.30{end}" for kind in KINDS for end in ("", ".least")}


def test_a_house_is_the_same_for_the_same_number_and_its_runs_differ() -> None:
    assert house(np.random.default_rng(1)) == house(np.random.default_rng(1))
    cells = house(np.random.default_rng(1))[:20]
    draws = np.random.default_rng(2)
    assert run_of(cells, "a", draws) != run_of(cells, "a", draws)


def test_a_writer_that_got_much_worse_is_red() -> None:
    """The trial can fail: the same comparison, with a change."""
    cells = house(np.random.default_rng(1))[:20]
    worse = [Cell(one.suite, one.case, one.cluster, one.tries, dict.fromkeys(CHECKS, 0.2)) for one in cells]
    draws = np.random.default_rng(2)
    compared = compare(
        take(run_of(cells, "before", draws)), take(run_of(worse, "after", draws)), Terms(gating=set(CHECKS))
    )
    assert {one.verdict for one in compared if one.check == "hardly-ever"} == {"worse"}


def test_no_recorded_sentence_is_in_both_runs() -> None:
    samples = [Sample("s", "item", {f"is-{at}": True for at in range(9)} | {"is-mine": at == 4}) for at in range(9)]
    before, after = two_runs(samples, np.random.default_rng(1))
    assert len(before) == len(after) == 4 * 10
    assert sum(one.check == "is-mine" and one.finding.outcome == "pass" for one in [*before, *after]) <= 1
