from pathlib import Path

from frankly.bench.spending import TAKEN, Race, race, spend


def test_what_the_model_took_over_the_cap_counts_even_where_the_store_lost_it() -> None:
    assert Race(made=10, refused=0, spent=1_000, cap=1_900).over == 100
    assert Race(made=5, refused=5, spent=2_000, cap=1_900).over == 100
    assert Race(made=9, refused=1, spent=1_800, cap=1_900).over == 0


async def test_a_process_stops_at_the_cap(tmp_path: Path) -> None:
    made, refused = await spend(tmp_path, 20, cap=1_000)
    assert made * TAKEN.tokens <= 1_000
    assert made + refused == 20
    assert made


def test_processes_that_race_stay_under_the_cap_and_use_it() -> None:
    found = race(processes=2, calls=16)
    assert found.over == 0
    assert found.made + found.refused == 32
    assert 0.8 * found.cap < found.spent <= found.cap
