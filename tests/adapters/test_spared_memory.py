import gc

import pytest

from frankly.adapters.spared_memory import AT_WORK, THRESHOLDS, spared_memory


def test_what_is_there_is_left_alone_until_the_end() -> None:
    usual = gc.get_threshold()
    with spared_memory():
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == usual


def test_work_through_a_campaign_is_looked_at_least_often() -> None:
    with spared_memory(AT_WORK):
        assert gc.get_threshold() == AT_WORK
    assert AT_WORK > THRESHOLDS


def test_a_failing_service_leaves_the_collector_as_it_was() -> None:
    usual = gc.get_threshold()
    with pytest.raises(RuntimeError), spared_memory():
        raise RuntimeError
    assert gc.get_threshold() == usual
