"""Having and lacking: what a text says an item has, against fields that answer yes, no or something of their own."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from frankly.domain.saying.unbound import UnboundClaim, UnboundState
from frankly.stages.unbound.denial import is_denied
from frankly.stages.unbound.source import Entry, Source
from frankly.stages.unbound.words import SAME, UNKNOWN_SAID

_TOO_PLAIN: Final = frozenset(
    "title categories tags creators price stock description age_rating type size features single dual triple quad "
    "status models speed internal technology build".split()
)
"""Names of fields that are no features."""


def check(sentence: str, at: int, source: Source) -> Iterator[UnboundClaim]:
    """Claims of having or lacking something in a sentence that stands at a place of its text."""
    folded = sentence.casefold()
    if UNKNOWN_SAID.search(sentence):
        return
    for names in _subjects(source):
        match = _pattern(names).search(folded)
        if match is None or folded[: match.start()].endswith(("sim ", "sim-")):
            continue
        entries = source.named(names)
        state, fields, hint = _state(match, is_denied(folded, match.start(), match.end()), entries, names, source)
        span = (at + match.start(), at + match.end())
        yield UnboundClaim(
            span=span, text=sentence[match.start() : match.end()], kind="feature", state=state, fields=fields, hint=hint
        )


def _state(
    match: re.Match[str], denied: bool, entries: Sequence[Entry], names: frozenset[str], source: Source
) -> tuple[UnboundState, tuple[str, ...], str]:
    fields = tuple(entry.name for entry in entries)
    answers = {entry.answer for entry in entries}
    elsewhere = any(
        name in entry.value.casefold() for name in names for entry in source.entries if entry not in entries
    ) or any(match.group() in entry.value.casefold() for entry in entries)
    if denied:
        if "no" in answers and not answers & {"yes", "says"}:
            return "supported", fields, ""
        if answers & {"yes", "says"} or elsewhere:
            return "contradicted", fields, "the item has it"
        return "not found", (), "no field says that it lacks it"
    if answers & {"yes", "says"} or elsewhere:
        return "supported", fields, ""
    if "no" in answers:
        return "contradicted", fields, "the item says no"
    return "not found", (), "no field speaks of it"


def _subjects(source: Source) -> Iterator[frozenset[str]]:
    """What may be had: known names for one thing, and the names of fields that answer yes or no."""
    seen: set[str] = set()
    for names in SAME:
        seen |= names
        yield names
    for entry in source.entries:
        last = entry.folded_name.rpartition("·")[2].strip()
        if entry.answer in {"yes", "no"} and last not in seen and last not in _TOO_PLAIN and len(last) > 2:
            seen.add(last)
            yield frozenset({last})


@lru_cache(maxsize=1024)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    options = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![\w-])(?:{options})(?:s|e|en)?(?![\w-])")
