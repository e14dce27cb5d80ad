import pytest

from frankly.domain.model.fault import ReplyFault
from frankly.stages.replies.handles import read_entries, read_order

SHOWN = ("b2c3", "d4f5", "g6h7", "j8k9")


def test_an_order_of_all_has_no_faults() -> None:
    read = read_order(["d4f5", "b2c3", "j8k9", "g6h7"], SHOWN)
    assert (read.whole, read.faults) == (("d4f5", "b2c3", "j8k9", "g6h7"), ())


def test_what_was_left_out_follows_in_the_order_shown() -> None:
    read = read_order(["j8k9"], SHOWN)
    assert read.whole == ("j8k9", "b2c3", "d4f5", "g6h7")
    assert read.faults == (ReplyFault.MISSING_HANDLE,)


def test_what_was_not_shown_and_what_comes_twice_is_left_out() -> None:
    read = read_order(["j8k9", "x9x9", "j8k9", " d4f5 ", "b2c3", "g6h7"], SHOWN)
    assert read.order == ("j8k9", "d4f5", "b2c3", "g6h7")
    assert read.faults == (ReplyFault.UNKNOWN_HANDLE, ReplyFault.DUPLICATE_HANDLE)


def test_a_copied_order_is_told_but_not_of_few() -> None:
    assert read_order(list(SHOWN), SHOWN).faults == (ReplyFault.COPIED_ORDER,)
    assert read_order(list(SHOWN[:3]), SHOWN[:3]).faults == ()


@pytest.mark.parametrize("named", [None, "b2c3", {"order": []}, 3])
def test_an_order_that_is_no_list_is_of_the_wrong_shape(named: object) -> None:
    assert read_order(named, SHOWN).whole == SHOWN
    assert read_order(named, SHOWN).faults == (ReplyFault.WRONG_SHAPE,)


def test_titles_and_numbers_are_never_matched() -> None:
    read = read_order(["Emma", 1, ["b2c3"], "B2C3"], SHOWN)
    assert read.order == ()
    assert {ReplyFault.UNKNOWN_HANDLE, ReplyFault.WRONG_SHAPE} <= set(read.faults)


def test_entries_are_found_by_handle_and_the_first_of_two_counts() -> None:
    listed = [{"handle": "d4f5", "text": "one"}, {"handle": "d4f5", "text": "two"}, {"handle": "zzzz"}, "b2c3", {}]
    read = read_entries(listed, SHOWN[:2])
    assert read.entries == {"d4f5": {"handle": "d4f5", "text": "one"}}
    assert read.missing == ("b2c3",)
    assert set(read.faults) == {
        ReplyFault.WRONG_SHAPE,
        ReplyFault.DUPLICATE_HANDLE,
        ReplyFault.UNKNOWN_HANDLE,
        ReplyFault.MISSING_HANDLE,
    }


def test_entries_that_are_no_list_are_of_the_wrong_shape() -> None:
    assert read_entries({"b2c3": "x"}, SHOWN).missing == SHOWN
