from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.measure.campaigns.acceptance import sample_size, upper_bound


def chance_of_so_few(lot: int, bad: int, looked_at: int, found: int) -> Fraction:
    """Chance to find at most so many defects, counted out with whole numbers."""
    ways = sum(comb(bad, hits) * comb(lot - bad, looked_at - hits) for hits in range(found + 1))
    return Fraction(ways, comb(lot, looked_at))


@pytest.mark.parametrize(
    ("share", "confidence", "expected"), [(0.01, 0.95, 299), (0.01, 0.99, 459), (0.05, 0.95, 59), (0.05, 0.90, 45)]
)
def test_a_lot_without_end_needs_what_textbooks_say(share: float, confidence: float, expected: int) -> None:
    assert sample_size(share, confidence) == expected


def test_one_look_less_proves_too_little() -> None:
    assert upper_bound(0, 299, 0.95).share < 0.01 < upper_bound(0, 298, 0.95).share


def test_smaller_lots_need_fewer_looks() -> None:
    sizes = [sample_size(0.01, 0.95, lot) for lot in (0, 1, 10, 100, 1_000, 10_000, 1_000_000)]
    assert sizes == [0, 1, 10, 95, 258, 294, 299]


def test_a_defect_raises_the_bound() -> None:
    clean, one, two = (upper_bound(defects, 299, 0.95, 20_000).share for defects in (0, 1, 2))
    assert clean < 0.01 < one < two
    assert 0.0155 < one < 0.0158


def test_who_looked_at_everything_knows_the_share() -> None:
    assert upper_bound(3, 100, 0.95, 100).share == 0.03
    assert upper_bound(0, 0, 0.95, 0).share == 0


def test_who_looked_at_nothing_knows_nothing() -> None:
    assert upper_bound(0, 0, 0.95).share == 1
    assert upper_bound(0, 0, 0.95, 50).share == 1


@pytest.mark.parametrize(("share", "confidence"), [(0.0, 0.95), (0.01, 1.0), (1.5, 0.5)])
def test_what_no_sample_can_prove_is_refused(share: float, confidence: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        sample_size(share, confidence)


@pytest.mark.parametrize(("defects", "looked_at", "lot"), [(4, 3, 10), (-1, 3, 10), (1, 11, 10)])
def test_numbers_that_cannot_be_are_refused(defects: int, looked_at: int, lot: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        upper_bound(defects, looked_at, 0.95, lot)


@given(st.integers(1, 400), st.integers(1, 50), st.sampled_from((80, 90, 95, 99)))
def test_the_sample_is_the_least_that_rules_out_the_share(lot: int, percent: int, confidence: int) -> None:
    size = sample_size(percent / 100, confidence / 100, lot)
    # The fewest defects that reach the share: as many are to be ruled out.
    bad = -(-percent * lot // 100)
    doubt = Fraction(100 - confidence, 100)
    assert chance_of_so_few(lot, bad, size, 0) <= doubt
    assert size == 0 or chance_of_so_few(lot, bad, size - 1, 0) > doubt


@given(st.integers(1, 120), st.data())
def test_the_bound_is_the_most_defects_that_could_still_be_believed(lot: int, data: st.DataObject) -> None:
    looked_at = data.draw(st.integers(0, lot))
    defects = data.draw(st.integers(0, looked_at))
    most = round(upper_bound(defects, looked_at, 0.95, lot).share * lot)
    doubt = Fraction(5, 100)
    assert most == lot - (looked_at - defects) or chance_of_so_few(lot, most + 1, looked_at, defects) <= doubt
    assert most == defects or chance_of_so_few(lot, most, looked_at, defects) > doubt
