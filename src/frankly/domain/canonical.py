"""One way to write a value as bytes, and the hash of those bytes: the ground of ids, versions and replay.

Only integers, strings, booleans, null, lists and string-keyed objects are admitted: floats differ between machines.
Arrays of whole numbers are written as the lists that they stand for.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias, Union

import numpy as np
import orjson
from numpy.typing import NDArray

from frankly.errors import Invalid

Plain: TypeAlias = Union[  # noqa: UP007
    bool, int, str, Sequence["Plain"], Mapping[str, "Plain"], NDArray[np.int64], None
]


_PLAIN = frozenset({bool, int, str, type(None)})
# Tuples of types: to make a union anew for each of hundreds of values takes longer than to ask it.
_LISTS = (list, tuple)
_FLOATS = (float, np.floating)


def _refuse(value: object) -> None:
    # Level by level, what cannot hide a float left out at once: a record holds thousands of short lists and strings.
    level: list[object] = [value]
    while level:
        nested = [*chain.from_iterable(map(_parts, level))]
        # Asked of a whole level first: the last one, which holds most, has nothing else.
        level = [] if _PLAIN.issuperset(map(type, nested)) else [part for part in nested if type(part) not in _PLAIN]


def _parts(value: object) -> Iterable[object]:
    """What a list, a tuple or an object holds; nothing for any other value."""
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, _LISTS):
        return value
    if isinstance(value, _FLOATS) or (isinstance(value, np.ndarray) and value.dtype.kind not in "iub"):
        raise Invalid(f"A float ({value!r}) has no canonical form; store whole units instead.")
    return ()


def canonical(value: Plain) -> bytes:
    """Write a value as UTF-8 JSON with sorted keys and no spaces.

    Raises:
        Invalid: when it holds a float.
    """
    _refuse(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY)


def content_hash(value: Plain) -> str:
    """Hash the canonical form: the first 32 hexadecimal digits of SHA-256."""
    return hash_bytes(canonical(value))


def hash_bytes(data: bytes) -> str:
    """Hash bytes: the first 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:32]
