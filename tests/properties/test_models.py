"""Models are the same whatever came first, hold what a source can rely on, and leave one another's sums alone."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from frankly.domain.deciding.snapshot import Snapshot, SparseRows
from frankly.domain.deciding.training import MODEL_MOST, MODELS, ActColumns, TrainingPolicy
from frankly.domain.person.acts import Acts
from frankly.stages.models.train import train
from frankly.stages.snapshot.carry import with_statistics
from frankly.testing import situations as drawn
from tests.properties.asked import ask, situated
from tests.properties.test_additivity import weigh_all
from tests.unit.stages.models.drawn import acts, shop, shuffled

POLICIES = st.builds(
    TrainingPolicy,
    neighbours=st.sampled_from([1, 3, 300]),
    longest_list=st.sampled_from([2, 500]),
    window=st.sampled_from([1, 4, 50]),
    half_life_days=st.sampled_from([None, 1, 90]),
    ease_items=st.sampled_from([5, 20_000]),
    rank=st.sampled_from([1, 4, 400]),
    ridge=st.sampled_from([1, 400]),
)
ACTS = st.builds(acts, drawn.seeds, people=st.integers(0, 40), has_times=st.booleans())


def models(given_: ActColumns, policy: TrainingPolicy) -> dict[str, SparseRows]:
    return dict(train(given_, shop(), policy))


def listed(made: dict[str, SparseRows]) -> dict[str, list[list[int]]]:
    return {name: [m.indptr.tolist(), m.indices.tolist(), m.values.tolist()] for name, m in made.items()}


@settings(deadline=None)
@given(ACTS, POLICIES, drawn.seeds)
def test_order_of_arrival_makes_no_difference(given_: ActColumns, policy: TrainingPolicy, seed: int) -> None:
    assert listed(models(given_, policy)) == listed(models(shuffled(given_, seed), policy))


@settings(deadline=None)
@given(ACTS, POLICIES)
def test_rows_are_sorted_pruned_and_positive(given_: ActColumns, policy: TrainingPolicy) -> None:
    made = models(given_, policy)
    assert list(made) == [name for name in MODELS if name in made]
    for model in made.values():
        assert (model.indptr.dtype, model.indices.dtype, model.values.dtype) == (np.int64, np.int32, np.int32)
        assert len(model.indptr) == len(shop()) + 1
        assert model.values.min() > 0
        assert model.values.max() <= MODEL_MOST
        for row in range(len(shop())):
            columns, _ = model.row(row)
            assert len(columns) <= policy.neighbours
            assert columns.tolist() == sorted(set(columns.tolist()) - {row})


def trained_snapshot(seed: int, rows: int) -> Snapshot:
    """A drawn catalogue with models that were trained on drawn acts."""
    snapshot = drawn.snapshot(seed, rows)
    given_ = acts(seed, people=40)
    inside = given_.row < rows
    columns = (getattr(given_, name)[inside] for name in ("person", "row", "at_ms", "liked"))
    made = dict(train(ActColumns(*columns), snapshot, TrainingPolicy(speaking_people=0)))
    return with_statistics(snapshot, replace(snapshot.statistics, models=made))


@settings(deadline=None)
@given(drawn.seeds, st.integers(5, 30), st.integers(1, 30), st.data())
def test_leaving_an_act_out_is_exact_on_trained_models(seed: int, rows: int, number: int, data: st.DataObject) -> None:
    snapshot = trained_snapshot(seed, rows)
    surface = drawn.surface(seed, rows)
    sources = {name: policy.model_copy(update={"weight": 700_001}) for name, policy in surface.sources.items()}
    record = drawn.record(seed, snapshot, number)
    situation = situated(snapshot, surface.model_copy(update={"sources": sources}), record)
    everyone = list(situation.profile.acts)
    if not everyone:
        return
    gone = data.draw(st.sampled_from(everyone))
    left = replace(situation.profile, acts=Acts.of([piece for piece in everyone if piece is not gone]))
    before = weigh_all(situation)
    assert weigh_all(replace(situation, profile=left)) == {
        key: units for key, units in before.items() if key[1] != gone.key
    }
    ledger = ask(situation).found.ledger
    parts = [{piece.key: sum(by.values()) for piece, by in ledger.contributions(at)} for at in range(len(ledger.rows))]
    changed = (ledger.scores() - ledger.without(gone.key).scores()).tolist()
    assert changed == [part.get(gone.key, 0) for part in parts]
