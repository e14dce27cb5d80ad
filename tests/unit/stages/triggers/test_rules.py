"""What each rule passes over."""

from frankly.domain.time import HOUR_MS
from frankly.stages.triggers.due import due
from tests.unit.stages.shop import NOW
from tests.unit.stages.triggers.watching import act, trigger, watched, written


def test_a_digest_goes_at_once_to_whoever_never_got_one() -> None:
    assert due(trigger("digest", after=168), watched()) is not None


def test_a_digest_that_is_days_late_still_goes() -> None:
    assert due(trigger("digest", after=24, within=1), watched(told=written(500))) is not None


def test_each_digest_is_an_occasion_of_its_own() -> None:
    first = due(trigger("digest"), watched())
    assert first is not None
    second = due(trigger("digest"), watched(told=(first.key,), now=NOW + 24 * HOUR_MS))
    assert second is not None
    assert first.key != second.key


def test_whoever_came_back_did_not_lapse() -> None:
    assert due(trigger("lapsed"), watched(act("view", "lamp", 30), act("view", "vase", 2))) is None


def test_an_act_dated_ahead_counts_as_made_now() -> None:
    assert due(trigger("lapsed"), watched(act("view", "lamp", 30), act("view", "vase", -5))) is None


def test_a_cart_is_told_of_with_what_lies_there_the_newest_first() -> None:
    cart = watched(act("add_to_cart", "lamp", 40), act("add_to_cart", "vase", 30), act("view", "rug", 29))
    found = due(trigger("cart_left"), cart)
    assert found is not None
    assert found.items == ("vase", "lamp")


def test_what_was_bought_hidden_or_cannot_be_had_is_no_cart_left() -> None:
    for ending in (act("purchase", "lamp", 29), act("hide", "lamp", 29), act("dismiss", "lamp", 29)):
        assert due(trigger("cart_left"), watched(act("add_to_cart", "lamp", 30), ending)) is None
    for thing in ("gone", "later", "never-heard-of"):
        assert due(trigger("cart_left"), watched(act("add_to_cart", thing, 30))) is None


def test_what_was_put_in_again_after_it_was_bought_lies_in_the_cart() -> None:
    cart = watched(act("add_to_cart", "lamp", 60), act("purchase", "lamp", 59), act("add_to_cart", "lamp", 30))
    assert due(trigger("cart_left"), cart) is not None


def test_nobody_is_reminded_while_they_are_there() -> None:
    assert due(trigger("cart_left"), watched(act("add_to_cart", "lamp", 30), act("view", "rug", 0.5))) is None


def test_something_more_in_the_cart_is_another_occasion() -> None:
    one = due(trigger("cart_left"), watched(act("add_to_cart", "lamp", 40)))
    other = due(trigger("cart_left"), watched(act("add_to_cart", "lamp", 40), act("add_to_cart", "vase", 30)))
    assert one is not None
    assert other is not None
    assert one.key != other.key


def test_only_what_was_wanted_before_it_came_back_is_told_of() -> None:
    assert due(trigger("back_in_stock"), watched(act("save", "lamp", 20), returned={"lamp": 30})) is None
    assert due(trigger("back_in_stock"), watched(act("view", "lamp", 90), returned={"lamp": 30})) is None
    assert due(trigger("back_in_stock"), watched(act("save", "vase", 90), returned={"lamp": 30})) is None


def test_what_was_bought_or_is_sold_out_again_is_not_told_of() -> None:
    wanted = act("save", "lamp", 90)
    bought = watched(wanted, act("purchase", "lamp", 80), returned={"lamp": 30})
    assert due(trigger("back_in_stock"), bought) is None
    assert due(trigger("back_in_stock"), watched(act("save", "gone", 90), returned={"gone": 30})) is None


def test_two_things_that_came_back_at_once_are_told_of_one_after_the_other() -> None:
    acts = (act("save", "lamp", 90), act("save", "vase", 80))
    first = due(trigger("back_in_stock"), watched(*acts, returned={"lamp": 30, "vase": 30}))
    assert first is not None
    second = due(trigger("back_in_stock"), watched(*acts, returned={"lamp": 30, "vase": 30}, told=(first.key,)))
    assert second is not None
    assert (first.items, second.items) == (("vase",), ("lamp",))


def test_what_was_finished_is_not_to_be_continued() -> None:
    begun = act("start", "lamp", 40)
    assert due(trigger("continue"), watched(begun, act("complete", "lamp", 30))) is None
    assert due(trigger("continue"), watched(begun, act("progress", "lamp", 30, progress_percent=100))) is None
    going_on = watched(begun, act("progress", "lamp", 30, progress_percent=60))
    found = due(trigger("continue"), going_on)
    assert found is not None
    assert found.since == NOW - 6 * HOUR_MS


def test_what_cannot_be_continued_any_more_hides_nothing_behind_it() -> None:
    found = due(trigger("continue", within=48), watched(act("start", "lamp", 40), act("start", "gone", 30)))
    assert found is not None
    assert found.items == ("lamp",)
