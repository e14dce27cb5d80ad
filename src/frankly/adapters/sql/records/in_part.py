"""Finds what of a record need not be read where a message is composed of it: what only a search is replayed with.

Five sixths of a record tell which items were found and not shown. To put their numbers back and to make objects of
them took longer than to write the message.
"""

from typing import Any, Final, NamedTuple

Span = tuple[int, int]
"""First byte and the one after the last."""


class _Part(NamedTuple):
    """A value that is passed over.

    Attributes:
        name: its key, with what stands before and behind it.
        then: the next key, and how its value begins.
    """

    name: bytes
    then: bytes


_PARTS: Final = (_Part(b',"candidates":', b',"degradations":['), _Part(b',"neighbours":', b',"vectors":{'))
"""Keys are sorted, so that each of these is followed by that key in every record."""


def passed_over(text: bytes) -> list[Span]:
    """Where `body.candidates` and `heard.neighbours` stand in a record.

    Quotation marks inside of a text are escaped, so what looks like a key is one. Where a key comes more than once
    (an item may be called like one), nothing is passed over.

    Args:
        text: canonical JSON of a decision, with or without holes for its numbers.
    """
    spans = []
    for name, then in _PARTS:
        begin, end = text.find(name), text.find(then)
        # Onwards: to look from the end of a text takes several times as long.
        is_alone = 0 <= begin < end and text.find(name, begin + 1) < 0 and text.find(then, end + 1) < 0
        if not is_alone:
            return []
        spans.append((begin + len(name), end))
    return spans


def without(plain: dict[str, Any]) -> dict[str, Any]:
    """A record that was read, with None for what is passed over."""
    body, heard = plain["body"], plain["heard"]
    return plain | {"body": body | {"candidates": None}, "heard": heard | {"neighbours": None}}
