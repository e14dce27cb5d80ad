import importlib
from types import ModuleType

import pytest

from frankly.bench.timing import STAGES, percentile, stage_times
from frankly.errors import Misconfigured


def pipeline() -> ModuleType:
    module = ModuleType("pipeline")
    for name in STAGES:
        setattr(module, name, lambda value: value)
    return module


def test_percentiles_lie_between_neighbours() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert percentile([*range(101)], 0.95) == 95


def test_every_stage_of_the_real_pipeline_can_be_timed_and_is_put_back() -> None:
    module = importlib.import_module("frankly.pipelines.decide")
    before = {name: getattr(module, name) for name in STAGES}
    with stage_times(module):
        assert all(getattr(module, name) is not before[name] for name in STAGES)
    assert {name: getattr(module, name) for name in STAGES} == before


async def test_calls_are_timed_one_by_one_and_answer_as_before() -> None:
    module = pipeline()

    async def ask_index(value: int) -> int:
        return value + 1

    module.ask_index = ask_index  # type: ignore[attr-defined]
    with stage_times(module) as times:
        assert module.find(3) == 3
        assert [module.rank(1), module.rank(2)] == [1, 2]
        assert await module.ask_index(3) == 4
    assert {name: len(spent) for name, spent in times.items() if spent} == {"find": 1, "rank": 2, "ask_index": 1}
    assert all(spent >= 0 for each in times.values() for spent in each)


def test_a_stage_that_is_gone_is_named() -> None:
    module = pipeline()
    del module.rank
    with pytest.raises(Misconfigured, match="rank"), stage_times(module):
        pass
