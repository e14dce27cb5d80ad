"""Reads numbers that stand as their own bits, their lengths beside them: so records lay before there were planes."""

from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.adapters.sql.records.numbers.stored import UNFIT, Stored

_LOW: Final = 16
"""Bits of the low half of a number."""

_NEGATIVE: Final = 128


def read(counts: bytes, lengths: bytes, bits: bytes) -> Stored:
    """Lists of numbers.

    Args:
        counts: of each list, 4 bytes each.
        lengths: bits of each number, and whether it is negative, 1 byte each.
        bits: low halves of long numbers, then all other bits, one number after the other, without the leading one.

    Raises:
        ValueError: when the parts do not fit each other.
    """
    told = np.frombuffer(lengths, "u1")
    ends = np.cumsum(np.frombuffer(counts, "<u4"), dtype=np.int64)
    if (ends[-1] if len(ends) else 0) != len(told):
        raise ValueError(UNFIT)
    return Stored(ends, partial(_between, (told % _NEGATIVE).astype(np.int64), told >= _NEGATIVE, bits))


def _between(
    lengths: NDArray[np.int64], is_negative: NDArray[np.bool_], bits: bytes, begin: int, end: int
) -> NDArray[np.int64]:
    return _from_bits(lengths, bits, begin, end) * np.where(is_negative[begin:end], -1, 1)


def _from_bits(lengths: NDArray[np.int64], told: bytes, begin: int, end: int) -> NDArray[np.int64]:
    """Numbers from one to before another.

    Args:
        lengths: bits of all numbers.
        told: their bits; see `Numbers`.
        begin: the first that is wanted.
        end: the one after the last.
    """
    is_long = lengths > _LOW
    low_at, low_end, at = (2 * int(np.count_nonzero(is_long[:place])) for place in (begin, end, len(lengths)))
    # What stands before: of each number its rest without the leading bit.
    skipped = int(np.maximum(lengths[:begin] - np.where(is_long[:begin], _LOW, 0) - 1, 0).sum())
    shift = np.where(is_long[begin:end], _LOW, 0)
    rests = lengths[begin:end] - shift
    # A rest of one bit is that bit, and one of none is 0.
    values = (rests > 0).astype(np.int64)
    longer = rests > 1
    wide, width = rests[longer], _width(rests[longer])
    places = _places(wide, width)
    bits = np.zeros(places.shape, "u1")
    try:
        byte, bit = divmod(skipped, 8)
        left = np.frombuffer(told[at + byte :], "u1")
        bits[places] = np.unpackbits(left, count=bit + int(places.sum()))[bit:]
        bits[np.arange(len(wide)), width - wide] = 1
        whole = np.zeros((len(wide), 8), "u1")
        whole[:, 8 - width // 8 :] = np.packbits(bits, axis=1)
        values[longer] = whole.view(">u8").reshape(-1).astype(np.int64)
        values <<= shift
        values[shift > 0] |= np.frombuffer(told[low_at:low_end], ">u2").astype(np.int64)
    except ValueError as error:
        raise ValueError("its numbers are cut short") from error
    return values


def _width(lengths: NDArray[np.int64]) -> int:
    """Bits of the longest number, in whole bytes."""
    return 8 * max(1, -(-int(lengths.max(initial=0)) // 8))


def _places(lengths: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    """Where the bits behind the leading one stand, number by number."""
    return np.arange(width, dtype=np.int8) > (width - lengths).astype(np.int8)[:, None]
