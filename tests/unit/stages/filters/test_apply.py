"""Each filter by the reason that it gives."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.item import Item
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.profile import FactKind
from frankly.domain.situation import Profile
from frankly.stages.filters.apply import FILTERS, apply, refused
from tests.unit.stages.shop import EVERYTHING, NOW, fact, item, shop, situation, surface

R = DropReason


def dropped(*items: Item | str, rules: Mapping[str, Any] | None = None, **more: Any) -> dict[str, str]:
    """Item → reason, for what is dropped of a whole shop."""
    snapshot = shop(*items)
    made = situation(snapshot, surface(**(rules or {})), **more)
    filtered = apply(made, np.arange(len(snapshot)))
    assert [row for row in range(len(snapshot)) if not filtered.kept[row]] == sorted(filtered.dropped)
    return {str(snapshot.item_ids[row]): str(reason) for row, reason in filtered.dropped.items()}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"stock": 0}, R.UNAVAILABLE),
        ({"available": False}, R.UNAVAILABLE),
        ({"available_from": NOW + 1}, R.UNAVAILABLE),
        ({"available_until": NOW}, R.EXPIRED),
        ({"sensitive": ("health",)}, R.SENSITIVE),
        ({"age_rating": 18}, R.AGE_RATING),
    ],
)
def test_what_nobody_may_be_shown(fields: dict[str, Any], reason: DropReason) -> None:
    assert dropped(item("a", **fields), "b") == {"a": reason}


@pytest.mark.parametrize(
    "fields", [{"stock": 1}, {"available_from": NOW}, {"available_until": NOW + 1}, {"age_rating": 16}, {}]
)
def test_what_anyone_may_be_shown(fields: dict[str, Any]) -> None:
    assert dropped(item("a", **fields)) == {}


def test_deleted_items_are_unavailable() -> None:
    snapshot = shop("a", "b")
    made = situation(replace(snapshot, alive=np.array([True, False])), surface())
    assert apply(made, np.array([0, 1])).dropped == {1: R.UNAVAILABLE}


def test_a_sensitive_topic_is_shown_to_whom_it_is_allowed_and_only_if_all_of_them_are() -> None:
    items = (item("a", sensitive=("health",)), item("b", sensitive=("health", "religion")))
    scope = replace(EVERYTHING, topics=frozenset({"health"}))
    assert dropped(*items, scope=scope) == {"b": R.SENSITIVE}


@pytest.mark.parametrize(
    ("age", "reasons"), [(16, {"b": R.AGE_RATING}), (18, {}), (15, {"a": R.AGE_RATING, "b": R.AGE_RATING})]
)
def test_a_known_age_decides(age: int, reasons: dict[str, DropReason]) -> None:
    items = (item("a", age_rating=16), item("b", age_rating=18))
    assert dropped(*items, profile=Profile(age_years=age)) == reasons


@pytest.mark.parametrize(("age", "rule", "is_dropped"), [(12, "drop", True), (12, "allow", False), (18, "drop", False)])
def test_unrated_items_may_be_kept_from_the_young(age: int, rule: str, is_dropped: bool) -> None:
    rules = {"filters": {"unknown_age_rating": rule}}
    assert bool(dropped("a", rules=rules, profile=Profile(age_years=age))) is is_dropped


MARKETS = (item("de", markets=("DE",)), item("both", markets=("DE", "AT")), item("anywhere"))


@pytest.mark.parametrize(
    ("asked", "stated", "gone"),
    [
        (None, None, set()),
        ("DE", None, set()),
        ("AT", None, {"de"}),
        ("FR", None, {"de", "both"}),
        (None, "AT", {"de"}),
        ("DE", "AT", set()),
    ],
)
def test_only_what_is_offered_in_the_market_is_shown(asked: str | None, stated: str | None, gone: set[str]) -> None:
    profile = Profile(facts=[fact(FactKind.MARKET, stated)] if stated else [])
    found = dropped(*MARKETS, profile=profile, context=RequestContext(market=asked))
    assert found == dict.fromkeys(gone, R.MARKET)


def test_hidden_and_disliked_items_stay_away_and_a_surface_may_bring_back_only_disliked_ones() -> None:
    profile = Profile(hidden=frozenset({"a", "gone"}), disliked=frozenset({"b"}))
    assert dropped("a", "b", "c", profile=profile) == {"a": R.HIDDEN, "b": R.DISLIKED}
    assert dropped("a", "b", profile=profile, rules={"filters": {"disliked": False}}) == {"a": R.HIDDEN}


@pytest.mark.parametrize(
    ("rule", "gone"), [(["purchase", "complete"], {"a"}), (["view"], {"a", "b"}), ([], set()), (["rate"], {"c"})]
)
def test_consumed_is_what_the_surface_says(rule: list[str], gone: set[str]) -> None:
    acts = {"a": (EventKind.VIEW, EventKind.PURCHASE), "b": (EventKind.VIEW,), "c": (EventKind.RATE,)}
    consumed = {name: frozenset(EVENT_CODES[kind] for kind in kinds) for name, kinds in acts.items()}
    found = dropped("a", "b", "c", profile=Profile(consumed=consumed), rules={"filters": {"consumed": rule}})
    assert found == dict.fromkeys(gone, R.CONSUMED)


@pytest.mark.parametrize(
    ("trigger", "gone"),
    [("cart_left", {"b", "c"}), ("back_in_stock", {"b", "c"}), ("continue", {"c"}), ("", {"a", "b", "c"})],
)
def test_what_a_trigger_weighed_by_itself_is_not_weighed_again_for_what_it_is_about(
    trigger: str, gone: set[str]
) -> None:
    acts = {"a": EventKind.PURCHASE, "b": EventKind.COMPLETE, "c": EventKind.PURCHASE}
    profile = Profile(consumed={name: frozenset({EVENT_CODES[kind]}) for name, kind in acts.items()})
    about = {"occasion": ("a", "b"), "occasion_kind": trigger} if trigger else {}
    found = dropped("a", "b", "c", profile=profile, rules={"filters": {"consumed": ["purchase", "complete"]}}, **about)
    assert found == dict.fromkeys(gone, R.CONSUMED)


@pytest.mark.parametrize(("most", "gone"), [(0, set()), (3, {"a"}), (2, {"a", "b"})])
def test_an_item_is_shown_only_so_often(most: int, gone: set[str]) -> None:
    profile = Profile(seen={"a": 3, "b": 2, "gone": 9})
    found = dropped("a", "b", "c", profile=profile, rules={"filters": {"max_impressions": most}})
    assert found == dict.fromkeys(gone, R.SEEN_TOO_OFTEN)


def test_what_is_looked_at_lies_in_the_basket_or_was_on_an_earlier_page_is_not_shown_again() -> None:
    context = RequestContext(item="a", basket=("b", "gone"))
    found = dropped("a", "b", "c", "d", context=context, exclude=frozenset({"c"}))
    assert found == {"a": R.CONTEXT, "b": R.CONTEXT, "c": R.ALREADY_SHOWN}


def test_what_cannot_stand_in_an_e_mail_is_not_in_it() -> None:
    assert dropped("a", "b", item("c", stock=0), unfit=frozenset({"b", "c", "gone"})) == {
        "b": R.UNFIT,
        "c": R.UNAVAILABLE,
    }


def test_an_editor_takes_out_what_matches_in_all_that_is_named_while_the_act_holds() -> None:
    items = (item("a", tags=("war",), creators=("x",)), item("b", tags=("War",)), item("c", creators=("y",)), "d")
    buries = [
        {"because": "r", "match": {"tag": "war", "creator": "x"}},
        {"because": "r", "match": {"creator": "y"}, "ends": NOW},
        {"because": "r", "match": {"item": "d"}, "starts": NOW},
        {"because": "r", "match": {"item": "b", "tag": "peace"}},
    ]
    assert dropped(*items, rules={"editorial": {"buries": buries}}) == {"a": R.BURIED, "d": R.BURIED}


def test_what_must_never_appear_is_told_first() -> None:
    profile = Profile(hidden=frozenset({"a"}), disliked=frozenset({"a"}))
    assert dropped(item("a", stock=0), profile=profile) == {"a": R.UNAVAILABLE}
    assert dropped("a", profile=profile, context=RequestContext(item="a")) == {"a": R.HIDDEN}


def test_every_reason_of_a_filter_has_one_and_the_others_belong_to_ranking_and_the_vote() -> None:
    assert set(DropReason) - set(FILTERS) == {R.CAPPED, R.DISPLACED, R.OUTSCORED, R.OUTVOTED}


def test_filters_of_the_person_ask_for_nothing_else() -> None:
    snapshot = shop("a", item("b", stock=0), item("c", age_rating=18), item("d", sensitive=("health",)), "e")
    profile = Profile(hidden=frozenset({"a"}), disliked=frozenset({"a", "e"}))
    made = situation(snapshot, surface(), profile=profile)
    found = {str(snapshot.item_ids[row]): reason for row, reason in refused(made, np.arange(len(snapshot))).items()}
    assert found == {"a": R.HIDDEN, "c": R.AGE_RATING, "d": R.SENSITIVE, "e": R.DISLIKED}
