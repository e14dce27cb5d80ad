"""Draws: many at once are the single ones."""

import pytest

from frankly.domain.seed import Seed, below, below_each


@pytest.mark.parametrize("labels", [(), ("serendipity",), ("a", 3)])
def test_many_draws_are_the_single_ones(labels: tuple[str | int, ...]) -> None:
    names, seed = ["i1", "", "é", "i1\x1f"], Seed(99)
    assert below_each(1_000_000, names, seed, *labels) == [below(1_000_000, seed, *labels, name) for name in names]
