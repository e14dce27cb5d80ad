"""The formulas of the chain. They cover a record's header and its sealed bytes, so that no key is needed to verify.

    beginning = SHA-256(tag ‖ head of the segment before ‖ [writer, segment, day])
    link      = SHA-256(link before ‖ SHA-256(payload) ‖ [segment, seq, kind, ref, key])

The list in brackets stands as canonical JSON. Lengths are fixed but for the last part, so that nothing can be moved
from one part to another.
"""

import hashlib
import hmac
from typing import Final, NamedTuple

import orjson

from frankly.domain.canonical import canonical

LINK_BYTES: Final = 32
NO_HEAD: Final = bytes(LINK_BYTES)
"""What stands before the first segment."""

_TAG: Final = b"frankly chain 1\n"


class Entry(NamedTuple):
    """A row of `records` as it is linked.

    Attributes:
        segment: number of its segment.
        seq: place in the segment, counted from 1.
        kind: `decision`, `profile`, `policies`, `facts`, `erasure` or `drop`.
        ref: what it is the record of, as `naming` gives it.
        key: number of the key that seals it; None where everybody may read it.
        payload: the sealed bytes.
    """

    segment: int
    seq: int
    kind: str
    ref: bytes
    key: int | None
    payload: bytes


class PersonKey(NamedTuple):
    """A key of a person.

    Attributes:
        id: its number; never given again.
        key: the key.
    """

    id: int
    key: bytes


def beginning(writer: str, segment: int, day: int, previous: bytes) -> bytes:
    """What the first link of a segment builds on."""
    return hashlib.sha256(_TAG + previous + canonical([writer, segment, day])).digest()


def link(before: bytes, entry: Entry) -> bytes:
    """The link of an entry."""
    header = canonical([entry.segment, entry.seq, entry.kind, entry.ref.hex(), entry.key])
    return hashlib.sha256(before + hashlib.sha256(entry.payload).digest() + header).digest()


def place_of(segment: int, seq: int, kind: str, ref: bytes) -> bytes:
    """Where a record belongs: its seal opens nowhere else."""
    return _listed([segment, seq, kind, ref.hex()])


def naming(key: PersonKey | bytes | None, kind: str, *words: str | int) -> bytes:
    """The name of a record, 16 bytes: it can be found by who has the key, and says nothing once the key is gone.

    A plain hash would go on telling, after a deletion, that a certain decision of a certain person was recorded.
    """
    secret = key.key if isinstance(key, PersonKey) else key
    return hmac.digest(secret or b"frankly", _listed([kind, *words]), _sha256)[:16]


def _listed(parts: list[str | int]) -> bytes:
    """The canonical JSON of words and numbers, in which no float has to be looked for."""
    return orjson.dumps(parts)


def _sha256(data: bytes = b"") -> "hashlib._Hash":
    """By its name, OpenSSL would let go of the interpreter's lock each time: a record names a dozen things."""
    return hashlib.sha256(data)
