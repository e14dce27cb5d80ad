"""Numbers as planes of bytes: the lowest byte of each, then the next one of each, and so on.

High bytes are mostly zeros, which take no room once they are compressed; low ones look random, and nothing is in them
to search for. So to make planes is all that has to be done while the interpreter is held: four copies of memory.

    number of lists (4 bytes) ‖ bytes of a number (1) ‖ numbers of each list (4 each) ‖ planes, the lowest first

Bytes of several parts stand with the lowest first, negative numbers as their two's complement.
"""

import struct
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.adapters.sql.records.numbers.stored import Stored

_HEAD: Final = struct.Struct("<IB")
_WHOLE: Final = 8
"""Bytes of a number in memory."""

_SIGN_AT: Final = 7
_ONES: Final = 0xFF


def written(counts: NDArray[np.int64], values: NDArray[np.int64]) -> bytes:
    """Lists of numbers as planes.

    Args:
        counts: numbers of each list.
        values: the numbers of all of them.
    """
    # One bit more than the longest has: the sign.
    width = int(max(values.max(initial=0), ~values.min(initial=0))).bit_length() // 8 + 1
    planes = values.astype("<i8", copy=False).view("u1").reshape(-1, _WHOLE).T[:width]
    return b"".join((_HEAD.pack(len(counts), width), counts.astype("<u4").tobytes(), planes.tobytes()))


def read(data: bytes) -> Stored:
    """Lists of numbers as they were written.

    Raises:
        ValueError: when these are no such lists.
        struct.error: when there is not even a beginning.
    """
    lists, width = _HEAD.unpack_from(data)
    ends = np.cumsum(np.frombuffer(data, "<u4", lists, _HEAD.size), dtype=np.int64)
    begin, number = _HEAD.size + 4 * lists, int(ends[-1]) if lists else 0
    if not 1 <= width <= _WHOLE or len(data) != begin + width * number:
        raise ValueError("its numbers are cut short")
    planes = np.frombuffer(data, "u1", offset=begin).reshape(width, number)
    return Stored(ends, partial(_between, planes))


def _between(planes: NDArray[np.uint8], begin: int, end: int) -> NDArray[np.int64]:
    told = planes[:, begin:end].T
    numbers, width = told.shape
    whole = np.empty((numbers, _WHOLE), np.uint8)
    whole[:, :width] = told
    whole[:, width:] = (told[:, -1:] >> _SIGN_AT) * np.uint8(_ONES)
    return whole.view("<i8").reshape(-1).astype(np.int64, copy=False)
