import base64
from contextlib import suppress

import numpy as np
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frankly.adapters.sql.records.numbers.lists import lifted_out, taken_out
from frankly.adapters.sql.records.packing import pack, pack_plain, unpack
from frankly.domain.canonical import canonical
from frankly.errors import Invalid

NUMBERS = st.integers(-(10**12), 10**12) | st.sampled_from([0, 1, -1, 127, -128, 128, 2**52, 2**63 - 1, -(2**63)])
TEXTS = st.text(max_size=20)
PLAIN = st.recursive(
    st.booleans() | NUMBERS | TEXTS | st.none() | st.lists(NUMBERS, max_size=60),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXTS, inside, max_size=4),
    max_leaves=12,
)


@given(value=PLAIN)
def test_what_is_packed_comes_back_byte_for_byte(value: object) -> None:
    text = canonical(value)  # type: ignore[arg-type]
    assert unpack(pack(text)) == text


@given(text=st.binary(max_size=300) | st.from_regex(rb"[\[\]\-0-9,\x00\"]{0,200}", fullmatch=True))
@example(b"[" + b",".join([b"123456789"] * 20) + b"]\0")
@example(b"[" + b",".join([b"0123456789"] * 20) + b"]")
@example(b"[" + b",".join([b"-0", *[b"123456789"] * 20]) + b"]")
@example(b"[" + b",".join([b"1--2", *[b"123456789"] * 20]) + b"]")
@example(b"[" + b",".join([b"99999999999999999999"] * 20) + b"]")
@example(b"[" + b",".join([b"9007199254740993"] * 20) + b"]")
@example(b"[1234567890123,,1234567890123,1234567890123456,12345678901234]")
@example(b"[" + b",".join([b"123456789"] * 20) + b",]")
def test_any_bytes_come_back(text: bytes) -> None:
    assert unpack(pack(text)) == text


@given(values=st.lists(st.integers(10**6, 10**10), min_size=20, max_size=60))
def test_long_lists_of_numbers_are_taken_out(values: list[int]) -> None:
    text = orjson.dumps({"a": values, "b": [1, 2, 3]})
    apart = taken_out(text)
    assert apart is not None
    assert apart[0] == b'{"a":\0,"b":[1,2,3]}'
    assert [part.tolist() for part in apart[1]] == [[len(values)], values]


@given(text=st.binary(max_size=60).map(pack), cut=st.integers(0, 200), flip=st.integers(0, 255))
def test_damaged_bytes_are_an_error_that_is_told_or_come_back_otherwise(text: bytes, cut: int, flip: int) -> None:
    damaged = bytes([*text[:cut], *(byte ^ flip for byte in text[cut : cut + 1]), *text[cut + 2 :]])
    # Any other error would leave the reader without advice.
    with suppress(ValueError):
        unpack(damaged)


ARRAYS = st.lists(NUMBERS | st.integers(10**7, 10**10), max_size=60).map(lambda values: np.array(values, np.int64))
NESTED = st.recursive(
    ARRAYS | st.lists(NUMBERS, max_size=20) | TEXTS | ARRAYS.map(lambda array: np.stack([array, array])),
    lambda inside: st.dictionaries(TEXTS, inside, max_size=5) | st.lists(inside, max_size=3),
    max_leaves=12,
)


@given(value=NESTED)
def test_arrays_come_back_as_the_lists_that_they_stand_for(value: object) -> None:
    assert unpack(pack_plain(value)) == canonical(value)  # type: ignore[arg-type]


def test_arrays_of_whole_numbers_never_become_a_text() -> None:
    long, short = np.arange(40) - 7, np.arange(8)
    apart = lifted_out({"b": {"z": short, "a": long}, "a": [long], "c": long.astype(np.int32)})
    assert apart is not None
    assert apart[0]["b"]["z"] is short
    assert [part.tolist() for part in apart[1]] == [[40], long.tolist()]


OLD = base64.b64decode(
    "AkMAAAARAAAAIQAAAHheq1bKTFGyUkoxVNJRyk4tKFGyijbQMdQx0jHWMYnVUcrPS1WyYtBRKinPV7KqVirOziwoSE0BC1UBydpaACjZEVd4XhNhYG"
    "DgA2IBIAYAAawAM3heY2BsZGLi6BQQnCg4SUR6npLmBtOt0nhAMwMA9AQIlgAAAAH//wAFQkDNFWix5AAAAQAAAAD//+EA4QfhDuEV4RzhI+Eq4THh"
    "OOE/4UbhTeFU4VvhAOEH4Q7hFeEc4SPhKuEx4TjhP+FG4U3hVOFbf4B//31vW8VAsAAAAAAAAAAAAAAB/////++r6vq+r6vq+r6vq+r6vq+r6vq+r6"
    "vq+r6vq+r6vq+r6vq+qA=="
)
"""A record as it was packed before numbers were written as planes."""


def test_numbers_that_were_packed_as_bits_are_read_for_ever() -> None:
    near = [0, 1, -1, 2, 3, 255, -256, 65535, 65536, -65537, 131071, -131077, 10**6, 123456789, -987654321]
    rising = [10**8 + 7 * step for step in range(14)]
    plain = {
        "id": "d1",
        "kept": list(range(5)),
        "one": [*near, 10**10, 2**40 + 1, -(2**47), 2**52, 1 - 2**53],
        "two": {"skipped": rising, "z": [*rising, -5, 0]},
    }
    assert unpack(OLD) == canonical(plain)

    def find(text: bytes) -> list[tuple[int, int]]:
        begin = text.index(b'"one":') + len(b'"one":')
        return [(begin, text.index(b',"two"'))]

    assert orjson.loads(unpack(OLD, find)) == plain | {"one": None}


@given(cut=st.integers(1, len(OLD)), flip=st.integers(0, 255))
def test_damaged_bits_are_an_error_that_is_told_or_come_back_otherwise(cut: int, flip: int) -> None:
    with suppress(ValueError):
        unpack(OLD[:cut] + bytes(byte ^ flip for byte in OLD[cut : cut + 1]) + OLD[cut + 2 :])


def test_a_float_among_arrays_is_refused() -> None:
    with pytest.raises(Invalid, match="float"):
        pack_plain({"a": np.arange(40) * 10**8, "b": 0.5})
    with pytest.raises(Invalid, match="float"):
        pack_plain({"a": np.arange(40) * 10**8, "b": np.arange(40) * 1e8})


def test_a_record_of_a_newer_release_is_told() -> None:
    with pytest.raises(ValueError, match="this release cannot read"):
        unpack(b"\x09abc")


@given(lists=st.lists(st.lists(st.integers(-(10**10), 10**10), max_size=60), max_size=8), data=st.data())
def test_what_is_passed_over_stands_as_null_and_the_rest_comes_back(
    lists: list[list[int]], data: st.DataObject
) -> None:
    skipped = data.draw(st.lists(st.booleans(), min_size=len(lists), max_size=len(lists)))
    text = canonical({f"k{place}": list(values) for place, values in enumerate(lists)} | {"z": 0})

    def find(found: bytes) -> list[tuple[int, int]]:
        keys = [f'"k{place}":'.encode() for place, is_skipped in enumerate(skipped) if is_skipped]
        starts = [found.index(key) + len(key) for key in keys]
        # A value ends where the next key begins.
        return [(start, found.index(b',"', start)) for start in starts]

    pairs = enumerate(zip(lists, skipped, strict=True))
    wanted = {f"k{place}": None if is_skipped else values for place, (values, is_skipped) in pairs}
    assert orjson.loads(unpack(pack(text), find)) == wanted | {"z": 0}
