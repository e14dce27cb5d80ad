"""The one way to write a value as bytes: whole numbers and strings only, wherever they stand."""

import numpy as np
import pytest

from frankly.domain.canonical import Plain, canonical
from frankly.errors import Invalid


def test_an_array_of_whole_numbers_is_written_as_the_list_that_it_stands_for() -> None:
    numbers = [3, -1, 2**53 + 1]
    assert canonical({"units": np.array(numbers, np.int64)}) == canonical({"units": numbers})


def test_keys_are_sorted_at_every_depth() -> None:
    assert canonical({"b": [{"d": 1, "c": "x"}], "a": None}) == b'{"a":null,"b":[{"c":"x","d":1}]}'


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        [1, 0.5],
        {"a": {"b": ({"c": [1, "x", (0.5,)]},)}},
        {"a": np.array([0.5])},
        {"a": np.float32(0.5)},
        {"a": [[np.array([0.5], np.float32)]]},
    ],
)
def test_a_float_is_refused_wherever_it_stands(value: Plain) -> None:
    with pytest.raises(Invalid, match="no canonical form"):
        canonical(value)
