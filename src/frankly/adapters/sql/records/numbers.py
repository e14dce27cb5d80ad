"""Takes long lists of numbers out of a JSON text, or out of what is about to be written, and puts them back exactly.

Most of a decision record are contributions in billionths: digits that look random. Deflate spends 4.4 bytes on each,
their own bits with the length beside them take 3.4, and need no search for what repeats.
"""

import re
from collections.abc import Sequence
from itertools import compress
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

HOLE: Final = b"\0"
"""Stands where a list was taken out: no JSON text holds it, since control characters are escaped."""

NULL: Final = b"null"
"""Stands where a value was passed over."""

_LIST: Final = re.compile(rb"\[(-?[0-9][-0-9,]{40,})\]")

_LEAST_BYTES: Final = 3.5
"""Text bytes a number from which a list is taken out; small numbers repeat, and deflate does better on them."""

_LONGEST: Final = 53
"""Most bits of a number: up to there a float64 tells its length."""

_EXPONENT_AT: Final = 4
_EXPONENT: Final = 0x7FF
_EXPONENT_OF_A_HALF: Final = 1022
"""Where the exponent of a float64 stands in its highest two bytes; and that of .5, which has no bit before the point.
"""

_LOW: Final = 16
"""Bits of the low half of a number."""

_NEGATIVE: Final = 128

_LEAST_NUMBERS: Final = 12
_LEAST_BITS: Final = 12
"""Numbers of an array, and bits of those that are not 0, from which it is taken out."""

_WHOLE_NUMBERS: Final = np.dtype(np.int64)
_NESTED: Final = (dict, np.ndarray)

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


NO_NUMBERS: Final = Numbers(b"", b"", b"")


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
    counts = np.array([inside.count(b",") + 1 for inside in lists], np.int64)
    return rest, _numbers(counts, values, _lengths_of(values))


def lifted_out(plain: Any) -> tuple[Any, Numbers] | None:
    """Take arrays of large numbers out of nested objects, before any text is made of them.

    Args:
        plain: objects with arrays among their values; it is not changed.

    Returns:
        The same with places that are written as holes, and the numbers in the order in which a text with sorted keys
        has them; None where nothing is there to be taken.
    """
    found: list[_Place] = []
    copy = _copied(plain, found)
    if not found:
        return None
    counts = np.array([len(place.array) for place in found], np.int64)
    values = np.concatenate([place.array for place in found])
    lengths = _lengths_of(values)
    taken = _are_worth_it(lengths, counts)
    for place in compress(found, taken):
        place.copy[place.name] = _PLACEHOLDER
    if not taken.all():
        chosen = np.repeat(taken, counts)
        values, lengths = values[chosen], lengths[chosen]
    return (copy, _numbers(counts[taken], values, lengths)) if len(values) else None


class _Place(NamedTuple):
    """An array that may be taken out, and where it stands in the copy."""

    copy: dict[str, Any]
    name: str
    array: NDArray[np.int64]


def _copied(value: Any, found: list[_Place]) -> Any:
    if not isinstance(value, dict):
        return value
    copy = dict(value)
    # In the order in which a text has them: keys are sorted there.
    for name in sorted([name for name, inside in value.items() if isinstance(inside, _NESTED)]):
        inside = value[name]
        if isinstance(inside, dict):
            copy[name] = _copied(inside, found)
        elif _may_be_worth_it(inside):
            found.append(_Place(copy, name, inside))
    return copy


def _may_be_worth_it(array: NDArray[Any]) -> bool:
    return array.ndim == 1 and len(array) >= _LEAST_NUMBERS and array.dtype == _WHOLE_NUMBERS


