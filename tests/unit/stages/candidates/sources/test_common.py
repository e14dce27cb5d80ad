"""Sources that speak of everyone and of the house: popular, trending, new, editorial, serendipity."""

from dataclasses import replace

import numpy as np
import pytest

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import UNITS, EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.situation import Profile, Situation
from frankly.domain.surface import SourceName
from frankly.domain.time import DAY_MS
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.sources import new
from tests.unit.stages.shop import EVERYTHING, NOW, item, ppm, shop, situation, surface

COHORT = (ppm(1, 3), ppm(1_000_000, 500_000), ppm(40, 20))
SHOP = shop(
    item("a", categories=("x",), first_available=NOW - 40 * DAY_MS),
    item("b", categories=("x",), tags=("fair",), first_available=NOW - 15 * DAY_MS),
    item("c", categories=("y",), tags=("fair",), first_available=NOW),
    item("d", first_available=NOW + 1),
    popular=ppm(1_000_000, 300_000, 200_000, 0),
    trending=ppm(0, 0, 1_000_000, 1),
    by_region={"DE": COHORT},
    by_segment={"owls": COHORT, "larks": (ppm(0), ppm(250_000), ppm(30))},
)
X, Y = SHOP.categories.codes["x"], SHOP.categories.codes["y"]


def asked(*, profile: Profile | None = None, **more: object) -> Situation:
    rules = surface(*SOURCES, **more.pop("rules", {}))  # type: ignore[arg-type]
    return situation(SHOP, rules, profile=profile, **more)  # type: ignore[arg-type]


def units(name: SourceName, who: Situation) -> dict[str, list[int]]:
    pieces, contributions = SOURCES[name].weigh(who, np.arange(4))
    return {
        f"{piece.kind} {piece.anchor}".strip(): row for piece, row in zip(pieces, contributions.tolist(), strict=True)
    }


def proposed(name: SourceName, who: Situation, limit: int = 10) -> list[str]:
    return [SHOP.item_ids[row] for row in SOURCES[name].propose(who, [], limit).tolist()]


def test_popular_and_trending_are_the_fixed_statistics() -> None:
    assert units("popular", asked()) == {"popular": [UNITS, 300_000_000, 200_000_000, 0]}
    assert proposed("popular", asked()) == ["a", "b", "c"]
    assert units("trending", asked()) == {"trending": [0, 0, UNITS, 1_000]}
    assert proposed("trending", asked(), 1) == ["c"]


def test_what_cannot_be_had_takes_no_place_among_the_proposals() -> None:
    """The most popular items of years may all be gone; the popular ones that are left must still be proposed."""
    gone = [
        item("a", stock=0),
        item("b", available=False),
        item("c", available_until=NOW),
        item("d", available_from=NOW + 1),
    ]
    left = [item(name, categories=("x",), available_until=NOW + 1) for name in ("e", "f")]
    books = shop(*gone, *left, popular=ppm(9, 8, 7, 6, 5, 4), trending=ppm(9, 8, 7, 6, 5, 4))
    who = situation(books, surface("popular"), profile=Profile(established=frozenset({0})))
    for name in ("popular", "trending", "popular_in_category"):
        assert SOURCES[name].propose(who, [], 2).tolist() == [4, 5]


def interest(category: str) -> Piece:
    return Piece(EvidenceKind.STATED_INTEREST, "category", category)


@pytest.mark.parametrize(
    "who",
    [
        asked(profile=Profile(established=frozenset({X}))),
        asked(profile=Profile(stated=[interest("X"), interest("unheard")])),
        asked(context=RequestContext(item="b")),
    ],
    ids=["established", "stated", "looked at"],
)
def test_popular_in_the_categories_that_matter_now(who: Situation) -> None:
    assert units("popular_in_category", who) == {"popular_in_category x": [UNITS, 300_000_000, 0, 0]}
    assert proposed("popular_in_category", who) == ["a", "b"]


def test_a_category_matters_once_and_without_one_nothing_is_said() -> None:
    who = asked(profile=Profile(established=frozenset({X, Y}), stated=[interest("x")]))
    assert set(units("popular_in_category", who)) == {"popular_in_category x", "popular_in_category y"}
    assert units("popular_in_category", asked(context=RequestContext(item="d"))) == {}


@pytest.mark.parametrize("region", ["DE", "DE-BE"])
def test_a_region_without_enough_people_is_told_by_its_country(region: str) -> None:
    who = asked(profile=Profile(region=region))
    assert units("popular_in_region", who) == {"popular_in_region DE": [0, UNITS, 0, 500_000_000]}
    assert proposed("popular_in_region", who) == ["b", "d"]


