"""An e-mail as plain text, from the same blocks as its HTML."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from frankly.stages.messaging.addressing import salutation
from frankly.stages.messaging.letter import Block, Footer, Letter, Part

WIDTH: Final = 72
"""Characters of a line; addresses are never broken."""

_INDENT: Final = "   "


def plain_of(letter: Letter) -> str:
    """Write an e-mail as plain text.

    Args:
        letter: what stands in it.
    """
    paragraphs = [salutation(letter.greeting, letter.name)]
    for part in letter.order:
        paragraphs += _part(part, letter)
    paragraphs.append(_footer(letter.footer))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _part(part: Part, letter: Letter) -> Iterator[str]:
    match part:
        case "intro":
            yield _wrapped(letter.intro)
        case "items":
            yield _wrapped(letter.headline)
            yield from (_block(number, block) for number, block in enumerate(letter.blocks, start=1))
        case "note":
            yield _wrapped(letter.note)
        case "closing":
            yield "\n".join(line for line in (letter.closing, letter.house, letter.home) if line)


def _footer(footer: Footer) -> str:
    """Below the mark that mail programs know for what is no part of the message (RFC 3676, 4.3)."""
    said = [
        *map(_wrapped, (footer.reason, *footer.disclosures)),
        "\n".join(f"{link.words}: {link.url}" if link.words != link.url else link.url for link in footer.links),
        "\n".join((footer.sender, *footer.postal)) if footer.postal else "",
    ]
    paragraphs = [one for one in said if one]
    return "\n\n".join(("-- \n" + paragraphs[0], *paragraphs[1:])) if paragraphs else ""


def _block(number: int, block: Block) -> str:
    return "\n".join(_lines(number, block))


def _lines(number: int, block: Block) -> Iterator[str]:
    mark = f"{number}. "
    yield _wrapped(block.title, mark, " " * len(mark))
    if about := " · ".join(part for part in (block.creators, block.price) if part):
        yield _wrapped(about, _INDENT, _INDENT)
    for line in (*block.disclosures, *block.reasons, *block.facts):
        yield _wrapped(line, _INDENT, _INDENT)
    if block.url:
        yield _INDENT + (f"{block.invitation}: {block.url}" if block.invitation else block.url)


@lru_cache(maxsize=4_096)
def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    lines: list[str] = []
    line = first
    for word in text.split():
        if line in {first, rest}:
            line += word
        elif len(line) + 1 + len(word) <= WIDTH:
            line += f" {word}"
        else:
            lines.append(line)
            line = rest + word
    return "\n".join([*lines, line]) if text else ""
