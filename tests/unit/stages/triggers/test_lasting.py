"""Whether an occasion still holds when its message leaves."""

import pytest

from frankly.stages.triggers.due import due
from frankly.stages.triggers.lasting import lasting
from frankly.stages.triggers.watched import Watched
from tests.unit.stages.triggers.watching import act, trigger, watched

CART = trigger("cart_left")
ITEMS = ("lamp", "vase")


def of(*ends: str) -> Watched:
    begun = [act("add_to_cart", "lamp", 30), act("add_to_cart", "vase", 31), act("start", "rug", 30)]
    return watched(*begun, *(act(kind, thing, 1) for kind, thing in (one.split() for one in ends)))


@pytest.mark.parametrize(
    ("ends", "left"),
    [
        ((), ITEMS),
        (("view lamp",), ITEMS),
        (("purchase lamp",), ("vase",)),
        (("purchase lamp", "hide vase"), None),
        (("purchase lamp", "add_to_cart rug"), ("vase",)),
    ],
)
def test_what_was_bought_or_refused_is_no_part_of_it_any_more(ends: tuple[str, ...], left: tuple[str, ...]) -> None:
    assert lasting(CART, of(*ends), "cart_left:1", ITEMS) == left


def test_whether_something_can_be_had_is_not_asked_without_a_catalogue() -> None:
    begun = act("add_to_cart", "gone", 30)
    with_catalogue = watched(begun)
    assert lasting(CART, with_catalogue, "", ("gone",)) is None
    assert lasting(CART, Watched(with_catalogue.history, None, with_catalogue.now), "", ("gone",)) == ("gone",)


def test_what_was_begun_lasts_until_it_is_finished() -> None:
    assert lasting(trigger("continue"), of(), "", ("rug",)) == ("rug",)
    assert lasting(trigger("continue"), of("complete rug"), "", ("rug",)) is None


def test_who_did_something_did_not_lapse_and_a_digest_is_never_over() -> None:
    away = watched(act("view", "lamp", 30))
    found = due(trigger("lapsed"), away)
    assert found is not None
    assert lasting(trigger("lapsed"), away, found.key, ()) == ()
    assert lasting(trigger("lapsed"), watched(act("view", "lamp", 30), act("view", "vase", 1)), found.key, ()) is None
    assert lasting(trigger("digest"), watched(), "digest:1", ()) == ()
