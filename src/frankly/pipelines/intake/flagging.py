"""Counts what an import finds in other people's text: what is hidden, is markup, or reads like an order.

Nothing is changed or refused for it: text is stored as it came, and cleaned wherever it leaves (see
`docs/how-to/find-untrusted-text.md`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.base import Frozen
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.untrusted.detect import findings, findings_of_item
from frankly.domain.untrusted.finding import KEPT_OUT, TextFinding, TextFindingCode
from frankly.pipelines.rows.profile_rows import ProfileRow

SHOWN: Final = 5
"""Findings that a report shows."""

_AROUND: Final = 20
_LONGEST: Final = 120


class FlaggedText(Frozen):
    """One of the first texts that were flagged."""

    where: str
    """Whose text: id of the item or event, or the person's key."""

    field: str
    """Which field of it."""

    code: TextFindingCode
    """From the closed list of findings."""

    span: tuple[int, int]
    """Where in the field, as it came."""

    what: str
    """What was found there."""

    excerpt: str
    """The place with a little around it; what cannot be seen stands there as an escape such as `\\u202e`."""


@dataclass(slots=True)
class Flagging:
    """What was found so far.

    Attributes:
        rows: rows with a finding.
        kept_out: rows with a finding that keeps a sentence out of facts and prompts.
        by_code: code → findings.
        first: the first of them; those that keep a sentence out go before those that cleaning takes away.
    """

    rows: int = 0
    kept_out: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    first: list[FlaggedText] = field(default_factory=list)
    _harmless: list[FlaggedText] = field(default_factory=list)

    def item(self, item: Item) -> None:
        """Look at every text of an item."""
        self._look(item.id, findings_of_item(item))

    def event(self, event: Event) -> None:
        """Look at the words of a search."""
        if event.query:
            self._look(event.id, (("query", event.query, one) for one in findings(event.query, is_title=True)))

    def profile(self, row: ProfileRow) -> None:
        """Look at what a person stated."""
        values = [(fact.kind, str(fact.value)) for fact in row.facts]
        self._look(row.key, ((kind, value, one) for kind, value in values for one in findings(value, is_title=True)))

    def shown(self) -> tuple[FlaggedText, ...]:
        """The first of them."""
        return tuple([*self.first, *self._harmless][:SHOWN])

    def _look(self, where: str, found: Iterable[tuple[str, str, TextFinding]]) -> None:
        codes = set()
        for name, text, one in found:
            codes.add(one.code)
            self.by_code[one.code.value] += 1
            kept = self.first if one.code in KEPT_OUT else self._harmless
            if len(kept) < SHOWN:
                kept.append(
                    FlaggedText(
                        where=where, field=name, code=one.code, span=one.span, what=one.what, excerpt=excerpt(text, one)
                    )
                )
        self.rows += bool(codes)
        self.kept_out += not codes.isdisjoint(KEPT_OUT)


def excerpt(text: str, one: TextFinding) -> str:
    """The place of a finding with a little around it, on one line, every character of it to be seen."""
    start, end = max(one.span[0] - _AROUND, 0), min(one.span[1] + _AROUND, len(text))
    shown = "".join(_visible(character) for character in text[start:end])
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    return character if character.isprintable() else character.encode("unicode_escape").decode()
