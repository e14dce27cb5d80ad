"""What a prompt of live writing offers, read as a model reads it: things by id, items by handle, what is above."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.model.handles import HANDLE
from frankly.testing.model.asked import Asked

_THING: Final = re.compile(r"^([eg]\d+) ([a-z_]+)( \(few\))?(?:: (.*?))?(?:; no (.*))?$")
_REASON: Final = r"[eg]\d+[!~=]*(?:\([eg]\d+(?:, ?[eg]\d+)*\))?"
_ITEM: Final = re.compile(rf"^({HANDLE.pattern}) (.*?): ?((?:{_REASON} ?)*)((?:; fact \d+: .*)?)$")
_FACT: Final = re.compile(r"; fact (\d+): ")
_MARKED: Final = re.compile(r"([eg]\d+)([!~=]*)(?:\(([^)]*)\))?")
_ID: Final = re.compile(r"[eg]\d+")

VERBS: Final[Mapping[str, str]] = {
    "viewed": "viewed",
    "clicked": "opened",
    "liked": "liked",
    "saved": "saved",
    "bought": "bought",
    "started": "started",
    "completed": "finished",
}
"""Kind → what was done; of other kinds the simulated writer writes nothing."""

_FRAMES: Final = (
    "You {verb} {{{id}.title}}, and that counts here.",
    "One of the reasons: you {verb} {{{id}.title}}.",
    "That you {verb} {{{id}.title}} plays a part here.",
    "We took {{{id}.title}}, which you {verb}, into account here.",
    "{{{id}.title}}, which you {verb}, speaks for this one.",
)
_OWN: Final = (
    "You {verb} this one, and that counts here.",
    "One of the reasons: you {verb} this one.",
    "That you {verb} this one plays a part here.",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that may be told.

    Attributes:
        id: of the call.
        kind: of evidence.
        name: title of what it hangs on.
    """

    id: str
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for an item.

    Attributes:
        id: of the call.
        pieces: ids of single pieces of it that may be told in its place.
        marks: what else may be said: `!` a cause, `~` alike, `=` done to this very item.
    """

    id: str
    pieces: tuple[str, ...] = ()
    marks: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids."""
        return (self.id, *self.pieces)


@dataclass(frozen=True, slots=True)
class Offered:
    """One item.

    Attributes:
        handle: what it is called.
        title: its title.
        reasons: what speaks for it, strongest first.
        facts: how many facts may be chosen.
    """

    handle: str
    title: str
    reasons: tuple[Reason, ...]
    facts: int

    @property
    def ids(self) -> frozenset[str]:
        """Ids that its sentences may speak of."""
        return frozenset(name for reason in self.reasons for name in reason.ids)


def things(asked: Asked) -> dict[str, Thing]:
    """Everything that may be told, by id."""
    found = {}
    for line in asked.data.splitlines():
        if match := _THING.match(line):
            name, kind, _, title, _ = match.groups()
            found[name] = Thing(name, kind, title or "")
    return found


def items(asked: Asked) -> list[Offered]:
    """All items, in their order."""
    return list(_items(asked))


def _items(asked: Asked) -> Iterator[Offered]:
    for line in asked.data.splitlines():
        if match := _ITEM.match(line):
            handle, title, reasons, facts = match.groups()
            yield Offered(handle, title, tuple(_reasons(reasons)), len(_FACT.findall(facts)))


def _reasons(told: str) -> Iterator[Reason]:
    for name, marks, pieces in _MARKED.findall(told):
        yield Reason(name, tuple(_ID.findall(pieces)), marks)


def above(asked: Asked) -> list[str]:
    """Ids that lines above the slate may speak of."""
    line = next((line for line in asked.data.splitlines() if line.startswith("above: ")), "")
    return _ID.findall(line)


@dataclass(slots=True)
class Sayer:
    """Says true and plain sentences, none of them twice.

    Attributes:
        things: what may be told.
        said: sentences that were said already.
    """

    things: Mapping[str, Thing]
    said: set[str] = field(default_factory=set)

    def sentence(self, reason: Reason) -> dict[str, object] | None:
        """A sentence about what speaks for an item; None where nothing new can be said of it."""
        thing = self.things.get(reason.pieces[0] if reason.pieces else reason.id)
        if thing is None or thing.kind not in VERBS:
            return None
        frames = _OWN if "=" in reason.marks else _FRAMES
        texts = (frame.format(verb=VERBS[thing.kind], id=thing.id) for frame in frames)
        text = next((text for text in texts if text not in self.said), None)
        if text is None:
            return None
        self.said.add(text)
        return {"text": text, "evidence": [thing.id]}
