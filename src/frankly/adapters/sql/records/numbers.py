"""Takes long lists of numbers out of a JSON text, or out of what is about to be written, and puts them back exactly.

Most of a decision record are contributions in billionths: digits that look random. Deflate spends 4.4 bytes on each,
their own bits with the length beside them take 3.4, and need no search for what repeats.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

HOLE: Final = b"\0"
"""Stands where a list was taken out: no JSON text holds it, since control characters are escaped."""

_LIST: Final = re.compile(rb"\[(-?[0-9][-0-9,]{40,})\]")

_LEAST_BYTES: Final = 3.5
"""Text bytes a number from which a list is taken out; small numbers repeat, and deflate does better on them."""

_LONGEST: Final = 53
"""Most bits of a number: up to there a float64 tells its length."""

_LOW: Final = 16
"""Bits of the low half of a number."""

_NEGATIVE: Final = 128

_LEAST_NUMBERS: Final = 12
_LEAST_BITS: Final = 12
"""Numbers of an array, and bits of those that are not 0, from which it is taken out."""

_PLACEHOLDER: Final = orjson.Fragment(HOLE)


class Numbers(NamedTuple):
    """Lists of numbers.

    Attributes:
        counts: of each list, 4 bytes each.
        lengths: bits of each number, and whether it is negative, 1 byte each.
        bits: low halves of long numbers, then all other bits, one number after the other, without the leading one.
    """

    counts: bytes
    lengths: bytes
    bits: bytes


def taken_out(text: bytes) -> tuple[bytes, Numbers] | None:
    """Take long lists of numbers out.

    Returns:
        The text with holes, and the numbers; None where that could not be undone, or nothing is there to be taken.
    """
    lists: list[bytes] = []

    def take(match: re.Match[bytes]) -> bytes:
        inside = match[1]
        if len(inside) < _LEAST_BYTES * (inside.count(b",") + 1):
            return match[0]
        lists.append(inside)
        return HOLE

    if HOLE in text:
        return None
    rest = _LIST.sub(take, text)
    values = _parsed(b",".join(lists))
    if values is None:
        return None
    return rest, _numbers([inside.count(b",") + 1 for inside in lists], values)


def lifted_out(plain: Any) -> tuple[Any, Numbers] | None:
    """Take arrays of large numbers out of nested objects, before any text is made of them.

    Args:
        plain: objects with arrays among their values; it is not changed.

    Returns:
        The same with places that are written as holes, and the numbers in the order in which a text with sorted keys
        has them; None where nothing is there to be taken.
    """
    arrays: list[NDArray[np.int64]] = []
    holed = _lifted(plain, arrays)
    return (holed, _numbers(list(map(len, arrays)), np.concatenate(arrays))) if arrays else None


def _lifted(value: Any, arrays: list[NDArray[np.int64]]) -> Any:
    if isinstance(value, dict):
        return {name: _lifted(value[name], arrays) for name in sorted(value)}
    if isinstance(value, np.ndarray) and _is_worth_it(value):
        arrays.append(value)
        return _PLACEHOLDER
    return value


def _is_worth_it(array: NDArray[Any]) -> bool:
    if array.dtype != np.int64 or array.ndim != 1 or len(array) < _LEAST_NUMBERS:
        return False
    largest = max(int(array.max()), -int(array.min()))
    if largest < 1 << _LEAST_BITS or largest >= 1 << _LONGEST:
        return False
    # Zeros do not count: runs of them take next to no room either way.
    lengths = np.frexp(array.astype(np.float64))[1]
    return int(lengths.sum()) >= _LEAST_BITS * int(np.count_nonzero(array))


def _numbers(counts: Sequence[int], values: NDArray[np.int64]) -> Numbers:
    lengths, bits = _as_bits(np.abs(values))
    told = (lengths | np.where(values < 0, _NEGATIVE, 0)).astype("u1")
    return Numbers(np.array(counts, "<u4").tobytes(), told.tobytes(), bits)


def put_back(rest: bytes, numbers: Numbers) -> bytes:
    """The text as it was.

    Raises:
        ValueError: when the parts do not fit each other.
    """
    counts = np.frombuffer(numbers.counts, "<u4")
    told = np.frombuffer(numbers.lengths, "u1")
    parts = rest.split(HOLE)
    if len(parts) != len(counts) + 1 or counts.sum() != len(told):
        raise ValueError("its numbers do not fit the places they were taken from")
    values = _from_bits((told % _NEGATIVE).astype(np.int64), numbers.bits) * np.where(told >= _NEGATIVE, -1, 1)
    lists = np.split(values, np.cumsum(counts.astype(np.int64))[:-1])
    texts = [orjson.dumps(one, option=orjson.OPT_SERIALIZE_NUMPY) for one in lists]
    return b"".join(part for pair in zip(parts, [*texts, b""], strict=True) for part in pair)


def _parsed(text: bytes) -> NDArray[np.int64] | None:
    """Numbers of a list; None where the same text could not be written from them, or they are too large."""
    if not text:
        return None
    try:
        values = np.array(orjson.loads(b"[" + text + b"]"))
    except orjson.JSONDecodeError:
        return None
    if values.dtype != np.int64 or max(values.max(), -values.min()) >= 1 << _LONGEST:
        return None
    return values if orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1] == text else None


def _as_bits(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], bytes]:
    """Lengths, and bits: first the low halves of long numbers as they are, which is quick; then all that is left."""
    lengths = np.frexp(values.astype(np.float64))[1].astype(np.int64)
    is_long = lengths > _LOW
    low = (values[is_long] & ((1 << _LOW) - 1)).astype(">u2").tobytes()
    left, left_lengths = _left(values, lengths)
    width = _width(left_lengths)
    bits = np.unpackbits(left.astype(">u8").view("u1").reshape(-1, 8)[:, 8 - width // 8 :], axis=1)
    return lengths, low + np.packbits(bits[_places(left_lengths, width)]).tobytes()


def _left(values: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What is left of numbers without their low halves, and how long that is; of what has more than its leading one."""
    shift = np.where(lengths > _LOW, _LOW, 0)
    rests = lengths - shift
    longer = rests > 1
    return (values >> shift)[longer], rests[longer]


def _from_bits(lengths: NDArray[np.int64], told: bytes) -> NDArray[np.int64]:
    shift = np.where(lengths > _LOW, _LOW, 0)
    rests = lengths - shift
    at = 2 * int(np.count_nonzero(shift))
    # A rest of one bit is that bit, and one of none is 0.
    values = (rests > 0).astype(np.int64)
    longer = rests > 1
    wide, width = rests[longer], _width(rests[longer])
    places = _places(wide, width)
    bits = np.zeros(places.shape, "u1")
    try:
        bits[places] = np.unpackbits(np.frombuffer(told[at:], "u1"), count=int(places.sum()))
        bits[np.arange(len(wide)), width - wide] = 1
        whole = np.zeros((len(wide), 8), "u1")
        whole[:, 8 - width // 8 :] = np.packbits(bits, axis=1)
        values[longer] = whole.view(">u8").reshape(-1).astype(np.int64)
        values <<= shift
        values[shift > 0] |= np.frombuffer(told[:at], ">u2").astype(np.int64)
    except ValueError as error:
        raise ValueError("its numbers are cut short") from error
    return values


def _width(lengths: NDArray[np.int64]) -> int:
    """Bits of the longest number, in whole bytes."""
    return 8 * max(1, -(-int(lengths.max(initial=0)) // 8))


def _places(lengths: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    """Where the bits behind the leading one stand, number by number."""
    return np.arange(width, dtype=np.int8) > (width - lengths).astype(np.int8)[:, None]
