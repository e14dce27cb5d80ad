"""Reads a decision's record as its person may be told of it: the slate, and what moved each item's score.

Everything comes from the record and what is kept beside it; names and categories are those that the catalogue had then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from frankly.domain.evidence import EVIDENCE_KINDS, Anchor, EvidenceKind
from frankly.domain.item import Item
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.pipelines.replaying.facts import RecordedFacts
from frankly.pipelines.replaying.record import Recorded, completed
from frankly.ports.decisions import DecisionStore
from frankly.stages.evidence.grounds import LEAST_TOGETHER, MOST_GROUNDS


@dataclass(frozen=True, slots=True)
class ToldPiece:
    """One fact that moved an item's score.

    Attributes:
        id: within the decision.
        kind: what kind of fact it is.
        anchor: what it hangs on.
        count: how many acts; 0 where it is no act.
        at: when it last happened; None where time does not matter.
        receipts: ids of the newest acts or of the stated fact behind it.
        units: its contribution in billionths.
        sources: candidate source → part of the contribution.
    """

    id: str
    kind: EvidenceKind
    anchor: Anchor
    count: int
    at: EpochMs | None
    receipts: tuple[str, ...]
    units: int
    sources: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ToldGround:
    """Facts of one kind and anchor that speak for an item together.

    Attributes:
        id: `g1`, `g2` … by strength.
        kind: their kind.
        anchor: what they hang on together: one item, or its category.
        pieces: the facts, strongest first.
    """

    id: str
    kind: EvidenceKind
    anchor: Anchor
    pieces: tuple[ToldPiece, ...]

    @property
    def units(self) -> int:
        """What they contribute together, in billionths."""
        return sum(piece.units for piece in self.pieces)

    @property
    def is_category(self) -> bool:
        """Whether acts on several items of a category are told together."""
        return self.anchor.type == "category" and any(piece.anchor.type == "item" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ToldItem:
    """One item of a recorded slate.

    Attributes:
        id: the item.
        slot: its place, counted from 1.
        entry: its part of the record: origin, score, drafts and so on.
        pieces: all that moved its score, strongest first.
    """

    id: str
    slot: int
    entry: Mapping[str, Any]
    pieces: tuple[ToldPiece, ...]

    @property
    def score(self) -> int:
        """Its score in billionths: the sum of its pieces."""
        return int(self.entry["score"])

    @property
    def sentences(self) -> list[str]:
        """Why it was there, as it was said."""
        return said([draft for draft in self.entry["drafts"] if draft["kind"] != "fact"], "sentence")

    @property
    def facts(self) -> list[str]:
        """What was said about the item itself."""
        return said([draft for draft in self.entry["drafts"] if draft["kind"] == "fact"], "sentence")

    def grounds(self, catalogue: Mapping[str, Item]) -> list[ToldGround]:
        """What speaks for it, told together where there is enough: the strongest, by strength.

        Args:
            catalogue: items that acts are on; says what their main category is.
        """
        positive = [piece for piece in self.pieces if piece.units > 0]
        groups: dict[tuple[EvidenceKind, str], list[ToldPiece]] = defaultdict(list)
        for piece in positive:
            category = main_category(catalogue, piece.anchor)
            if category is not None:
                groups[piece.kind, category].append(piece)
        found: list[tuple[EvidenceKind, Anchor, tuple[ToldPiece, ...]]] = [
            (piece.kind, piece.anchor, (piece,)) for piece in positive
        ]
        found += [
            (kind, Anchor(type="category", value=category), tuple(members))
            for (kind, category), members in groups.items()
            if len(members) >= LEAST_TOGETHER
        ]
        found.sort(key=lambda one: (-sum(piece.units for piece in one[2]), one[0], one[1].type, one[1].value))
        return [ToldGround(f"g{number}", *one) for number, one in enumerate(found[:MOST_GROUNDS], start=1)]


def main_category(catalogue: Mapping[str, Item], anchor: Anchor) -> str | None:
    """Main category of the item that acts are on."""
    item = catalogue.get(anchor.value) if anchor.type == "item" else None
    return item.categories[0] if item is not None and item.categories else None


class ToldDecision:
    """A decision's record, read."""

    def __init__(self, recorded: Recorded) -> None:
        """Take a record with the person as they were read."""
        self.recorded = recorded
        self.inputs, self.body = recorded.inputs, recorded.body
        self._facts = RecordedFacts(
            self.body["ledger"], recorded.person.history, self.inputs["now"], len(self.body["slate"])
        )

    @property
    def id(self) -> str:
        """Id of the decision."""
        return self.recorded.id

    @property
    def at(self) -> EpochMs:
        """When it was made."""
        return EpochMs(int(self.inputs["now"]))

    @property
    def locale(self) -> str:
        """Language of its sentences."""
        return str(self.body["locale"])

    @property
    def position(self) -> int:
        """How far the catalogue's log had been read."""
        return int(str(self.inputs["snapshot"]).split(":")[1])

    @property
    def headline(self) -> str:
        """Line above the slate, or the subject of an e-mail; empty where there was none."""
        return headline_of(self.body)

    @property
    def intro(self) -> str:
        """Second line above the slate, or the opening of an e-mail; empty where there was none."""
        drafts = self.body["headline"]["drafts"]
        return next(iter((*said(drafts, "intro"), *said(drafts, "message/intro"))), "")

    @property
    def is_message(self) -> bool:
        """Whether it is the decision behind an e-mail, which a campaign may have worded otherwise."""
        return any(str(draft.get("place", "")).startswith("message/") for draft in self.body["headline"]["drafts"])

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of facts that a rule keeps from being told, to the person who asks as well."""
        shown = set(self.body.get("shown_when_asked", ()))
        return frozenset(f"e{place + 1}" for place in self.body.get("untold", ()) if place not in shown)

    def items(self) -> list[ToldItem]:
        """The slate, with all that moved each item's score."""
        return [self._item(place) for place in range(len(self.body["slate"]))]

    def item(self, name: str) -> ToldItem:
        """One item of the slate.

        Raises:
            NotFound: naming the items that were in it.
        """
        known = [str(entry["item"]) for entry in self.body["slate"]]
        if name in known:
            return self._item(known.index(name))
        raise NotFound(
            f"'{name}' was not in the slate of this decision. In it were: {', '.join(known) or 'none'}.",
            details={"items": known},
        )

    def anchors(self) -> set[str]:
        """Ids of items that evidence hangs on."""
        places = range(len(self.body["ledger"]["kind"]))
        return {anchor.value for place in places if (anchor := self._anchor(place)[0]).type == "item"}

    def _item(self, place: int) -> ToldItem:
        entry = self.body["slate"][place]
        moved: dict[int, dict[str, int]] = defaultdict(dict)
        for source, table in self._facts.sources().items():
            units = table[:, place]
            for fact in np.flatnonzero(units).tolist():
                moved[fact][source] = int(units[fact])
        pieces = [self._piece(fact, sources, entry) for fact, sources in sorted(moved.items())]
        pieces.sort(key=lambda piece: -abs(piece.units))
        return ToldItem(str(entry["item"]), int(entry["slot"]), entry, tuple(pieces))

    def _piece(self, fact: int, sources: Mapping[str, int], entry: Mapping[str, Any]) -> ToldPiece:
        ledger = self.body["ledger"]
        anchor, at, receipts = self._anchor(fact)
        count = int(ledger["count"][fact])
        if at is None:  # How many people stand behind a statistic is recorded where it was shown.
            count = int(entry["counts"].get(str(fact), count)) if fact in entry["shown"] else 0
        return ToldPiece(
            id=f"e{fact + 1}",
            kind=EVIDENCE_KINDS[ledger["kind"][fact]],
            anchor=anchor,
            count=count,
            at=at,
            receipts=receipts,
            units=sum(sources.values()),
            sources=dict(sources),
        )

    def _anchor(self, fact: int) -> tuple[Anchor, EpochMs | None, tuple[str, ...]]:
        """What a fact hangs on, when it last happened, and its receipts."""
        anchor, at, receipts = self._facts.hangs_on(fact)
        return anchor, EpochMs(at) if at >= 0 else None, receipts


def headline_of(body: Mapping[str, Any]) -> str:
    """The line that stood above everything in a recorded answer; empty where there was none."""
    drafts = body["headline"]["drafts"]
    return next(iter((*said(drafts, "headline"), *said(drafts, "message/subject"))), "")


def said(drafts: Sequence[Mapping[str, Any]], place: str) -> list[str]:
    """The texts that were delivered at a place of the answer."""
    return [str(draft["said"]) for draft in drafts if draft.get("place") == place]


async def told_decision(decisions: DecisionStore, record: Mapping[str, Any]) -> ToldDecision:
    """A record that was read already, with what is kept beside it.

    Raises:
        NotFound: when what it keeps is gone.
        Invalid: when an older version recorded it.
    """
    return ToldDecision(await completed(decisions, record))
