"""What a model is shown of a slate: what may be told of each item, by ids that hold inside one call.

What a rule keeps silent, what is too weak to be a reason and what is about others but not many never gets here: it is
chosen by the same code that chooses for templates.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.evidence import Evidence, EvidenceKind, Ground
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.model.tasks.told import ToldThing
from frankly.domain.model.tasks.write import WriteItem
from frankly.domain.saying.fact import Fact, FactId
from frankly.domain.saying.text_slot import (
    ACT_KINDS,
    CROWD_KINDS,
    CROWD_PEOPLE,
    EVIDENCE_FIELDS,
    GROUND_FIELDS,
    PASSING_FIELDS,
    evidence_value,
    ground_value,
)
from frankly.domain.untrusted.cleaning import cleaned
from frankly.domain.untrusted.detect import findings, may_be_quoted
from frankly.domain.untrusted.finding import KEPT_OUT
from frankly.ports.verifier import Bearing
from frankly.stages.writing.live.texts import Key
from frankly.stages.writing.tell import Told, what_to_tell

MOST_END: Final = 2
"""Words at the end of a title that a sentence is to call the item by: "this travel poster"."""

MOST_FACTS: Final = 2
"""Stored facts of one item that a model may choose among: those that code finds fittest."""

MOST_TITLE: Final = 80
"""Characters of a title that are shown; slots show all of it to people."""

MOST_FACT: Final = 48
"""Characters of a fact that are shown: enough to know what it is about."""

Ends: TypeAlias = Callable[[Item], Sequence[str]]
"""Words at the end of a title that a sentence may call the item by."""


@dataclass(frozen=True, slots=True, eq=False)
class OfferedItem:
    """An item as it is offered.

    Attributes:
        item: its id.
        handle: what it is called.
        names: id of the call → what it is; only of what speaks for this item.
        necessary: those of them that are marked as necessary.
        facts: stored facts by number, from 1.
    """

    item: ItemId
    handle: str
    names: Mapping[str, Key]
    necessary: frozenset[str] = frozenset()
    facts: Sequence[FactId] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """A slate as it is offered.

    Attributes:
        things: everything that speaks for something, each once.
        items: of the slate, as the prompt shows them.
        offered: the same as code knows them, in the same order.
        above: what the lines above the slate may speak of.
        kinds: kinds of the evidence, statistics over few people aside.
        few: kinds of statistics over few people.
        is_own: whether some of it was done to the recommended item itself.
        fields: fields of slots that something can fill.
    """

    things: tuple[ToldThing, ...]
    items: tuple[WriteItem, ...]
    offered: tuple[OfferedItem, ...]
    above: Mapping[str, Key]
    kinds: frozenset[EvidenceKind]
    few: frozenset[EvidenceKind]
    is_own: bool
    fields: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class ToOffer:
    """An item of the slate with what may be said of it.

    Attributes:
        bearing: what its sentences may lean on.
        handle: what it is called.
        facts: its stored facts, fittest first.
        is_sponsored: whether somebody paid for the place.
    """

    bearing: Bearing
    handle: str
    facts: Sequence[Fact] = ()
    is_sponsored: bool = False


def offer(items: Sequence[ToOffer], above: Sequence[Evidence], over: Bearing | None, ends: Ends, most: int) -> Offer:
    """Put together what a model is shown.

    Args:
        items: the slate.
        above: evidence of the whole slate that the lines above it may speak of, strongest first.
        over: what those lines may lean on; None where there are none.
        ends: how an item may be called by the end of its title.
        most: most sentences below one item.
    """
    table = _Table()
    shown, offered = [], []
    for one in items:
        names: dict[str, Key] = {}
        reasons = []
        for told in what_to_tell(one.bearing, most, is_sponsored=one.is_sponsored) if most else ():
            reasons.append(table.add(told, one.bearing, names))
        facts = [fact for fact in one.facts if may_be_quoted(fact.text)][:MOST_FACTS]
        shown.append(_shown(one, reasons, facts, ends))
        necessary = frozenset(name.split("!")[0] for name in reasons if "!" in name)
        offered.append(OfferedItem(_id(one), one.handle, names, necessary, tuple(fact.id for fact in facts)))
    spoken: dict[str, Key] = {}
    if over is not None:
        for piece in above:
            table.piece(piece, over, spoken)
    return Offer(
        things=tuple(table.told()),
        items=tuple(shown),
        offered=tuple(offered),
        above=spoken,
        kinds=frozenset(table.kinds),
        few=frozenset(table.few),
        is_own=table.is_own,
        fields=frozenset(table.fields) | {"title"},
    )


def _id(one: ToOffer) -> ItemId:
    if one.bearing.item is None:
        raise ValueError("an item of a slate is offered with its bearing")
    return one.bearing.item.id


def _shown(one: ToOffer, reasons: Sequence[str], facts: Sequence[Fact], ends: Ends) -> WriteItem:
    item = one.bearing.item
    return WriteItem(
        handle=one.handle,
        title="" if item is None else _with_end(named(item.title), ends(item)),
        reasons=tuple(reasons),
        facts=tuple(shortened(cleaned(fact.text), MOST_FACT) for fact in facts),
    )


def _with_end(title: str, words: Sequence[str]) -> str:
    """A title with a mark before the words at its end that a sentence may call it by."""
    title = title.replace("/", "-")
    end = " ".join(words[-MOST_END:])
    return f"{title[: -len(end)]}/ {end}".strip() if end and title.endswith(end) else title


def named(title: str) -> str:
    """A title as a prompt may show it; empty where it reads like an order: slots fill it all the same."""
    if any(one.code in KEPT_OUT for one in findings(title, is_title=True)):
        return ""
    return shortened(cleaned(title), MOST_TITLE)


def shortened(text: str, most: int) -> str:
    """The beginning of a text, up to a whole word."""
    if len(text) <= most:
        return text
    return f"{text[: most + 1].rsplit(' ', 1)[0][:most]} …"


_FEW: Final = " (few)"


@dataclass(slots=True, eq=False)
class _Table:
    """Everything that speaks for something, as it is met."""

    things: dict[object, ToldThing] = field(default_factory=dict)
    kinds: set[EvidenceKind] = field(default_factory=set)
    few: set[EvidenceKind] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    is_own: bool = False
    pieces: int = 0
    grounds: int = 0

    def told(self) -> Iterator[ToldThing]:
        """Everything, with what it lacks of what something else has."""
        for thing in self.things.values():
            yield thing.model_copy(update={"lacks": tuple(name for name in thing.lacks if name in self.fields)})

    def add(self, told: Told, bearing: Bearing, names: dict[str, Key]) -> str:
        """Take what is told of an item, and say how the prompt refers to it."""
        marks = self._marks(told, bearing)
        if not told.is_several or told.ground is None:
            return self.piece(told.pieces[0], bearing, names) + marks
        titled = (one for one in told.pieces if evidence_value(one, "title", bearing.anchors, bearing.labels))
        first = next(titled, None)
        # The marks are those of all together; of one of them alone nothing is known.
        name = self._several(told.ground, bearing, names) + marks
        return name if first is None else f"{name}({self.piece(first, bearing, names)})"

    def _marks(self, told: Told, bearing: Bearing) -> str:
        piece = told.pieces[0]
        is_own = (
            told.kind in ACT_KINDS
            and not told.is_several
            and bearing.item is not None
            and (piece.anchor.type, piece.anchor.value) == ("item", bearing.item.id)
        )
        self.is_own = self.is_own or is_own
        if is_own:
            return "="
        whole = sum(one.contribution for one in told.pieces)
        alike = sum(one.sources.get("content", 0) for one in told.pieces)
        return ("!" if told.cause == "necessary" else "") + ("~" if alike * 2 >= whole > 0 else "")

    def piece(self, piece: Evidence, bearing: Bearing, names: dict[str, Key]) -> str:
        """Take a piece of evidence."""
        key: Key = (piece.kind, piece.anchor.type, piece.anchor.value)
        is_few = piece.kind in CROWD_KINDS and piece.count < CROWD_PEOPLE
        known = self.things.get((key, is_few))
        if known is None:
            self.pieces += 1
            (self.few if is_few else self.kinds).add(piece.kind)
            there = {
                name
                for name in EVIDENCE_FIELDS[piece.kind]
                if not (bearing.is_read_later and name in PASSING_FIELDS)
                and evidence_value(piece, name, bearing.anchors, bearing.labels) is not None
            }
            self.fields |= there
            anchor = bearing.anchors.get(piece.anchor.value) if piece.anchor.type == "item" else None
            known = ToldThing(
                id=f"e{self.pieces}",
                kind=piece.kind.value + (_FEW if is_few else ""),
                name="" if anchor is None else named(anchor.title),
                lacks=tuple(sorted(_TOLD_LACKS & EVIDENCE_FIELDS[piece.kind] - there)),
            )
            self.things[key, is_few] = known
        names[known.id] = key
        return known.id

    def _several(self, ground: Ground, bearing: Bearing, names: dict[str, Key]) -> str:
        """Take several pieces that are told together."""
        key: Key = (ground.kind, ground.anchor.type, ground.anchor.value)
        known = self.things.get(("g", key))
        if known is None:
            self.grounds += 1
            self.kinds.add(ground.kind)
            there = {
                name for name in GROUND_FIELDS[ground.kind] if ground_value(ground, name, bearing.labels) is not None
            }
            self.fields |= there
            label = ground.anchor.value if ground.anchor.type == "category" else ""
            known = ToldThing(
                id=f"g{self.grounds}",
                kind=ground.kind.value,
                name=named(bearing.labels.get(("category", label), label)) if label else "",
                lacks=tuple(sorted(_TOLD_LACKS & GROUND_FIELDS[ground.kind] - there)),
            )
            self.things["g", key] = known
        names[known.id] = key
        return known.id


_TOLD_LACKS: Final = frozenset({"creator", "category", "tag", "when"})
"""Fields of which the prompt says where they are missing; all others are always there."""
