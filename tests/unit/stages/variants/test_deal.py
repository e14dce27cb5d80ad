from collections import Counter

import pytest

from frankly.domain.campaign.standing import VariantStanding
from frankly.stages.variants.deal import dealt, shares_of
from frankly.stages.variants.holdout import is_held_out
from tests.unit.stages.variants.campaigns import campaign

PEOPLE = [f"person-{number}" for number in range(4_000)]


def test_a_campaign_without_variants_deals_none() -> None:
    assert dealt(campaign(), 1, "anna", {}) == ("", 1_000_000)


def test_variants_without_shares_get_equal_parts_that_sum_to_one() -> None:
    assert list(shares_of(campaign("a", "b", "c"), {}).values()) == [333_334, 333_333, 333_333]


def test_a_fixed_split_is_dealt_as_it_is_written() -> None:
    found = campaign("plain", "playful", shares=("0.9", "0.1"))
    counts = Counter(dealt(found, 1, person, {}).variant for person in PEOPLE)
    assert 340 <= counts["playful"] <= 460
    assert {dealt(found, 1, person, {}).propensity_ppm for person in PEOPLE} == {900_000, 100_000}


def test_under_a_fixed_split_a_person_keeps_their_variant_in_every_edition() -> None:
    found = campaign("plain", "playful")
    assert [dealt(found, 1, person, {}) for person in PEOPLE] == [dealt(found, 2, person, {}) for person in PEOPLE]


def test_the_order_in_which_variants_stand_in_the_file_changes_nothing() -> None:
    one, other = campaign("plain", "playful"), campaign("playful", "plain")
    assert [dealt(one, 1, person, {}) for person in PEOPLE] == [dealt(other, 1, person, {}) for person in PEOPLE]


def test_before_anything_is_known_all_variants_are_dealt_alike() -> None:
    shares = shares_of(campaign("a", "b", way="thompson"), {})
    assert shares == {"a": 500_000, "b": 500_000}


def test_what_does_better_is_dealt_more_and_the_other_keeps_its_least_share() -> None:
    standings = {"a": VariantStanding(2_000, 200), "b": VariantStanding(2_000, 60)}
    shares = shares_of(campaign("a", "b", way="thompson"), standings)
    assert shares == {"a": 900_000, "b": 100_000}


def test_a_small_lead_leaves_the_matter_open() -> None:
    shares = shares_of(campaign("a", "b", way="thompson"), {"a": VariantStanding(50, 6), "b": VariantStanding(50, 4)})
    assert 500_000 < shares["a"] < 850_000


def test_an_edition_deals_the_same_again_and_another_edition_draws_anew() -> None:
    found, standings = campaign("a", "b", way="thompson"), {"a": VariantStanding(50, 6), "b": VariantStanding(50, 4)}
    first = [dealt(found, 1, person, standings).variant for person in PEOPLE]
    assert first == [dealt(found, 1, person, standings).variant for person in PEOPLE]
    assert first != [dealt(found, 2, person, standings).variant for person in PEOPLE]


def test_who_is_held_out_has_nothing_to_do_with_the_variant() -> None:
    found = campaign("a", "b")
    held = [person for person in PEOPLE if is_held_out(found.name, 500_000, person)]
    counts = Counter(dealt(found, 1, person, {}).variant for person in held)
    assert abs(counts["a"] - counts["b"]) < 200


def test_least_shares_that_leave_nobody_over_are_refused() -> None:
    with pytest.raises(ValueError, match="lower it"):
        campaign("a", "b", way="thompson", least="0.6")


def test_what_is_learned_is_not_given() -> None:
    with pytest.raises(ValueError, match="are learned"):
        campaign("a", "b", shares=("0.5", "0.5"), way="thompson")
