from dataclasses import replace

import pytest

from frankly.domain.time import HOUR_MS
from frankly.stages.triggers.due import RULES, due
from tests.unit.stages.shop import NOW, item
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


def test_what_lies_in_the_cart_is_told_once_though_its_newest_thing_sells_out() -> None:
    cart = [act("add_to_cart", "lamp", 32), act("add_to_cart", "vase", 30)]
    first = due(trigger("cart_left"), watched(*cart))
    assert first is not None
    assert first.items == ("vase", "lamp")
    for told in ((), (first.key,)):
        left = due(trigger("cart_left"), watched(*cart, told=told, extra=(item("lamp"), item("vase", stock=0))))
        assert (left is None) == bool(told)
    more = watched(*cart, act("add_to_cart", "rug", 26), told=(first.key,))
    again = due(trigger("cart_left"), more)
    assert again is not None
    assert again.items == ("rug", "vase", "lamp")


def test_who_lost_their_last_act_does_not_lapse_once_more() -> None:
    acts = [act("view", "vase", 32), act("view", "lamp", 30)]
    first = due(trigger("lapsed"), watched(*acts))
    assert first is not None
    assert due(trigger("lapsed"), watched(acts[0], told=(first.key,))) is None


def test_what_is_about_one_item_is_told_for_each() -> None:
    begun = [act("start", "lamp", 32), act("start", "vase", 30)]
    first = due(trigger("continue"), watched(*begun))
    assert first is not None
    other = due(trigger("continue"), watched(*begun, told=(first.key,)))
    assert other is not None
    assert (first.items, other.items) == (("vase",), ("lamp",))


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind != "digest"])
def test_nobody_of_whom_nothing_is_known_is_due(kind: str) -> None:
    assert due(trigger(kind), watched(returned={"lamp": 30})) is None


def test_keys_name_no_item() -> None:
    for kind, someone in ACTS.items():
        found = due(trigger(kind), someone)
        assert found is not None
        assert "lamp" not in found.key
