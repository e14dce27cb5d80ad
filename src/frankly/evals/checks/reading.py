"""Reads outputs for checks. What comes from elsewhere may be of any shape: what is not as expected is not there."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.untrusted.detect import findings
from frankly.domain.untrusted.finding import TextFindingCode
from frankly.evals.runs.output import Output, Told
from frankly.stages.verify.clean import clean

Numbered = tuple[int, Told]
"""A text with its place among all texts of an output."""

_CLEANED: Final = frozenset(
    {
        TextFindingCode.CONTROL,
        TextFindingCode.DIRECTION,
        TextFindingCode.INVISIBLE,
        TextFindingCode.TAG_CHARACTER,
        TextFindingCode.HTML,
        TextFindingCode.LINK,
        TextFindingCode.TEMPLATE,
    }
)
"""What no name holds where a sentence shows it."""

_NO_PARTS: Final[Mapping[str, Any]] = {}


def chosen(output: Output, where: Sequence[str] = ()) -> list[Numbered]:
    """Delivered texts with their numbers.

    Args:
        output: what is looked at.
        where: places, with `*` for any part, such as `items.*.sentences.*`; none: everywhere.
    """
    texts = ((number, text) for number, text in enumerate(output.texts) if text.is_delivered and text.text.strip())
    return [(number, text) for number, text in texts if not where or _stands(text.place, where)]


def _stands(place: str, where: Sequence[str]) -> bool:
    return any(fnmatchcase(place, one) for one in where)


def part(whole: Any, *path: str) -> Any:
    """What stands at a path of names in nested objects; None where there is nothing."""
    for name in path:
        if not isinstance(whole, Mapping):
            return None
        whole = whole.get(name)
    return whole


def mapping(whole: Any, *path: str) -> Mapping[str, Any]:
    """The object at a path; empty where there is none."""
    found = part(whole, *path)
    return found if isinstance(found, Mapping) else _NO_PARTS


def listed(whole: Any, *path: str) -> Sequence[Any]:
    """The list at a path; empty where there is none."""
    found = part(whole, *path)
    return found if isinstance(found, list | tuple) else ()


def words_at(whole: Any, *path: str) -> list[str]:
    """The texts in the list at a path."""
    return [one for one in listed(whole, *path) if isinstance(one, str)]


def items_of(answer: Any) -> list[Mapping[str, Any]]:
    """The items of an answer, in their order; those without an id are none."""
    return [one for one in listed(answer, "items") if isinstance(one, Mapping) and isinstance(one.get("id"), str)]


def ids_of(answer: Any) -> list[str]:
    """Ids of the items of an answer, in their order."""
    return [item["id"] for item in items_of(answer)]


def evidence_of(item: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Evidence that the answer shows of an item, by id."""
    pieces = (one for one in listed(item, "evidence") if isinstance(one, Mapping))
    return {one["id"]: one for one in pieces if isinstance(one.get("id"), str)}


def asked(output: Output) -> RecommendationRequest | None:
    """The request of a slate or a message."""
    return output.cell.ask.recommend or output.cell.ask.message


def fact(output: Output, item: str, name: str) -> Any:
    """What the shop's catalogue says of an item; None where it says nothing."""
    return part(output.facts, item, name)


def titles_of(output: Output) -> list[str]:
    """Names that are data and not our words, the longest first: titles and creators of all items that are known.

    Each as the catalogue has it, and as it stands in a sentence, where that is something else.
    """
    return _longest_first(_all_names(output) | set(titles_in_sentences(output)))


def titles_in_sentences(output: Output) -> list[str]:
    """The same as they stand in sentences alone: without tags, slots, addresses and what nobody sees.

    What holds one of these when it should be clean is left out, so that nobody takes it for a name.
    """
    shown = {clean(name) for name in _all_names(output)}
    return _longest_first(name for name in shown if name and not _is_dirty(name))


def _is_dirty(name: str) -> bool:
    return any(finding.code in _CLEANED for finding in findings(name, is_title=True))


def _all_names(output: Output) -> set[str]:
    found: set[str] = set()
    for about in output.facts.values():
        found.update(_names(about))
    for item in items_of(output.answer):
        found.update(_names(item.get("display")))
    return found


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))


def _names(about: Any) -> Iterator[str]:
    title = part(about, "title")
    yield from (name for name in (title, *listed(about, "creators")) if isinstance(name, str) and name.strip())


def without(text: str, names: Sequence[str]) -> str:
    """A text with names blanked out, each character at its place."""
    for name in names:
        if name in text:
            text = text.replace(name, " " * len(name))
    return text


_QUOTED: Final = re.compile(r"[“„«]([^“”„«»]{1,400})[”“»]")


def quoted_in(text: str) -> list[tuple[int, str]]:
    """What stands in quotation marks, each with its first character's place."""
    return [(match.start(1), match[1]) for match in _QUOTED.finditer(text)]


def is_number(value: Any) -> bool:
    """Whether a value counts: JSON's true and false are no numbers here."""
    return isinstance(value, int | float) and not isinstance(value, bool)
