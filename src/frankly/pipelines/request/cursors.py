"""Cursors: what was shown so far, carried by the client, so that "more" works without anything being stored."""

import zlib
from collections.abc import Sequence

import orjson

from frankly.domain.base64url import decoded, encoded
from frankly.errors import Invalid

MOST_SHOWN = 500
"""Items that a cursor carries; a list that goes on longer has ended in practice."""

_MOST_BYTES = 200_000
"""Bytes that a cursor may unpack to: it comes from outside, and zlib packs a gigabyte into a megabyte."""


def pack(surface: str, shown: Sequence[str]) -> str | None:
    """Make a cursor; None when so much was shown that there is no more."""
    if len(shown) > MOST_SHOWN:
        return None
    data = zlib.compress(orjson.dumps({"surface": surface, "shown": list(shown)}), 9)
    return encoded(data)


def unpack(cursor: str | None, surface: str) -> tuple[str, ...]:
    """Items shown so far.

    Raises:
        Invalid: when it is no cursor of ours, or belongs to another surface.
    """
    if cursor is None:
        return ()
    try:
        data = orjson.loads(zlib.decompressobj().decompress(decoded(cursor), _MOST_BYTES))
        shown = tuple(str(item) for item in data["shown"])
        owner = data["surface"]
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise Invalid(
            "'cursor' is none of ours; send back the cursor of the last answer unchanged, or none."
        ) from error
    if owner != surface:
        raise Invalid(
            f"'cursor' belongs to surface '{owner}', not to '{surface}'; ask that surface, or send no cursor."
        )
    return shown[:MOST_SHOWN]
