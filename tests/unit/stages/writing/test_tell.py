from dataclasses import replace

from frankly.domain.evidence import Cause
from frankly.stages.writing.tell import fitting, what_to_tell
from tests.unit.stages.verify.samples import K, bearing, ground, item, piece, texts

EN = texts().wordings.languages["en"]


def forms(told, under) -> set[str]:  # type: ignore[no-untyped-def]
    return {wording.name.split("/")[1] for wording in fitting(told, EN, under, None)}


def test_the_strongest_grounds_are_told_first_and_weak_ones_not_at_all() -> None:
    pieces = (piece("e1", contribution=300), piece("e2", K.SAVED, ("item", "ivanhoe"), contribution=900))
    weak = piece("e3", K.POPULAR, ("none", ""), contribution=90, count=50)
    under = bearing(*pieces, weak)
    assert [told.pieces[0].id for told in what_to_tell(under, 5)] == ["e2", "e1"]


def test_nothing_is_a_reason_when_no_ground_reaches_a_tenth() -> None:
    pieces = [piece(f"e{n}", anchor=("item", f"i{n}"), contribution=100 - n) for n in range(1, 20)]
    assert [told.pieces[0].id for told in what_to_tell(bearing(*pieces), 3)] == []


def test_evidence_against_an_item_is_never_told() -> None:
    under = bearing(piece("e1", K.DISLIKED, contribution=-500), piece("e2", K.BURIED, ("none", ""), contribution=5))
    assert what_to_tell(under, 3) == []


def test_what_a_rule_keeps_silent_is_passed_over_and_another_ground_told() -> None:
    pieces = tuple(piece(f"e{n}", anchor=("item", f"i{n}"), contribution=300) for n in range(1, 4))
    alone = [replace(bearing(*pieces), untold=frozenset({"e1"})), bearing(*pieces)]
    assert [[told.pieces[0].id for told in what_to_tell(under, 5)] for under in alone] == [
        ["e2", "e3"],
        ["e1", "e2", "e3"],
    ]
    grounds = {"g1": ground(pieces, ("category", "romance"))}
    grounds |= {f"g{n + 1}": ground((one,), share_ppm=333_333) for n, one in enumerate(pieces, 1)}
    together = replace(bearing(*pieces, grounds=grounds), untold=frozenset({"e3"}))
    assert [told.name for told in what_to_tell(together, 5)] == ["g2", "g3"]


def test_one_item_is_not_told_twice_by_two_acts() -> None:
    under = bearing(piece("e1", contribution=500), piece("e2", K.SAVED, contribution=400))
    assert [told.kind for told in what_to_tell(under, 3)] == [K.VIEWED]


def test_a_group_that_is_told_leaves_its_pieces_out_and_the_other_way_round() -> None:
    pieces = tuple(piece(f"e{n}", anchor=("item", f"i{n}"), contribution=100) for n in range(1, 4))
    grounds = {f"g{n}": ground((one,), share_ppm=333_333) for n, one in enumerate(pieces, 1)}
    grounds["g9"] = ground(pieces, ("category", "romance"))
    assert [told.name for told in what_to_tell(bearing(*pieces, grounds=grounds), 5)] == ["g9"]


def test_a_place_is_explained_first_and_editors_are_not_named_for_a_paid_one() -> None:
    pinned = piece("p1", K.PINNED, ("none", ""), contribution=0, sources={})
    seen = piece("e1", contribution=500)
    under = bearing(seen, pinned, grounds={"g1": ground((seen,))})
    assert [told.kind for told in what_to_tell(under, 2)] == [K.PINNED, K.VIEWED]
    assert [told.kind for told in what_to_tell(under, 2, is_sponsored=True)] == [K.VIEWED]


def test_no_wording_claims_more_than_its_ground_bears() -> None:
    causes: dict[Cause, set[str]] = {"contributing": {"one"}, "sufficient": {"one"}, "necessary": {"because"}}
    for cause, wanted in causes.items():
        under = bearing(piece(sources={"popular": 500}), causes={"e1": cause})
        (told,) = what_to_tell(under, 1)
        assert forms(told, under) == wanted
    assert what_to_tell(bearing(piece(), grounds={"g1": ground((piece(),))}, causes={"g1": "none"}), 1) == []


def test_a_way_is_told_only_where_it_brought_most() -> None:
    for content, wanted in ((300, {"one", "from_content"}), (200, {"one"})):
        under = bearing(piece(sources={"content": content, "stated_interests": 500 - content}))
        (told,) = what_to_tell(under, 1)
        assert forms(told, under) == wanted


def test_what_others_did_is_not_told_while_their_number_is_not_known() -> None:
    for source in ("transitions", "item_item"):
        under = bearing(piece(sources={source: 500}))
        (told,) = what_to_tell(under, 1)
        assert forms(told, under) == {"one"}


def test_an_act_on_the_item_itself_is_worded_so() -> None:
    under = bearing(piece(anchor=("item", "persuasion")))
    (told,) = what_to_tell(under, 1)
    assert forms(told, under) == {"self"}


def test_many_is_said_of_twenty_people() -> None:
    for count, wanted in ((20, {"many"}), (19, {"plain"})):
        under = bearing(piece("e1", K.POPULAR, ("none", ""), count=count))
        (told,) = what_to_tell(under, 1)
        assert forms(told, under) == wanted


def test_a_wording_whose_slot_cannot_be_filled_is_left_out() -> None:
    under = bearing(piece(days_ago=None))
    (told,) = what_to_tell(under, 1)
    assert all(("e1", "when") not in wording.slots for wording in fitting(told, EN, under, None))
    gone = bearing(piece(), anchors={})
    assert not fitting(what_to_tell(gone, 1)[0], EN, gone, None)


def test_what_others_did_needs_three_people() -> None:
    alone = piece("e1", K.TRENDING, ("none", ""), count=2)
    assert what_to_tell(bearing(alone), 1) == []
    assert len(what_to_tell(bearing(alone.model_copy(update={"count": 3})), 1)) == 1


def test_a_mail_is_told_in_wordings_that_hold_whenever_it_is_read() -> None:
    own = bearing(piece("e1", K.ADDED_TO_CART), about=item("emma", "Emma"))
    for locale in texts().wordings.languages:
        language = texts().wordings.languages[locale]
        (told,) = what_to_tell(own, 1)
        here = {wording.text for wording in fitting(told, language, own, None)}
        mailed = {wording.text for wording in fitting(told, language, replace(own, is_read_later=True), None)}
        assert mailed == {text for text in here if ".when" not in text}
        assert len(mailed) >= 4
