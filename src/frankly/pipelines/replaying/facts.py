"""Evidence and grounds as they stand in a record: objects again, from columns and the kept acts."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import EVIDENCE_CODES, EVIDENCE_KINDS, Anchor, AnchorType, Evidence, EvidenceKind, Ground
from frankly.domain.person.history import History
from frankly.domain.time import EpochMs
from frankly.ports.verifier import KindedEvidence
from frankly.stages.evidence.collect import PLACE
from frankly.stages.profile.acts import MOST_RECEIPTS


@dataclass(frozen=True, slots=True, eq=False)
class RecordedFacts:
    """The ledger of a record.

    Attributes:
        ledger: its columns.
        history: the acts that are kept beside it.
        now: moment of the request.
        slots: number of slots.
    """

    ledger: Mapping[str, Any]
    history: History
    now: int
    slots: int

    _units: dict[str, NDArray[np.int64]] = field(default_factory=dict, init=False, repr=False)
    _rows: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)
    _places: dict[tuple[str, int], list[int]] = field(default_factory=dict, init=False, repr=False)

    def sources(self) -> dict[str, NDArray[np.int64]]:
        """Source → what each fact contributed to each slot, shape (facts, slots), in the order of the sources."""
        if not self._units:
            for source in self.ledger["sources"]:
                part = self.ledger["units"][source]
                units = np.zeros((len(self.ledger["kind"]), self.slots), np.int64)
                times = np.reshape(np.array(part["times"], np.int64), (-1, self.slots))
                used = np.cumsum(part["facts"], dtype=np.int64)
                units[used] = times * np.array(part["factors"], np.int64)[:, None]
                self._units[source] = units
        return self._units

    def evidence(self, fact: int, slot: int, count: int | None = None, contribution: int | None = None) -> Evidence:
        """One fact as evidence of a slot.

        Args:
            fact: which, counted from 0.
            slot: of which item, counted from 0.
            count: people behind a statistic, where the fact itself does not say.
            contribution: to several slots together; of this one where none is given.
        """
        anchor, at, receipts = self.hangs_on(fact)
        sources = self._sources_of(fact, slot)
        return Evidence.trusted(
            id=f"e{fact + 1}",
            kind=EVIDENCE_KINDS[self.ledger["kind"][fact]],
            anchor=anchor,
            count=self.ledger["count"][fact] if count is None else count,
            at=EpochMs(at) if at >= 0 else None,
            contribution=sum(sources.values()) if contribution is None else contribution,
            sources=sources,
            receipts=receipts,
        )

    def _sources_of(self, fact: int, slot: int) -> dict[str, int]:
        """What one fact contributed to one slot, by source; tables of all facts take as long as forty of these."""
        found = {}
        for source, facts in self._facts_of_sources().items():
            row = bisect_left(facts, fact)
            if row < len(facts) and facts[row] == fact:
                part = self.ledger["units"][source]
                units = part["times"][row * self.slots + slot] * part["factors"][row]
                if units:
                    found[source] = units
        return found

    def _facts_of_sources(self) -> dict[str, list[int]]:
        """Source → facts of the rows of its columns, in their order, which grows."""
        if not self._rows:
            for source in self.ledger["sources"]:
                self._rows[source] = list(accumulate(self.ledger["units"][source]["facts"]))
        return self._rows

    def hangs_on(self, fact: int) -> tuple[Anchor, int, tuple[str, ...]]:
        """What a fact hangs on, when it last happened (-1 where time does not matter), and its receipts."""
        newest: int = self.ledger["acts"][fact]
        if newest < 0:
            kind, value, at, receipts = self.ledger["others"][str(fact)]
            return _anchor(kind, value), at, tuple(receipts)
        item = self.history.item_ids[newest]
        members = self._members()[item, int(self.history.kinds[newest])]
        # A rating that was given anew stands for nothing any more, so there is one at most.
        told = [place for place in members if place <= newest][-min(self.ledger["count"][fact], MOST_RECEIPTS) :]
        receipts = tuple(self.history.event_ids[place] for place in reversed(told))
        return _anchor("item", item), min(int(self.history.at_ms[newest]), self.now), receipts

    def _members(self) -> dict[tuple[str, int], list[int]]:
        """Item and kind of act → places of all such acts, oldest first."""
        if not self._places:
            for place, act in enumerate(zip(self.history.item_ids, self.history.kinds.tolist(), strict=True)):
                self._places.setdefault(act, []).append(place)
        return self._places


@lru_cache(maxsize=4096)
def _anchor(kind: AnchorType, value: str) -> Anchor:
    """An anchor; many people's acts hang on the same few."""
    return Anchor(type=kind, value=value)


