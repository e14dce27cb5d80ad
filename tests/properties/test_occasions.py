"""A trigger that is asked again and again writes at most once for each occasion, and never about what cannot be had."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.person.event import Event
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.stages.triggers.due import RULES, due
from tests.unit.stages.shop import NOW
from tests.unit.stages.triggers.watching import act, trigger, watched

KINDS = ("view", "save", "like", "add_to_cart", "purchase", "start", "complete", "hide", "dismiss")
acts = st.lists(
    st.builds(act, st.sampled_from(KINDS), st.sampled_from(("lamp", "vase", "gone", "later")), st.integers(-2, 200)),
    max_size=12,
    unique_by=lambda event: event.id,
)


@given(st.sampled_from(list(RULES)), acts, st.integers(1, 72), st.integers(1, 72))
def test_an_hourly_tick_writes_once_for_each_occasion(kind: str, done: list[Event], after: int, within: int) -> None:
    wanted = trigger(kind, after, within)
    someone = watched(*done, returned={"lamp": 50, "vase": 20})
    told: list[str] = []
    for hour in range(48):
        now = EpochMs(NOW + hour * HOUR_MS)
        found = due(wanted, replace(someone, now=now, told=frozenset(told)))
        if found is None:
            continue
        assert found.since <= now
        rows = np.array([someone.snapshot.row_of[item] for item in found.items], np.int64)
        assert someone.snapshot.offered(rows, now).all()
        told.append(found.key)
    assert len(told) == len(set(told))
