"""A whole run: figures by name, groups, differences, cut histories, additivity."""

from pathlib import Path

import numpy as np
import pytest

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.bench.ranking import cold_start
from frankly.bench.ranking import run as ranking_run
from frankly.bench.ranking.additive import additive
from frankly.bench.ranking.asking import ask
from frankly.bench.ranking.figures import differences, of_method
from frankly.bench.ranking.grouping import Groups, groups_of
from frankly.bench.ranking.run import Plan, run
from frankly.bench.ranking.sets import load, split_of
from frankly.bench.ranking.world import World, build_world
from frankly.domain.deciding.training import TrainingPolicy
from frankly.measure.ranking.protocols import Split
from tests.unit.bench.test_ranking_methods import LINES, SURFACE

METRICS = {"ndcg10", "hr10", "mrr", "recall10", "coverage", "novelty", "popularity_lift"}
"""What a set without text and categories has; diversity and calibration need them."""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "letters.txt"
    path.write_text("\n".join(LINES) + "\n")
    return Plan(path, "sequence", "letters", SURFACE, TrainingPolicy())


async def world_of(plan: Plan) -> tuple[World, Split]:
    data = load(plan.path, plan.form, plan.name)
    split = split_of(data, plan.form)
    return await build_world(data, split, plan.surface, plan.training, LsaEmbedder()), split


async def test_a_run_reports_every_metric_of_every_method_under_its_fixed_name(plan: Plan) -> None:
    report = await run(plan, LsaEmbedder())
    methods = {"popularity", "item_item", "ease", "ours", "ours_slate"}
    plain = {name for name in report.figures if name.count(".") == 3 and "minus" not in name}
    assert plain == {f"ranking.letters.{method}.{name}" for method in methods for name in METRICS}
    assert all(np.isfinite(value) for value in report.figures.values())
    assert [len(digest) for digest in report.data.values()] == [64]
    assert any("mid-ranked" in note for note in report.notes)
    assert any("leave-one-out" in note and "9 people" in note for note in report.notes)


async def test_ours_is_compared_with_every_other_method_by_pairs(plan: Plan) -> None:
    figures = (await run(plan, LsaEmbedder())).figures
    for method in ("popularity", "item_item", "ease", "ours_slate"):
        name = f"ranking.letters.ours_minus_{method}.ndcg10"
        expected = figures["ranking.letters.ours.ndcg10"] - figures[f"ranking.letters.{method}.ndcg10"]
        assert figures[name] == pytest.approx(expected, abs=2e-5)
        assert figures[f"{name}.low"] <= figures[name] <= figures[f"{name}.high"]


async def test_means_of_the_groups_of_people_make_the_whole_mean(plan: Plan) -> None:
    world, split = await world_of(plan)
    groups = groups_of(world, split.questions, has_times=False)
    assert sum(members.astype(int) for members in groups.people.values()).tolist() == [1] * len(split.questions)
    outcome = ask(lambda question: world.people_of(), world, split.questions, groups.truth, lambda done, of: None)
    figures = of_method(outcome, groups, len(world.snapshot))
    parts = [figures[f"recall10.{name}"] * members.sum() for name, members in groups.people.items() if members.any()]
    assert sum(parts) / len(split.questions) == pytest.approx(figures["recall10"], abs=1e-4)


async def test_the_truth_is_grouped_by_its_popularity_in_training(plan: Plan) -> None:
    world, split = await world_of(plan)
    groups = groups_of(world, split.questions, has_times=False)
    counts = world.people_of()
    found: dict[str, set[float]] = {}
    for question in split.questions:
        rows = world.rows(question.truth)
        for name, members in groups.truth(question, rows).items():
            found.setdefault(name, set()).update(counts[rows[members]].tolist())
    rare, middle, popular = (found[name] or {np.nan} for name in ("truth_rare", "truth_middle", "truth_popular"))
    assert not rare & popular
    assert not max(rare) >= min(popular)
    assert not max(rare) >= min(middle)