def evidence_of(facts: RecordedFacts, entry: Mapping[str, Any], slot: int) -> list[Evidence]:
    """Evidence that was shown of one slot, strongest first, that of its place last."""
    return list(ShownEvidence(facts, entry, slot).values())


class ShownEvidence(KindedEvidence):
    """Evidence that was shown of one slot, by id, in the order of `evidence_of`; a piece is made when it is asked for.

    A slot shows some thirteen pieces, and its sentences cite two.
    """

    def __init__(self, facts: RecordedFacts, entry: Mapping[str, Any], slot: int) -> None:
        """Know which pieces there are.

        Args:
            facts: the ledger of the record.
            entry: of the slate.
            slot: its place, counted from 0.
        """
        self._facts, self._entry, self._slot = facts, entry, slot
        self._places = {f"e{fact + 1}": fact for fact in entry["shown"]}
        self._made: dict[str, Evidence] = {}
        if entry["origin"] in PLACE:
            piece = _place(entry, slot)
            self._made[piece.id] = piece

    def __getitem__(self, name: str) -> Evidence:
        """One piece."""
        if name not in self._made:
            fact = self._places[name]
            self._made[name] = self._facts.evidence(fact, self._slot, self._entry["counts"].get(str(fact)))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Ids, strongest first, that of the place last."""
        yield from self._places
        yield from (name for name in tuple(self._made) if name not in self._places)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places) + sum(name not in self._places for name in self._made)

    def of_kinds(self, kinds: frozenset[EvidenceKind]) -> Iterator[tuple[str, Evidence]]:
        """Pieces of some kinds, in their order: the ledger tells the kind of each that is not made yet."""
        codes, told = _codes(kinds), self._facts.ledger["kind"]
        yield from ((name, self[name]) for name, fact in self._places.items() if told[fact] in codes)
        placed = (name for name in tuple(self._made) if name not in self._places)
        yield from ((name, self._made[name]) for name in placed if self._made[name].kind in kinds)

    def __contains__(self, name: object) -> bool:
        """Whether there is such a piece; nothing is made for that."""
        return name in self._places or name in self._made


@lru_cache(maxsize=64)
def _codes(kinds: frozenset[EvidenceKind]) -> frozenset[int]:
    return frozenset(EVIDENCE_CODES[kind] for kind in kinds)


def _place(entry: Mapping[str, Any], slot: int) -> Evidence:
    anchor = _anchor("value" if entry["because"] else "none", entry["because"])
    return Evidence(id=f"p{slot + 1}", kind=PLACE[entry["origin"]], anchor=anchor, contribution=0, sources={})


def grounds_of(entry: Mapping[str, Any]) -> dict[str, Ground]:
    """Recorded grounds of one slot by name, strongest first."""
    named = sorted(entry["grounds"].items(), key=lambda one: int(one[0][1:]))
    return {name: _ground(ground) for name, ground in named}


def _ground(plain: Mapping[str, Any]) -> Ground:
    kind, value = plain["anchor"]
    return Ground(
        kind=EvidenceKind(plain["kind"]),
        anchor=_anchor(kind, value),
        evidence=tuple(f"e{fact + 1}" for fact in plain["facts"]),
        count=plain["count"],
        contribution=plain["contribution"],
        share_ppm=plain["share"],
    )
