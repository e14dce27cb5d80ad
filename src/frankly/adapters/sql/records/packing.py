"""How a record lies in its payload, before it is sealed: compressed, with a byte in front that says how."""

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from frankly.adapters.sql.records.numbers import bits, planes
from frankly.adapters.sql.records.numbers.lists import HOLE, NO_NUMBERS, lifted_out, put_back, taken_out
from frankly.adapters.sql.records.numbers.stored import Stored
from frankly.domain.canonical import canonical

Find = Callable[[bytes], Sequence[tuple[int, int]]]
"""Finds values in a text: first byte, and the one after the last, in their order."""

LEVEL: Final = 4
"""Of zlib. On records of people with 500 acts, level 6 saves 2 % of the bytes and takes twice as long."""

_WHOLE: Final = b"\x01"
_BITS: Final = b"\x02"
"""With numbers as `bits`: read, and not written any more."""

_PLANES: Final = b"\x03"
_BITS_LENGTHS: Final = struct.Struct("<III")
_TEXT_LENGTH: Final = struct.Struct("<I")


def pack(text: bytes) -> bytes:
    """Compress a text; the other threads go on meanwhile."""
    apart = taken_out(text)
    return pack_laid(Laid(text, None) if apart is None else Laid(apart[0], planes.written(*apart[1])))


class Laid(NamedTuple):
    """A record's text before it is compressed.

    Attributes:
        text: its canonical JSON, with holes where numbers were taken out.
        numbers: what stood there, as planes; None where nothing was taken out.
    """

    text: bytes
    numbers: bytes | None


def lay(plain: Any) -> Laid:
    """Write plain data as canonical JSON; arrays of numbers never become a text, which saves half of the time.

    All of it holds the interpreter; what is left for `pack_laid` does not.

    Raises:
        Invalid: when it holds what no record may hold.
    """
    apart = lifted_out(plain)
    if apart is None:
        return Laid(canonical(plain), None)
    rest, (counts, values) = canonical(apart[0]), apart[1]
    # A hole that nobody made could not be told from one that stands for numbers; no JSON text has one.
    is_whole = rest.count(HOLE) == len(counts)
    return Laid(rest, planes.written(counts, values)) if is_whole else Laid(canonical(plain), None)


def pack_laid(laid: Laid) -> bytes:
    """Compress what was laid out; the other threads go on meanwhile."""
    text = zlib.compress(laid.text, LEVEL)
    if laid.numbers is None:
        return _WHOLE + text
    # Only runs are looked for, of zeros in high planes: to search for more takes twice as long and saves a fiftieth.
    runs = zlib.compressobj(LEVEL, strategy=zlib.Z_RLE)
    return b"".join((_PLANES, _TEXT_LENGTH.pack(len(text)), text, runs.compress(laid.numbers), runs.flush()))


def pack_plain(plain: Any) -> bytes:
    """Compress the canonical JSON of plain data.

    Raises:
        Invalid: when it holds what no record may hold.
    """
    return pack_laid(lay(plain))


def unpack(packed: bytes, find: Find | None = None) -> bytes:
    """The text that was packed.

    Args:
        packed: what `pack` gave.
        find: finds values that nobody asks for in a text that may have holes; `null` stands for them then.

    Raises:
        ValueError: when these are no packed bytes, or they are of a newer release.
    """
    how, parts = packed[:1], packed[1:]
    try:
        if how == _WHOLE:
            text = zlib.decompress(parts)
            return text if find is None else put_back(text, NO_NUMBERS, find(text))
        if how in _WITH_NUMBERS:
            rest, numbers = _WITH_NUMBERS[how](parts)
            return put_back(rest, numbers, () if find is None else find(rest))
    except (zlib.error, struct.error) as error:
        raise ValueError(f"a record cannot be decompressed: {error}") from error
    raise ValueError(f"a record begins with {how!r}, which this release cannot read")


def _with_planes(parts: bytes) -> tuple[bytes, Stored]:
    begin, (length,) = _TEXT_LENGTH.size, _TEXT_LENGTH.unpack_from(parts)
    text, numbers = parts[begin : begin + length], parts[begin + length :]
    return zlib.decompress(text), planes.read(zlib.decompress(numbers))


def _with_bits(parts: bytes) -> tuple[bytes, Stored]:
    small, at = [], _BITS_LENGTHS.size
    for length in _BITS_LENGTHS.unpack_from(parts):
        small.append(zlib.decompress(parts[at : at + length]))
        at += length
    rest, counts, lengths = small
    return rest, bits.read(counts, lengths, parts[at:])


_WITH_NUMBERS: Final = {_BITS: _with_bits, _PLANES: _with_planes}