def _are_worth_it(lengths: NDArray[np.int16], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the arrays are better taken out: all at once, since a record has some fifty."""
    starts = np.cumsum(counts) - counts
    longest = np.maximum.reduceat(lengths, starts)
    # Zeros do not count: runs of them take next to no room either way.
    used = np.add.reduceat(lengths > 0, starts, dtype=np.int64)
    is_large = np.add.reduceat(lengths, starts, dtype=np.int64) >= _LEAST_BITS * used
    return is_large & (longest > _LEAST_BITS) & (longest <= _LONGEST)


def _lengths_of(values: NDArray[np.int64]) -> NDArray[np.int16]:
    """Bits of each number, whatever its sign; exact up to `_LONGEST`, and more than that for all longer ones."""
    # The exponent of a float64, read from its highest two bytes: a fifth of the time of `frexp`.
    highest = values.astype("<f8").view("<i2")[3::4]
    lengths: NDArray[np.int16] = (highest >> _EXPONENT_AT & _EXPONENT) - _EXPONENT_OF_A_HALF
    np.maximum(lengths, 0, out=lengths)
    return lengths


def _numbers(counts: NDArray[np.int64], values: NDArray[np.int64], lengths: NDArray[np.int16]) -> Numbers:
    told = lengths.astype("u1")
    told[values < 0] |= _NEGATIVE
    return Numbers(counts.astype("<u4").tobytes(), told.tobytes(), _as_bits(np.abs(values), lengths))


def put_back(rest: bytes, numbers: Numbers, passed_over: Sequence[tuple[int, int]] = ()) -> bytes:
    """The text as it was.

    Args:
        rest: the text with holes.
        numbers: what stood there.
        passed_over: first byte, and the one after the last, of values that nobody asks for, in their order; `null` is
            written for them, and their numbers are left alone.

    Raises:
        ValueError: when the parts do not fit each other.
    """
    packed = _Packed.of(numbers)
    if rest.count(HOLE) != len(packed.ends) or (packed.ends[-1] if len(packed.ends) else 0) != len(packed.lengths):
        raise ValueError("its numbers do not fit the places they were taken from")
    done, at, lists = [], 0, 0
    for begin, end in (*passed_over, (len(rest), len(rest))):
        kept = rest[at:begin].split(HOLE)
        texts = packed.texts(lists, lists + len(kept) - 1)
        done += [
            part for pair in zip(kept, [*texts, b"" if begin == len(rest) else NULL], strict=True) for part in pair
        ]
        lists += len(kept) - 1 + rest.count(HOLE, begin, end)
        at = end
    return b"".join(done)


class _Packed(NamedTuple):
    """Lists of numbers whose bits are not looked at yet.

    Attributes:
        ends: of each list, how many numbers it and those before it have.
        lengths: bits of each number.
        is_negative: whether each number is.
        bits: of all numbers; see `Numbers`.
    """

    ends: NDArray[np.int64]
    lengths: NDArray[np.int64]
    is_negative: NDArray[np.bool_]
    bits: bytes

    @staticmethod
    def of(numbers: Numbers) -> "_Packed":
        told = np.frombuffer(numbers.lengths, "u1")
        ends = np.cumsum(np.frombuffer(numbers.counts, "<u4"), dtype=np.int64)
        return _Packed(ends, (told % _NEGATIVE).astype(np.int64), told >= _NEGATIVE, numbers.bits)

    def texts(self, first: int, last: int) -> list[bytes]:
        """Texts of the lists from one to before another; the bits of other lists are not looked at."""
        if first == last:
            return []
        begin, end = int(self.ends[first - 1]) if first else 0, int(self.ends[last - 1])
        values = _from_bits(self.lengths, self.bits, begin, end) * np.where(self.is_negative[begin:end], -1, 1)
        lists = np.split(values, self.ends[first : last - 1] - begin)
        return [orjson.dumps(one, option=orjson.OPT_SERIALIZE_NUMPY) for one in lists]


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


def _as_bits(values: NDArray[np.int64], lengths: NDArray[np.int16]) -> bytes:
    """The low halves of long numbers as they are, which is quick; then all that is left, without the leading ones."""
    is_long = np.flatnonzero(lengths > _LOW)
    long, widths = values[is_long], lengths - np.int16(1)
    # What does not fit into two bytes is cut off above.
    low = long.astype(">u2").tobytes()
    rests = values.copy()
    rests[is_long] = long >> _LOW
    widths[is_long] -= _LOW
    # Of a rest of one bit or none, nothing is left.
    longer = np.flatnonzero(widths > 0)
    wide = widths[longer].astype(np.int64)
    return low + _side_by_side(rests[longer] ^ (1 << wide), wide)


def _side_by_side(values: NDArray[np.int64], widths: NDArray[np.int64]) -> bytes:
    """Numbers of some bits each, one behind the other, in whole bytes.

    Args:
        values: numbers from 0.
        widths: bits of each: 1 to 63, so that one begins in every word of 64.
    """
    if not len(values):
        return b""
    ends = np.cumsum(widths)
    starts = ends - widths
    words = starts >> 6
    room = 64 - (starts & 63) - widths
    # What has no room in the word it begins in goes on in the next one.
    over = np.flatnonzero(room < 0)
    parts = values.view(np.uint64)
    cut, left = parts[over], room[over]
    begun = parts << np.maximum(room, 0, out=room).view(np.uint64)
    begun[over] = cut >> (-left).view(np.uint64)
    firsts = np.append(0, np.flatnonzero(words[1:] != words[:-1]) + 1)
    filled = np.append(np.bitwise_or.reduceat(begun, firsts), np.uint64(0))
    filled[words[over] + 1] |= cut << (64 + left).view(np.uint64)
    return filled.astype(">u8").tobytes()[: -(-int(ends[-1]) // 8)]


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
