"""One way to write a value as bytes, and the hash of those bytes: the ground of ids, versions and replay.

Only integers, strings, booleans, null, lists and string-keyed objects are admitted: floats differ between machines.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

import orjson

from frankly.errors import Invalid

Plain: TypeAlias = Union[bool, int, str, Sequence["Plain"], Mapping[str, "Plain"], None]  # noqa: UP007


_PLAIN = frozenset({bool, int, str, type(None)})


def _refuse(value: object) -> None:
    if isinstance(value, float):
        raise Invalid(f"A float ({value!r}) has no canonical form; store whole units instead.")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    # A record holds tens of thousands of numbers in lists: a look at the types of a whole list costs next to nothing.
    if not _PLAIN.issuperset(map(type, parts)):
        for part in parts:
            _refuse(part)


def canonical(value: Plain) -> bytes:
    """Write a value as UTF-8 JSON with sorted keys and no spaces.

    Raises:
        Invalid: when it holds a float.
    """
    _refuse(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def content_hash(value: Plain) -> str:
    """Hash the canonical form: the first 32 hexadecimal digits of SHA-256."""
    return hash_bytes(canonical(value))


def hash_bytes(data: bytes) -> str:
    """Hash bytes: the first 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:32]
