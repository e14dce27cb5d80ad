from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.campaign.recipient import Recipient
from frankly.domain.seed import Seed
from frankly.stages.sampling.draw import LEAST_OF_A_KIND, Draw, Sampled


def recipient(no: int, cell: str = "", locale: str = "en", risks: str = "") -> Recipient:
    return Recipient(no, f"person-{no}", cell=cell, locale=locale, risks=risks)


def drawn(rows: Sequence[Recipient], size: int = 10, seed: int = 1, batch: int = 100) -> tuple[Sampled, ...]:
    draw = Draw(size, Seed(seed))
    for start in range(0, len(rows), batch):
        draw.add(rows[start : start + batch])
    return draw.sample()


ROWS = [recipient(no) for no in range(1, 501)]


def test_as_many_as_asked_for_are_drawn_by_lot() -> None:
    assert len(drawn(ROWS, 40)) == 40


def test_a_small_edition_is_looked_at_whole() -> None:
    assert {one.row.no for one in drawn(ROWS[:7], 40)} == set(range(1, 8))


def test_the_first_of_each_cell_is_always_there() -> None:
    rows = [recipient(no, cell=f"cell-{no % 50}") for no in range(1, 501)]
    firsts = {one.row.no for one in drawn(rows, 5) if one.because == "cell"}
    assert firsts == set(range(1, 51))


def test_some_of_every_language_and_risk_are_there() -> None:
    rows = [*ROWS, *(recipient(no, locale="de", risks="model refusals") for no in range(501, 511)), recipient(511)]
    sample = drawn(rows, 5)
    german = [one for one in sample if one.row.locale == "de"]
    assert len(german) >= LEAST_OF_A_KIND


def test_nobody_is_looked_at_twice() -> None:
    rows = [recipient(no, cell=f"cell-{no % 9}", risks="model general") for no in range(1, 200)]
    numbers = Counter(one.row.no for one in drawn(rows, 80))
    assert set(numbers.values()) == {1}


def test_another_seed_draws_others() -> None:
    assert {one.row.no for one in drawn(ROWS, seed=1)} != {one.row.no for one in drawn(ROWS, seed=2)}


def test_every_message_is_drawn_as_often_as_any_other() -> None:
    counts = Counter(one.row.no for seed in range(400) for one in drawn(ROWS[:40], 10, seed) if one.because == "lot")
    # Those of the kind are drawn in the same order, so they are counted with the lot.
    whole = Counter(one.row.no for seed in range(400) for one in drawn(ROWS[:40], 10, seed))
    assert sum(whole.values()) == 4_000
    assert all(60 <= whole[no] <= 140 for no in range(1, 41))
    assert sum(counts.values()) == 400 * (10 - LEAST_OF_A_KIND)


@given(st.integers(1, 200), st.integers(0, 2**53 - 1), st.integers(1, 60))
def test_how_the_rows_stream_by_changes_nothing(batch: int, seed: int, size: int) -> None:
    rows = [recipient(no, cell=f"cell-{no % 7}", risks="model" if no % 3 else "") for no in range(1, 300)]
    assert drawn(rows, size, seed, batch) == drawn(rows, size, seed, 299)
