"""Loads constructions (`shapes` of a lexicon file). A mistake names file and line: an unknown part, or a loop."""

from collections.abc import Mapping
from typing import Final, get_args

from frankly.adapters.files.words.lines import Line
from frankly.domain.evidence import EvidenceKind
from frankly.domain.faults import nearest
from frankly.domain.saying.message_lines import AboutItems
from frankly.stages.verify.vocabulary.shapes import (
    WHOLE,
    Entry,
    PatternWrong,
    Sequence,
    Shapes,
    names_of,
    read_pattern,
    words_of,
)
from frankly.stages.verify.vocabulary.situation import FORMS

_SOURCES: Final = ("content", "item_item", "transitions")
OCCASIONS: Final = get_args(AboutItems)
CONDITIONS: Final = frozenset(
    {
        "necessary",
        "sufficient",
        "recent",
        "crowd",
        "self",
        "other",
        "item",
        "acts",
        "stated",
        "others",
        "several",
        *OCCASIONS,
        *FORMS,
        *_SOURCES,
    }
)
"""What may stand after a part's name, beside kinds of evidence: it holds only then."""

_KINDS: Final = frozenset(kind.value for kind in EvidenceKind)


def load_shapes(document: Line) -> Shapes:
    """Read the constructions of a language.

    Raises:
        Misconfigured: with file, line and what would mend it.
    """
    found: dict[str, list[Entry]] = {}
    lines: dict[str, Line] = {}
    for label, lists in document.named().items():
        name, *conditions = label.split(".")
        for condition in conditions:
            if condition not in CONDITIONS | _KINDS:
                near = nearest(condition, tuple(CONDITIONS | _KINDS))
                raise lists.wrong(f"'{condition}' is no condition." + (f" Did you mean '{near}'?" if near else ""))
        texts = tuple(line.text() for line in lists.items())
        patterns = tuple(_pattern(line) for line in lists.items())
        found.setdefault(name, []).append(Entry(frozenset(conditions), patterns, texts))
        lines.setdefault(name, lists)
    shapes = {name: tuple(entries) for name, entries in found.items()}
    for whole in WHOLE:
        if whole not in shapes:
            raise document.wrong(f"'{whole}' is missing: it lists what a whole {whole} may look like.")
    done: set[str] = set()
    for name, line in lines.items():
        _check(name, line, shapes, (), done)
    return shapes


def _pattern(line: Line) -> Sequence:
    try:
        return read_pattern(line.text())
    except PatternWrong as error:
        raise line.wrong(f"'{line.text()}': {error}.") from error


def _check(name: str, line: Line, shapes: Shapes, above: tuple[str, ...], done: set[str]) -> None:
    if name in above:
        raise line.wrong(f"'{name}' holds itself ({' → '.join([*above, name])}); a construction may not repeat.")
    if name in done:
        return
    used = {part for entry in shapes[name] for pattern in entry.patterns for part in names_of(pattern)}
    for part in sorted(part for part in used if not part.startswith("noun.")):
        if part not in shapes:
            near = nearest(part, tuple(shapes))
            raise line.wrong(f"there is no part '{part}'." + (f" Did you mean '{near}'?" if near else ""))
        _check(part, line, shapes, (*above, name), done)
    done.add(name)


def words_by_use(shapes: Shapes) -> Mapping[str, frozenset[str]]:
    """Words of all constructions: under the kinds of evidence that they belong to, or the sentences that use them."""
    found: dict[str, set[str]] = {name: set() for name in (*WHOLE, *_KINDS)}
    for whole in WHOLE:
        for name in _reached(whole, shapes):
            for entry in shapes[name]:
                words = {word for pattern in entry.patterns for word in words_of(pattern)}
                for use in (entry.conditions & _KINDS) or {whole}:
                    found[use] |= words
    return {name: frozenset(words) for name, words in found.items()}


def _reached(name: str, shapes: Shapes) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        part = waiting.pop()
        if part in reached or part not in shapes:
            continue
        reached.add(part)
        waiting += [one for entry in shapes[part] for pattern in entry.patterns for one in names_of(pattern)]
    return reached
