"""Takes long lists of numbers out of a JSON text, or out of what is about to be written, and puts them back exactly.

Most of a decision record are contributions in billionths: digits that look random. Deflate spends 4.4 bytes on each,
as planes of bytes they take 2.6, and need no search for what repeats.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from frankly.adapters.sql.records.numbers.stored import UNFIT, Stored

HOLE: Final = b"\0"
"""Stands where a list was taken out: no JSON text holds it, since control characters are escaped."""

NULL: Final = b"null"
"""Stands where a value was passed over."""

NO_NUMBERS: Final = Stored(np.zeros(0, np.int64), lambda begin, end: np.zeros(end - begin, np.int64))

_LIST: Final = re.compile(rb"\[(-?[0-9][-0-9,]{40,})\]")

_LEAST_BYTES: Final = 3.5
"""Text bytes a number from which a list is taken out; small numbers repeat, and deflate does better on them."""

_LEAST_NUMBERS: Final = 12
"""Numbers of an array from which it is taken out: a short one is shorter in the text."""

_WHOLE_NUMBERS: Final = np.dtype(np.int64)
_NESTED: Final = (dict, np.ndarray)

_PLACEHOLDER: Final = orjson.Fragment(HOLE)

Lists = tuple[NDArray[np.int64], NDArray[np.int64]]
"""How many numbers each list has, and the numbers of all of them."""


def taken_out(text: bytes) -> tuple[bytes, Lists] | None:
    """Take long lists of numbers out.

    Returns:
        The text with holes, and the lists; None where that could not be undone, or nothing is there to be taken.
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
    return rest, (np.array([inside.count(b",") + 1 for inside in lists], np.int64), values)


def lifted_out(plain: Any) -> tuple[Any, Lists] | None:
    """Take arrays of numbers out of nested objects, before any text is made of them.

    Args:
        plain: objects with arrays among their values; it is not changed.

    Returns:
        The same with places that are written as holes, and the lists in the order in which a text with sorted keys
        has them; None where nothing is there to be taken.
    """
    found: list[NDArray[np.int64]] = []
    copy = _copied(plain, found)
    return (copy, (np.array([*map(len, found)], np.int64), np.concatenate(found))) if found else None


def _copied(value: Any, found: list[NDArray[np.int64]]) -> Any:
    if not isinstance(value, dict):
        return value
    copy = dict(value)
    # In the order in which a text has them: keys are sorted there.
    for name in sorted([name for name, inside in value.items() if isinstance(inside, _NESTED)]):
        inside = value[name]
        if isinstance(inside, dict):
            copy[name] = _copied(inside, found)
        elif inside.ndim == 1 and len(inside) >= _LEAST_NUMBERS and inside.dtype == _WHOLE_NUMBERS:
            found.append(inside)
            copy[name] = _PLACEHOLDER
    return copy


def put_back(rest: bytes, numbers: Stored, passed_over: Sequence[tuple[int, int]] = ()) -> bytes:
    """The text as it was.

    Args:
        rest: the text with holes.
        numbers: what stood there.
        passed_over: first byte, and the one after the last, of values that nobody asks for, in their order; `null` is
            written for them, and their numbers are left alone.

    Raises:
        ValueError: when the parts do not fit each other.
    """
    if rest.count(HOLE) != len(numbers.ends):
        raise ValueError(UNFIT)
    done, at, lists = [], 0, 0
    for begin, end in (*passed_over, (len(rest), len(rest))):
        kept = rest[at:begin].split(HOLE)
        texts = _texts(numbers, lists, lists + len(kept) - 1)
        done += [
            part for pair in zip(kept, [*texts, b"" if begin == len(rest) else NULL], strict=True) for part in pair
        ]
        lists += len(kept) - 1 + rest.count(HOLE, begin, end)
        at = end
    return b"".join(done)


def _texts(numbers: Stored, first: int, last: int) -> list[bytes]:
    """Texts of the lists from one to before another; the numbers of other lists are not looked at."""
    if first == last:
        return []
    ends: list[int] = numbers.ends[max(first - 1, 0) : last].tolist()
    begins = ends[:-1] if first else [0, *ends[:-1]]
    values, at = numbers.between(begins[0], ends[-1]), begins[0]
    lists = [values[begin - at : end - at] for begin, end in zip(begins, ends[-len(begins) :], strict=True)]
    return [orjson.dumps(one, option=orjson.OPT_SERIALIZE_NUMPY) for one in lists]


def _parsed(text: bytes) -> NDArray[np.int64] | None:
    """Numbers of a list; None where the same text could not be written from them, or they are too large."""
    if not text:
        return None
    try:
        values = np.array(orjson.loads(b"[" + text + b"]"))
    except orjson.JSONDecodeError:
        return None
    if values.dtype != np.int64:
        return None
    return values if orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1] == text else None
