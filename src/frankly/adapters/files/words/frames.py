"""Loads how an item's own text may be quoted: `policies/frames/<locale>.yaml`. A mistake names file and line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, cast, get_args

from frankly.adapters.files.words.lines import Line, read_lines
from frankly.domain.canonical import hash_bytes
from frankly.domain.quoting.frame import QUOTE, SHAPES, Frame, Manner, Shape
from frankly.domain.quoting.quoting import GRAMMAR, NEVER, NOT_PLAIN, WHOLE, Quoting
from frankly.domain.quoting.word_list import WordList, word_list

MOST_AROUND: Final = 50
"""Characters that a frame may add to a quotation; more would not fit into a sentence."""

_MANNERS: Final[tuple[Manner, ...]] = get_args(Manner)
_PARTS: Final = ("locale", "frames", "cuts_openings", "never", "not_plain", "whole", "grammar")


def load_quoting(policies: Path) -> dict[str, Quoting]:
    """Load every `frames/<locale>.yaml`.

    Args:
        policies: folder with `frames`; where it has none, nothing is quoted.

    Returns:
        Language → its rules.

    Raises:
        Misconfigured: with file and line.
    """
    found = [_quoting(read_lines(path)) for path in sorted((policies / "frames").glob("*.yaml"))]
    return {quoting.locale: quoting for quoting in found}


def _quoting(document: Line) -> Quoting:
    parts = document.named(names=_PARTS)
    for name in _PARTS:
        if name not in parts and name != "cuts_openings":
            raise document.wrong(f"'{name}' is missing.")
    locale = parts["locale"].text()
    if locale != document.path.stem:
        raise parts["locale"].wrong(f"the file is named '{document.path.stem}' and says '{locale}'; make them equal.")
    return Quoting(
        locale=locale,
        frames=tuple(_frames(parts["frames"])),
        never=_lists(parts["never"], NEVER),
        not_plain=_lists(parts["not_plain"], NOT_PLAIN),
        whole=_lists(parts["whole"], WHOLE),
        grammar=_lists(parts["grammar"], GRAMMAR),
        cuts_openings="cuts_openings" in parts and parts["cuts_openings"].text() == "true",
        version=hash_bytes(document.path.read_bytes()),
    )


def _lists(part: Line, names: tuple[str, ...]) -> Mapping[str, WordList]:
    given = part.named(names=names)
    for name in names:
        if name not in given:
            raise part.wrong(f"the list '{name}' is missing; an empty one is written '{name}: []'.")
    return {name: word_list(given[name].words()) for name in names}


def _frames(part: Line) -> Iterator[Frame]:
    seen: set[str] = set()
    for manner, lines in part.named(names=_MANNERS).items():
        for number, line in enumerate(lines.items(), start=1):
            entry = line.named(names=("text", "fits"))
            if entry.keys() != {"text", "fits"}:
                raise line.wrong("a frame has 'text' and 'fits'.")
            text = entry["text"].text()
            if text in seen:
                raise line.wrong("this frame stands twice; keep one of them.")
            seen.add(text)
            yield _frame(entry, text, cast(Manner, manner), f"quoted/{manner}/{number}")


def _frame(entry: Mapping[str, Line], text: str, manner: Manner, name: str) -> Frame:
    before, quote, after = text.partition(QUOTE)
    if not quote or QUOTE in after or "{" in before + after:
        raise entry["text"].wrong(f"a frame holds {QUOTE} once, and no other slot.")
    if len(before + after) > MOST_AROUND:
        raise entry["text"].wrong(f"a frame adds at most {MOST_AROUND} characters.")
    if manner == "plain" and (before + after).strip(". "):
        raise entry["text"].wrong("a plain frame adds no word; words of attribution belong to 'attributed'.")
    if manner == "attributed" and not any(letter.isalpha() for letter in before + after):
        raise entry["text"].wrong("an attributed frame says whose words they are.")
    fits = list(entry["fits"].words())
    for shape in fits:
        if shape not in SHAPES:
            raise entry["fits"].wrong(f"'{shape}' is no shape; shapes: {', '.join(SHAPES)}.")
    return Frame(name, manner, before, after, frozenset(cast(list[Shape], fits)))
