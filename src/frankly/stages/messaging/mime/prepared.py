"""A letter for many: written and encoded once, and for each recipient only the lines that are theirs.

Gives the bytes that `writing.written` gives for the whole letter of that recipient; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from markupsafe import escape

from frankly.domain.saying.mail import Delivery, Envelope
from frankly.stages.messaging.mime.bodies import END, HTML_HEAD, TEXT_HEAD, encoded, lines_of
from frankly.stages.messaging.mime.writing import own_head, shared_head
from frankly.stages.messaging.places import PLACES, SPLIT, Place, has_place


@dataclass(frozen=True, slots=True)
class _Own:
    """A line that each recipient has their own of.

    Attributes:
        texts: what stands before, between and behind its places.
        places: names of its places.
        is_html: whether values are escaped.
    """

    texts: tuple[str, ...]
    places: tuple[Place, ...]
    is_html: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter whose places are still open.

    Attributes:
        places: those that it has.
    """

    places: frozenset[Place]
    _pieces: tuple[bytes | _Own, ...]

    def written(self, delivery: Delivery, values: Mapping[Place, str]) -> bytes:
        """Write the letter of one recipient.

        Args:
            delivery: who gets it.
            values: what stands in its places; addresses are checked by whoever makes them.

        Raises:
            ValueError: when a place is left open, or a value has a line break.
        """
        if missing := self.places - values.keys():
            raise ValueError(f"the letter has places without a value: {', '.join(sorted(missing))}")
        plain = {name: _one_line(name, text) for name, text in values.items()}
        markup = {name: str(escape(text)) for name, text in plain.items()}
        filled = (
            piece if isinstance(piece, bytes) else _line(piece, markup if piece.is_html else plain)
            for piece in self._pieces
        )
        return b"".join((own_head(delivery), *filled))


def prepared(envelope: Envelope) -> Prepared:
    """Prepare a letter for many.

    Args:
        envelope: of any of them, with places in text and HTML; its delivery is not looked at.

    Raises:
        ValueError: when subject or sender has a place, or a place is none that is known.
    """
    if has_place(envelope.subject) or has_place(envelope.sender.name):
        raise ValueError("subject and sender are the same for all recipients of a text; a place stands in the body")
    pieces: list[bytes | _Own] = [shared_head(envelope) + b"\r\n" + TEXT_HEAD]
    _take(pieces, envelope.text, is_html=False)
    pieces.append(HTML_HEAD)
    _take(pieces, envelope.html, is_html=True)
    pieces.append(END)
    places = frozenset(name for piece in pieces if isinstance(piece, _Own) for name in piece.places)
    return Prepared(places, _joined(pieces))


def _take(pieces: list[bytes | _Own], body: str, *, is_html: bool) -> None:
    for line in lines_of(body):
        if not has_place(line):
            pieces.append(encoded(line))
            continue
        texts, names = _split(line)
        pieces.append(_Own(texts, names, is_html))


def _split(line: str) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    parts = SPLIT.split(line)
    texts, names = tuple(parts[::2]), parts[1::2]
    if any(map(has_place, texts)):
        raise ValueError("a text of the letter holds a character that marks places; clean it before it is prepared")
    if strange := set(names).difference(PLACES):
        raise ValueError(f"'{min(strange)}' is no place of a letter: {', '.join(PLACES)}")
    return texts, cast(tuple[Place, ...], tuple(names))


def _joined(pieces: list[bytes | _Own]) -> tuple[bytes | _Own, ...]:
    """Runs of encoded bytes as one."""
    found: list[bytes | _Own] = []
    for piece in pieces:
        if found and isinstance(piece, bytes) and isinstance(found[-1], bytes):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


def _line(line: _Own, values: Mapping[Place, str]) -> bytes:
    said = "".join(text + values[name] for text, name in zip(line.texts, line.places, strict=False))
    return encoded(said + line.texts[-1])


def _one_line(name: str, text: str) -> str:
    if len(lines_of(text)) > 1 or has_place(text):
        raise ValueError(f"the value of '{name}' has more than one line, or marks of places in it")
    return text
