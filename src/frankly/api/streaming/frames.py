"""Server-sent events as bytes (WHATWG HTML, section 9.2): a name, an id, and one line of JSON."""

from typing import Final

from pydantic import TypeAdapter

from frankly.domain.answering.progress import Progress

HEARTBEAT: Final = b": still here\n\n"
"""A comment, which every reader passes over; it keeps proxies from taking a quiet connection for a dead one."""

ERROR: Final = "error"
"""Name of the event that tells why no more comes."""

_PROGRESS: Final[TypeAdapter[Progress]] = TypeAdapter(Progress)


def frame(name: str, identity: str, data: bytes) -> bytes:
    r"""One event.

    Args:
        name: what it tells.
        identity: its id.
        data: JSON without line breaks, which as one line needs no care: `\n` inside a text is written as two letters.
    """
    return b"event: %b\nid: %b\ndata: %b\n\n" % (name.encode(), identity.encode(), data)


def data_of(event: Progress) -> bytes:
    """What an event holds, as JSON."""
    return _PROGRESS.dump_json(event)
