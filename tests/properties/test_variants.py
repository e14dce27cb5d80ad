"""Propensities are chances: whole, positive, summing to one, and the ones with which variants really are dealt."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.campaign.standing import VariantStanding
from frankly.stages.variants.deal import ONE, dealt, shares_of
from tests.unit.stages.variants.campaigns import campaign

NAMES = ("a", "b", "c", "d")


def _standing(mature: int, hits: int) -> VariantStanding:
    return VariantStanding(mature, min(mature, hits))


counts = st.integers(0, 3_000_000)
standings = st.dictionaries(st.sampled_from(NAMES), st.builds(_standing, counts, counts))
ways = st.sampled_from(("fixed", "thompson"))
leasts = st.integers(1, 250_000)


@given(st.integers(1, 4), ways, leasts, standings)
def test_propensities_are_whole_parts_that_sum_to_one_and_none_is_below_the_least(
    number: int, way: str, least: int, known: dict[str, VariantStanding]
) -> None:
    found = campaign(*NAMES[:number], way=way, least=f"0.{least:06d}")
    shares = shares_of(found, known)
    assert sum(shares.values()) == ONE
    assert all(isinstance(share, int) for share in shares.values())
    floor = min(found.split.least_share, ONE // number)
    assert min(shares.values()) >= (floor if way == "thompson" else 1)


@given(st.integers(0, 2**53 - 1), st.integers(0, 100), st.integers(0, 100))
def test_the_chance_that_is_logged_is_the_one_with_which_it_is_dealt(seed: int, one: int, other: int) -> None:
    found = campaign("a", "b", way="thompson")
    known = {"a": _standing(100, one), "b": _standing(100, other)}
    drawn = [dealt(found, seed, f"person-{number}", known) for number in range(400)]
    shares = shares_of(found, known)
    assert all(propensity == shares[variant] for variant, propensity in drawn)
    share = Counter(variant for variant, _ in drawn)["a"] / len(drawn)
    # Six standard deviations of 400 draws.
    assert abs(share - shares["a"] / ONE) < 0.15