async def test_an_item_is_new_by_its_first_act_and_never_acted_on_is_new_too(plan: Plan) -> None:
    world, split = await world_of(plan)
    question = split.questions[0]
    day = 86_400_000
    world.first_ms[:3] = [question.now - 29 * day, question.now - 31 * day, np.iinfo(np.int64).max]
    groups = groups_of(world, split.questions, has_times=True)
    assert groups.truth(question, np.arange(3))["truth_new"].tolist() == [True, False, True]
    assert groups.truth(question, np.arange(3))["truth_older"].tolist() == [False, True, False]


async def test_candidates_alone_are_ranked_where_a_question_names_them(plan: Plan) -> None:
    world, split = await world_of(plan)
    (question,) = [question for question in split.questions if question.person == "1"]
    asked = [
        ranking_run.Question(question.person, question.history, frozenset("a"), question.now, frozenset("b"), "abf")
    ]
    groups = Groups({}, lambda question, rows: {}, ())

    def by_letter(question: object) -> np.ndarray:
        return np.array([1.0, 6, 5, 4, 3, 2])

    outcome = ask(by_letter, world, asked, groups.truth, lambda done, of: None)
    # 'b' is masked, 'c' to 'e' are no candidates: 'f' first, 'a' second.
    assert [world.snapshot.item_ids[row] for row in outcome.lists[0, :2]] == ["f", "a"]
    assert outcome.lists[0, 2] == -1
    assert outcome.values["mrr"].tolist() == [0.5]


async def test_cut_histories_keep_people_and_truth(plan: Plan) -> None:
    lengths = Plan(
        plan.path, plan.form, plan.name, plan.surface, plan.training, methods=("popularity", "ours"), lengths=(0, 9)
    )
    report = await run(lengths, LsaEmbedder())
    figures = whole = report.figures
    assert "last_<n>: all people" in report.notes[-1]
    assert figures["ranking.letters.ours.ndcg10.last_9"] == whole["ranking.letters.ours.ndcg10"]
    # What was consumed stays masked however little is known, so popularity does not change.
    popular = whole["ranking.letters.popularity.ndcg10"]
    assert figures["ranking.letters.popularity.ndcg10.last_0"] == popular
    assert figures["ranking.letters.popularity.ndcg10.last_9"] == popular
    assert "ranking.letters.ours_minus_popularity.ndcg10.last_0.low" in figures


async def test_of_a_large_set_some_people_are_drawn_for_the_cold_start(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cold_start, "MOST", 4)
    world, split = await world_of(plan)
    groups = groups_of(world, split.questions, has_times=False)
    figures, note = cold_start.cold_start(world, split.questions, [1], groups, lambda phase, done, of: None)
    assert "4 drawn people" in note
    assert set(figures) >= {"ours.ndcg10.last_1", "popularity.hr10.last_1", "ours_minus_popularity.ndcg10.last_1.high"}
    drawn = cold_start._drawn(split.questions)
    assert len({question.person for question in drawn}) == 4
    assert drawn == cold_start._drawn(split.questions)


async def test_scores_on_the_set_are_sums_of_their_pieces(plan: Plan) -> None:
    world, split = await world_of(plan)
    share, tried = additive(world, split.questions)
    assert share == 1.0
    assert tried > 50


async def test_a_score_that_is_no_sum_is_found(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    from frankly.bench.ranking import additive as module

    world, split = await world_of(plan)
    real = module.ledger_of

    def bent(situation: object, *given: object) -> object:
        ledger = real(situation, *given)  # type: ignore[arg-type]
        # As if the length of the history divided the score.
        ledger.by_source()
        for sums in ledger._sums.values():
            sums //= max(len(situation.profile.acts), 1)  # type: ignore[attr-defined]
        return ledger

    monkeypatch.setattr(module, "ledger_of", bent)
    assert additive(world, split.questions)[0] < 0.5


def test_no_difference_is_told_where_ours_was_not_asked() -> None:
    assert differences({}) == {}
