"""What a model replied, as texts: handles and ids that were shown, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from frankly.domain.ids import ItemId
from frankly.domain.model.fault import ReplyFault
from frankly.domain.saying.text import Role, SentenceKind
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.stages.writing.live.offer import Offer, OfferedItem
from frankly.stages.writing.live.texts import ItemTexts, Key, LiveSentence, Texts

MOST_TEXT: Final = 320
"""Characters of a sentence; the verifier admits no longer one."""


def texts_from(
    value: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]], offered: Offer, pattern: str, most: int
) -> Texts:
    """Read what was written.

    Args:
        value: the whole reply.
        entries: handle → what was written for it; only handles that were shown.
        offered: what the model was shown.
        pattern: prompt that it was written by.
        most: most sentences below one item.
    """
    reader = SentenceReader(pattern)
    items: dict[ItemId, ItemTexts] = {}
    for one in offered.offered:
        if one.handle in entries:
            items[one.item] = reader.item(entries[one.handle], one, most)
    return Texts(
        headline=reader.sentence(value.get("headline"), "headline", offered.above),
        intro=reader.sentence(value.get("intro"), "intro", offered.above),
        items=items,
        faults=tuple(dict.fromkeys(reader.faults)),
    )


def lines_from(
    value: Mapping[str, Any], offered: Offer, pattern: str
) -> tuple[Mapping[Role, LiveSentence], tuple[ReplyFault, ...]]:
    """Read the lines of an e-mail, with what is wrong with them.

    Args:
        value: the whole reply.
        offered: what the model was shown.
        pattern: prompt that it was written by.
    """
    reader = SentenceReader(pattern)
    found = {role: reader.sentence(value.get(role), role, offered.above) for role in _TOLD}
    closing = reader.nudge(value.get("closing"))
    found["closing"] = None if closing is None else replace(closing, role="closing")
    subject = found["subject"]
    if subject is not None:  # A subject is no sentence; a full stop is all that models add to it unasked.
        found["subject"] = replace(subject, text=subject.text.rstrip(" ."))
    return {role: line for role, line in found.items() if line is not None}, tuple(dict.fromkeys(reader.faults))


_TOLD: Final[tuple[Role, ...]] = ("subject", "preheader", "intro")
"""Lines of an e-mail that may speak of evidence."""


class SentenceReader:
    """Reads parts of a reply and notes what is wrong with them."""

    def __init__(self, pattern: str) -> None:
        """Begin.

        Args:
            pattern: prompt that the sentences were written by.
        """
        self.pattern = pattern
        self.faults: list[ReplyFault] = []

    def item(self, entry: Mapping[str, Any], one: OfferedItem, most: int) -> ItemTexts:
        """What was written for one item."""
        listed = entry.get("sentences")
        if listed is not None and not isinstance(listed, list):
            self.faults.append(ReplyFault.WRONG_SHAPE)
            listed = None
        found = [self.sentence(told, "sentence", one.names, one.necessary) for told in (listed or ())[:most]]
        return ItemTexts(
            sentences=tuple(told for told in found if told is not None),
            fact=self._fact(entry.get("fact"), one),
            call_to_action=self.nudge(entry.get("call_to_action")),
        )

    def sentence(
        self, told: object, role: Role, names: Mapping[str, Key], necessary: frozenset[str] = frozenset()
    ) -> LiveSentence | None:
        """A sentence with what it cites; None where there is none."""
        if told is None:
            return None
        text = told.get("text") if isinstance(told, Mapping) else told
        cites = told.get("evidence") if isinstance(told, Mapping) else ()
        if not isinstance(text, str) or not isinstance(cites, list | tuple | None):
            self.faults.append(ReplyFault.WRONG_SHAPE)
            return None
        return self._sentence(text, self._cited(cites or (), names), role, names, necessary)

    def nudge(self, told: object) -> LiveSentence | None:
        """A line that states nothing."""
        if told is None:
            return None
        if not isinstance(told, str):
            self.faults.append(ReplyFault.WRONG_SHAPE)
            return None
        return self._sentence(told, (), "sentence", {}, frozenset())

    def _sentence(
        self, text: str, cites: tuple[str, ...], role: Role, names: Mapping[str, Key], necessary: frozenset[str]
    ) -> LiveSentence | None:
        text = text.strip()
        if not text or len(text) > MOST_TEXT:
            self.faults += [ReplyFault.WRONG_SHAPE] if text else []
            return None
        owners = {slot["owner"] for slot in TEXT_SLOT.finditer(text)} - {"item"}
        kind: SentenceKind = "reason" if cites or owners else "nudge"
        return LiveSentence(kind, role, text, cites, names, self.pattern, necessary)

    def _cited(self, cites: Iterable[object], names: Mapping[str, Key]) -> tuple[str, ...]:
        """Ids that were shown for this place; a mark that stood behind one is no part of it."""
        found: dict[str, None] = {}
        for one in cites:
            name = one.strip(" {}!~=") if isinstance(one, str) else ""
            if name in names:
                found[name] = None
            else:
                self.faults.append(ReplyFault.UNKNOWN_HANDLE)
        return tuple(found)

    def _fact(self, number: object, one: OfferedItem) -> Any:
        if number is None or number == 0:
            return None
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(one.facts):
            return one.facts[number - 1]
        self.faults.append(ReplyFault.UNKNOWN_HANDLE)
        return None
