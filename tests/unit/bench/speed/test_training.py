import pytest

from frankly.bench import commands
from frankly.bench.speed.training import EVENTS_PER_ITEM
from frankly.bench.synthetic import Shop
from frankly.domain.deciding.training import MODELS
from frankly.errors import Invalid


def test_each_size_is_trained_and_told() -> None:
    figures = commands.train([100]).figures
    assert {f"train.{name}_s.100" for name in (*MODELS, "topn", "cpu")} < set(figures)
    assert figures["train.topn_s.100"] >= figures["train.item_item_s.100"] > 0
    assert figures["train.rss_mb.100"] > 50


@pytest.mark.parametrize("items", [[], [99]])
def test_sizes_that_mean_nothing_are_refused(items: list[int]) -> None:
    with pytest.raises(Invalid, match="100 items"):
        commands.train(items)


def test_everyones_acts_are_the_same_for_the_same_seed_and_mostly_for_the_wanted() -> None:
    number = 200 * EVENTS_PER_ITEM
    first, again = (Shop(200, 1, 10**12).everyones_acts(200, number) for _ in range(2))
    assert all((getattr(first, name) == getattr(again, name)).all() for name in ("person", "row", "at_ms"))
    counts = sorted((first.row == row).sum() for row in range(200))
    assert sum(counts[-40:]) > 2 * sum(counts[:100])
    assert (first.person[1:] >= first.person[:-1]).all()
