"""Where a rule begins and ends: sentences just inside and just outside of it."""

from frankly.domain.time import DAY_MS
from frankly.stages.verify.parse import parse
from tests.unit.stages.verify.samples import NOW, K, bearing, codes, piece, reason


def test_recently_is_from_this_moment_to_thirty_days_ago() -> None:
    text = "You recently viewed “{e1.title}”."
    for days, passes in ((0, True), (30, True), (31, False)):
        assert ("time_unlicensed" not in codes(reason(text), bearing(piece(days_ago=days)))) == passes
    early = piece().model_copy(update={"at": NOW + DAY_MS})
    assert "time_unlicensed" in codes(reason(text), bearing(early))


def test_a_number_may_end_a_sentence_with_its_unit() -> None:
    assert codes(reason("You viewed “{e1.title}” {e1.count} times"), bearing(piece(count=4))) == set()
    assert "slot_unit" in codes(reason("You viewed “{e1.title}” {e1.count}"), bearing(piece(count=4)))


def test_what_was_finished_may_be_told_as_viewed_and_not_as_under_way() -> None:
    both = bearing(piece(), piece("e2", kind=K.COMPLETED), piece("e3", kind=K.PROGRESSED))
    assert codes(reason("You viewed “{e1.title}”."), both) == set()
    assert codes(reason("You finished “{e2.title}”.", "e2"), both) == set()
    assert "preference_conflict" in codes(reason("You are partway through “{e3.title}”.", "e3"), both)
    other = bearing(piece("e2", kind=K.COMPLETED, anchor=("item", "ivanhoe")), piece("e3", kind=K.PROGRESSED))
    assert codes(reason("You are partway through “{e3.title}”.", "e3"), other) == set()


def test_the_source_that_brought_half_of_the_effect_may_be_named() -> None:
    text = "Similar to “{e1.title}”, which you viewed."
    for units, passes in ((250, True), (249, False)):
        sources = {"content": units, "transitions": 500 - units}
        assert ("source_unlicensed" not in codes(reason(text), bearing(piece(sources=sources)))) == passes


def test_a_slot_begins_where_the_text_or_a_sentence_does() -> None:
    begins = [slot.begins for slot in parse("{e1.label}: that is {e2.label}. {e3.label} too? “{e4.label}”").slots]
    assert begins == [True, False, True, False]
    assert [slot.is_quoted for slot in parse("{e1.title} and “{e2.title}”").slots] == [False, True]


def test_addresses_are_seen_in_any_case() -> None:
    view = bearing(piece())
    assert "link" in codes(reason("You viewed “{e1.title}” on SHOP.EXAMPLE."), view)
    assert "link" in codes(reason("You viewed “{e1.title}” at HTTPS."), view)
