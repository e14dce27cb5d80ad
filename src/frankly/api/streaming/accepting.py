"""What form of an answer a client wants, by its `Accept` header (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

STREAM: Final = "text/event-stream"
JSON: Final = "application/json"


class _Liking(NamedTuple):
    """How much a media type is wanted: first by its quality, then by how closely it is named."""

    quality: float
    closeness: int


_NOT_AT_ALL: Final = _Liking(0.0, -1)


def wants_stream(accepts: Iterable[str]) -> bool:
    """Whether the answer is wanted as a stream of events.

    A stream goes only to whoever names it, and then wherever JSON is not wanted more; where both are named alike,
    JSON it is. Whoever accepts neither is answered with JSON, as everybody else.

    Args:
        accepts: the `Accept` headers of a request.
    """
    ranges = list(_ranges(",".join(accepts)))
    if all(name != STREAM for name, _ in ranges):
        return False
    stream = _liking(STREAM, ranges)
    return stream.quality > 0 and stream > _liking(JSON, ranges)


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Media ranges with their quality; parameters other than the quality are passed over."""
    for one in header.split(","):
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        if name:
            yield name, _quality(parameters)


def _quality(parameters: Iterable[str]) -> float:
    """The quality, 1 where none is given; one that cannot be read says that the type is not wanted."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            text = value.strip()
            is_number = text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdecimal()
            return min(float(text), 1.0) if is_number else 0.0
    return 1.0


def _liking(kind: str, ranges: Iterable[tuple[str, float]]) -> _Liking:
    """The closest range that covers a media type decides, whatever the others say."""
    closeness = {"*/*": 0, f"{kind.partition('/')[0]}/*": 1, kind: 2}
    found = [(closeness[name], quality) for name, quality in ranges if name in closeness]
    if not found:
        return _NOT_AT_ALL
    closest = max(near for near, _ in found)
    return _Liking(max(quality for near, quality in found if near == closest), closest)
