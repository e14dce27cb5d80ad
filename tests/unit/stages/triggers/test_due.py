from dataclasses import replace

import pytest

from frankly.domain.time import HOUR_MS
from frankly.stages.triggers.due import RULES, due
from tests.unit.stages.shop import NOW
from tests.unit.stages.triggers.watching import act, trigger, watched, written

ACTS = {
    "digest": watched(told=written(30, 90)),
    "lapsed": watched(act("view", "lamp", 30)),
    "cart_left": watched(act("add_to_cart", "lamp", 30)),
    "back_in_stock": watched(act("save", "lamp", 90), returned={"lamp": 30}),
    "continue": watched(act("start", "lamp", 30)),
}


@pytest.mark.parametrize("kind", RULES)
def test_every_trigger_finds_what_it_waits_for(kind: str) -> None:
    found = due(trigger(kind), ACTS[kind])
    assert found is not None
    assert found.since == NOW - 6 * HOUR_MS
    assert found.key.startswith(f"{kind}:")


@pytest.mark.parametrize("kind", RULES)
def test_nobody_is_due_before_the_hours_are_over(kind: str) -> None:
    assert due(trigger(kind, after=31), ACTS[kind]) is None
    assert due(trigger(kind, after=30), ACTS[kind]) is not None


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind != "digest"])
def test_nobody_is_due_after_it_is_too_late(kind: str) -> None:
    assert due(trigger(kind, after=24, within=6), ACTS[kind]) is None
    assert due(trigger(kind, after=24, within=7), ACTS[kind]) is not None


@pytest.mark.parametrize("kind", RULES)
def test_nobody_is_due_twice_for_the_same_occasion(kind: str) -> None:
    found = due(trigger(kind), ACTS[kind])
    assert found is not None
    assert due(trigger(kind), replace(ACTS[kind], told={*ACTS[kind].told, found.key})) is None


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind != "digest"])
def test_nobody_of_whom_nothing_is_known_is_due(kind: str) -> None:
    assert due(trigger(kind), watched(returned={"lamp": 30})) is None


def test_keys_name_no_item() -> None:
    for kind, someone in ACTS.items():
        found = due(trigger(kind), someone)
        assert found is not None
        assert "lamp" not in found.key
