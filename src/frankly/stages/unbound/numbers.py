"""Numbers of a text against those of an item: with units and rounding, "about", "up to", years and months, counts."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from frankly.domain.saying.unbound import ClaimKind, UnboundClaim, UnboundState
from frankly.stages.unbound.quantities import Quantity, quantities
from frankly.stages.unbound.source import Entry, Source
from frankly.stages.unbound.words import COUNTS, MONTHS, root

_ABOUT: Final = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|circa|ca\.?|etwa|rund|ungefähr)\s*$|~\s*$", re.I
)
_OVER: Final = re.compile(r"\b(?:over|more than|at least|above|mehr als|über|mindestens)\s*$", re.IGNORECASE)
_REACH: Final = 80
"""Characters before and after a number whose words may speak of it."""

_NEAR: Final = Decimal("0.1")
_THOUSANDS: Final = Decimal("0.025")
"""1,000 or 1,024 to the next unit of memory."""

MONEY: Final = frozenset({"euro", "dollar", "pound", "rupee"})
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d")
_MONTH: Final = re.compile(rf"\b({'|'.join(MONTHS)})\b(?:\s+(?:\d{{1,2}}\w*,?\s+)?)((?:19|20)\d\d)", re.IGNORECASE)
_EVENT: Final = re.compile(
    r"\b(announced|released|launched|discontinued|published|introduced|founded|made|erschienen|veröffentlicht)"
    r" (?:back )?(?:in|on|im)? ?(?:the )?(?:year |early |late )?(?:[A-Z][a-zä]+ )?(?:\d{1,2},? )?(?:of )?$"
)
_COUNT: Final = re.compile(
    rf"\b({'|'.join(COUNTS)}|\d{{1,2}}(?= different)) (?:different |vibrant |beautiful )?"
    r"([a-zäöü]{4,}s|farben|größen)\b",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"[-\s]*(?:of\s+)?(?:an?\s+)?([A-Za-zäöüÄÖÜ]{3,})")


def check(sentence: str, at: int, source: Source) -> Iterator[UnboundClaim]:
    """Claims of numbers, dates and counts in a sentence that stands at a place of its text."""
    months = list(_months(sentence, at, source))
    yield from months
    counted = list(_counts(sentence, at, source))
    yield from counted
    taken = [claim.span for claim in (*months, *counted)]
    for one in quantities(sentence):
        span = (at + one.span[0], at + one.span[1])
        if any(start <= span[0] < end for start, end in taken):
            continue
        kind: ClaimKind = "date" if not one.sort and _YEAR.fullmatch(one.shown) else "number"
        state, fields, hint = _dated(one, sentence, source) or _state(one, sentence, source)
        yield UnboundClaim(span=span, text=one.shown, kind=kind, state=state, fields=fields, hint=hint)


def _state(one: Quantity, sentence: str, source: Source) -> tuple[UnboundState, tuple[str, ...], str]:
    how = _how(sentence[max(0, one.span[0] - _REACH) : one.span[0]])
    alike = [(entry, other) for entry, other in source.quantities if _fits(one, other, how)]
    meant = _meant(one, sentence, source)
    if meant and not any(entry in meant for entry, _ in alike):
        same_sort = [other for entry in meant for other in entry.quantities if other.sort == one.sort]
        if same_sort and one.sort:
            return "contradicted", _names(meant), f"it says {_told(same_sort)}"
    if alike:
        if wrong := _of_another(one, sentence, [entry for entry, _ in alike]):
            return wrong
        return "supported", _names([entry for entry, _ in alike]), ""
    if not one.sort:
        return _plain(one, source)
    others = [(entry, other) for entry, other in source.quantities if other.sort == one.sort]
    if others:
        hint = f"it says {_told([other for _, other in others])}"
        return "contradicted", _names([entry for entry, _ in others]), hint
    return "not found", (), "no field holds a number with this unit"


def _dated(one: Quantity, sentence: str, source: Source) -> tuple[UnboundState, tuple[str, ...], str] | None:
    """A year that something happened in, where the item says a year of the same: "released in 2015"."""
    if one.sort or not _YEAR.fullmatch(one.shown):
        return None
    verb = _EVENT.search(sentence[max(0, one.span[0] - _REACH) : one.span[0]])
    if verb is None:
        return None
    said = re.findall(rf"\b{root(verb[1])}\w*[^.\n]{{0,24}}?((?:1[89]|20)\d\d)", source.folded)
    if not said or one.shown in said:
        return None
    return "contradicted", (), f"of '{verb[1]}' it says {', '.join(dict.fromkeys(said))}"


def _plain(one: Quantity, source: Source) -> tuple[UnboundState, tuple[str, ...], str]:
    if one.value in source.plain_numbers:
        return "supported", (), ""
    if _YEAR.fullmatch(one.shown):
        years = sorted({str(number) for number in source.plain_numbers if _YEAR.fullmatch(str(number))})
        if years:
            return "contradicted", (), f"it says {', '.join(years[:5])}"
    return "not found", (), "no field holds this number"


def _fits(one: Quantity, other: Quantity, how: str) -> bool:
    """Whether a number of the text may stand for one of the item: equal, rounded, near it or beyond it as it says."""
    if one.sort and other.sort and one.sort != other.sort:
        return False
    if bool(one.sort) != bool(other.sort):
        return one.sort not in MONEY and one.bare == other.bare
    if how == "about":
        return abs(one.value - other.value) <= _NEAR * other.value
    if how == "over":
        return other.value * (1 - 3 * _NEAR) <= one.value <= other.value
    if abs(one.value - other.value) <= one.step:
        return True
    return one.sort == "memory" and other.value != 0 and abs(one.value / other.value - 1) < _THOUSANDS


def _how(before: str) -> str:
    """What the words before a number make of it."""
    if _ABOUT.search(before):
        return "about"
    return "over" if _OVER.search(before) else ""


def _meant(one: Quantity, sentence: str, source: Source) -> list[Entry]:
    """Fields whose whole name stands beside the number: "a talk time of 3 hours", "weighs 190 g"."""
    beside = _beside(one, sentence)
    return [
        entry
        for entry in source.entries
        if any(other.sort == one.sort for other in entry.quantities) and entry.name_roots <= beside
    ]


def _beside(one: Quantity, sentence: str) -> frozenset[str]:
    """Roots of the five words before a number in its own part of the sentence, and of the two after it."""
    before = re.split(r"[,;()]| and | but | with ", sentence[max(0, one.span[0] - _REACH) : one.span[0]])[-1]
    after = re.split(r"[,;()]| and | but | with ", sentence[one.span[1] : one.span[1] + _REACH])[0]
    words = re.findall(r"[^\W\d_]+", before)[-5:] + re.findall(r"[^\W\d_]+", after)[:2]
    return frozenset(root(word) for word in words)


def _of_another(
    one: Quantity, sentence: str, entries: Sequence[Entry]
) -> tuple[UnboundState, tuple[str, ...], str] | None:
    """Whether the item says this number of something else: "4 GB of RAM" where the 4 GB are storage."""
    after = _AFTER.match(sentence, one.span[1])
    if after is None or not one.sort:
        return None
    word = root(after[1])
    for entry in entries:
        follows: dict[str, list[Quantity]] = {}
        for other in entry.quantities:
            next_word = _AFTER.match(entry.value, other.span[1])
            if next_word is not None and other.sort == one.sort and next_word[1].isupper():
                follows.setdefault(root(next_word[1]), []).append(other)
        if word in follows and not any(abs(one.value - other.value) <= one.step for other in follows[word]):
            return "contradicted", (entry.name,), f"of {after[1]} it says {_told(follows[word])}"
    return None


def _months(sentence: str, at: int, source: Source) -> Iterator[UnboundClaim]:
    for match in _MONTH.finditer(sentence):
        number, year = MONTHS[match[1].casefold()], match[2]
        span = (at + match.start(), at + match.end())
        known = re.findall(rf"{year},? ({'|'.join(MONTHS)})|({'|'.join(MONTHS)})\w*,? (?:\d+,? )?{year}", source.folded)
        named = {MONTHS[name] for pair in known for name in pair if name}
        iso = {int(month) for month in re.findall(rf"{year}-(\d\d)", source.text)}
        state: UnboundState = "not found"
        hint = ""
        if number in named | iso:
            state = "supported"
        elif named | iso or (Decimal(year) not in source.plain_numbers and _has_year(source)):
            state, hint = "contradicted", "the item gives another month or year"
        yield UnboundClaim(span=span, text=match.group(), kind="date", state=state, hint=hint)


def _has_year(source: Source) -> bool:
    return any(_YEAR.fullmatch(str(number)) for number in source.plain_numbers)


def _counts(sentence: str, at: int, source: Source) -> Iterator[UnboundClaim]:
    """How many members a list has: "in four colours" of a field `Colors`."""
    for match in _COUNT.finditer(sentence):
        number = COUNTS.get(match[1].casefold()) or int(match[1])
        wanted = root(match[2].replace("colour", "color"))
        lists = [
            entry
            for entry in source.entries
            if len(entry.members) > 0
            and entry.name not in {"title", "description"}
            and wanted in {root(word.replace("colour", "color")) for word in re.findall(r"\w+", entry.folded_name)}
        ]
        if not lists:
            continue
        is_right = any(len(entry.members) == number or entry.value.startswith(str(number)) for entry in lists)
        yield UnboundClaim(
            span=(at + match.start(), at + match.end()),
            text=match.group(),
            kind="count",
            state="supported" if is_right else "contradicted",
            fields=_names(lists),
            hint="" if is_right else f"it lists {len(lists[0].members)}",
        )


def _names(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.name for entry in entries))[:5]


def _told(found: Sequence[Quantity]) -> str:
    return ", ".join(dict.fromkeys(one.shown for one in found[:5]))