def test_an_unknown_or_refused_region_says_nothing() -> None:
    assert units("popular_in_region", asked(profile=Profile(region="FR"))) == {}
    scope = replace(EVERYTHING, groups=EVERYTHING.groups - {EvidenceGroup.LOCATION})
    assert units("popular_in_region", asked(profile=Profile(region="DE"), scope=scope)) == {}


def test_each_segment_speaks_for_itself() -> None:
    who = asked(segments=("owls", "larks", "unheard"))
    assert units("popular_in_segment", who) == {
        "popular_in_segment owls": [0, UNITS, 0, 500_000_000],
        "popular_in_segment larks": [250_000_000, 0, 0, 0],
    }
    assert proposed("popular_in_segment", who) == ["b", "d", "a"]


@pytest.mark.parametrize("new_days", [1, 2, 30, 3650])
def test_an_item_of_this_moment_is_wholly_new(new_days: int) -> None:
    assert units("new", asked(rules={"diversity": {"new_days": new_days}}))["new"][2] == UNITS


def test_newness_fades_evenly_and_what_is_yet_to_come_is_not_new() -> None:
    assert units("new", asked()) == {"new": [0, UNITS // 2, UNITS, 0]}
    assert proposed("new", asked()) == ["c", "b"]


@pytest.mark.parametrize("limit", [1, 3, 4, 40])
def test_the_newest_are_those_of_the_whole_window(limit: int) -> None:
    """They are looked for in a part of it first; items at its edge are as new as each other to the millionth."""
    edge = 30 * DAY_MS // 16
    ages = [edge + 1, edge - 1, 5, edge, 20 * DAY_MS, 29 * DAY_MS, 7, 31 * DAY_MS, -5, edge - 2000]
    books = shop(*(item(f"b{place}", first_available=NOW - age) for place, age in enumerate(ages)))
    who = situation(books, surface("new", diversity={"new_days": 30}))
    newness = new.newness_ppm(who, books.first_available_ms).tolist()
    newest = sorted((row for row in range(len(ages)) if newness[row]), key=lambda row: (-newness[row], row))
    assert SOURCES["new"].propose(who, [], limit).tolist() == newest[:limit]


def boost(tag: str, weight: float, because: str = "fair trade week", **more: object) -> dict[str, object]:
    return {"because": because, "match": {"tag": tag}, "weight": weight, **more}


def test_boosts_of_one_reason_are_one_fact() -> None:
    boosts = [boost("fair", 0.5), boost("FAIR", 0.25), boost("fair", 1, "new in"), boost("fair", 9, ends=NOW)]
    who = asked(rules={"editorial": {"boosts": boosts}})
    assert units("editorial", who) == {
        "editorial fair trade week": [0, 750_000_000, 750_000_000, 0],
        "editorial new in": [0, UNITS, UNITS, 0],
    }
    assert proposed("editorial", who) == ["b", "c"]


def test_a_house_without_boosts_says_nothing() -> None:
    assert units("editorial", asked()) == {}
    assert proposed("editorial", asked()) == []


def test_serendipity_is_popular_outside_what_is_established_and_known_to_be() -> None:
    who = asked(profile=Profile(established=frozenset({X})))
    assert units("serendipity", who) == {"outside_usual": [0, 0, 200_000_000, 0]}
    assert proposed("serendipity", who) == ["c"]


def test_an_item_of_unknown_category_is_not_told_to_be_outside() -> None:
    books = shop(item("usual", categories=("x",)), item("leaflet"), popular=ppm(1, 9))
    who = situation(books, surface("serendipity"), profile=Profile(established=frozenset({0})))
    assert SOURCES["serendipity"].weigh(who, np.arange(2))[1].tolist() == [[0, 0]]
    assert SOURCES["serendipity"].propose(who, [], 5).tolist() == []


def test_without_established_interests_nothing_is_outside() -> None:
    assert units("serendipity", asked()) == {}
    assert proposed("serendipity", asked()) == []


def test_the_seed_orders_serendipity_and_one_seed_always_alike() -> None:
    many = shop(
        item("usual", categories=("x",)),
        *(item(f"other{number}", categories=("y",)) for number in range(8)),
        popular=ppm(*range(1, 10)),
    )
    orders = set()
    for seed in range(20):
        profile = Profile(established=frozenset({0}))
        who = situation(many, surface("serendipity"), profile=profile, seed=seed)
        rows = [SOURCES["serendipity"].propose(who, [], 3).tolist() for _ in range(2)]
        assert rows[0] == rows[1]
        orders.add(tuple(rows[0]))
    assert len(orders) > 5
