"""Campaigns in memory; mirrors `adapters/sql/campaigns/store.py`."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace

from frankly.domain.campaign.address import normal_address
from frankly.domain.campaign.edition import (
    OVER,
    RESTING,
    SHARD,
    Approval,
    CellText,
    Edition,
    EditionState,
    Phase,
    Shard,
    Tally,
    Waiting,
)
from frankly.domain.campaign.keyed_hashes import Hashing
from frankly.domain.campaign.look import CellEdit, Look
from frankly.domain.campaign.recipient import BEFORE, ENDS, LEFT, UNKNOWN, Fate, Recipient, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.campaign.unfit import UnfitItem
from frankly.domain.time import EpochMs
from frankly.errors import Conflict
from frankly.testing.memory.database import MemoryDatabase

_UNTOLD = {RecipientState.LISTED, RecipientState.SKIPPED}
_GIVEN_UP = {EditionState.CANCELLED, EditionState.STOPPED}
_WRITTEN_TO = {RecipientState.PLANNED, RecipientState.WRITTEN, *LEFT}
_UNPLANNED = {RecipientState.LISTED, RecipientState.SKIPPED, RecipientState.HELD}


class MemoryCampaigns:
    """Port `CampaignLedger` over dictionaries."""

    def __init__(self, database: MemoryDatabase | None = None) -> None:
        """Share a database with the other stores, so that who is deleted goes from the rows, or have one alone."""
        self._database = database or MemoryDatabase()
        self._editions: dict[int, Edition] = {}
        self._shards: dict[tuple[int, Phase], dict[int, _Work]] = {}
        self._texts: dict[tuple[int, str], CellText] = {}
        self._askers: dict[tuple[int, str], tuple[str, int]] = {}
        self._faults: dict[tuple[int, str], str] = {}
        self._approvals: dict[int, list[Approval]] = {}
        self._suppressed: dict[str, str] = {}
        self._addresses: set[str] = set()
        self._looks: dict[tuple[int, int, str], Look] = {}
        self._edits: list[tuple[int, CellEdit]] = []
        self._standings: dict[int, Mapping[str, VariantStanding]] = {}
        self._houses: dict[int, Mapping[str, str]] = {}
        self._took: dict[int, list[int]] = {}
        self._renewals: dict[int, set[int]] = {}
        self._unfit: dict[int, dict[str, UnfitItem]] = {}
        self._forgotten: dict[tuple[int, int], tuple[str, str]] = {}

    async def begin(self, campaign: str, version: str, json: str, at: EpochMs) -> Edition:
        """Begin an edition, or return the one that is under way."""
        newest = await self.edition(campaign)
        if newest is not None and newest.state not in OVER:
            if newest.version == version:
                return newest
            has_left = any(row.state in LEFT for row in self._rows(newest.no).values())
            if newest.state is EditionState.HANDING_OVER or has_left:
                raise Conflict(f"Messages of an older version of the campaign '{campaign}' are being handed over.")
            self._editions[newest.no] = replace(
                newest, state=EditionState.CANCELLED, reason="The file of the campaign was changed."
            )
        ordinal = 1 + sum(one.campaign == campaign for one in self._editions.values())
        state = EditionState.PLANNING
        begun = Edition(len(self._editions) + 1, campaign, version, "", json, at, state, ordinal=ordinal)
        self._editions[begun.no] = begun
        return begun

    async def edition(self, campaign: str, no: int | None = None) -> Edition | None:
        """An edition by number, or the newest."""
        of_it = [one for one in self._editions.values() if one.campaign == campaign and no in {None, one.no}]
        return of_it[-1] if of_it else None

    async def numbered(self, no: int) -> Edition | None:
        """An edition of any campaign by number."""
        return self._editions.get(no)

    async def editions(self) -> Sequence[Edition]:
        """The newest edition of each campaign, in order of name."""
        newest = {one.campaign: one for one in self._editions.values()}
        return [one for _, one in sorted(newest.items())]

    async def move(
        self, edition: int, state: EditionState, *, of: Sequence[EditionState], reason: str = ""
    ) -> Edition | None:
        """Give an edition another state, where it has one of those named."""
        found = self._editions.get(edition)
        if found is None or found.state not in of:
            return None
        self._editions[edition] = replace(found, state=state, reason=reason)
        return self._editions[edition]

    async def add(self, edition: int, recipients: Sequence[Recipient]) -> None:
        """Add recipients in the state `listed`, those who stand there already as skipped."""
        rows = self._rows(edition)
        seen: dict[str, int] = {}
        for row in sorted([*rows.values(), *recipients], key=lambda row: row.no):
            for name in _names(row):
                seen.setdefault(name, row.no)
        for row in recipients:
            is_double = any(seen[name] < row.no for name in _names(row))
            fresh = Recipient(row.no, row.person, row.contact, occasion=row.occasion)
            if is_double:
                fresh = replace(fresh, state=RecipientState.SKIPPED, fate=Fate.DUPLICATE)
            rows.setdefault(row.no, fresh)

    async def listed(self, edition: int, audience: str) -> Edition:
        """Say that all recipients are listed, and cut them into shards of every phase."""
        rows = self._rows(edition)
        found = replace(self._editions[edition], audience=audience, recipients=len(rows))
        self._editions[edition] = found
        for phase in Phase:
            shards = self._shards.setdefault((edition, phase), {})
            for place, first in enumerate(range(1, max(rows, default=0) + 1, SHARD)):
                shards.setdefault(place, _Work(first))
        return found

    async def claim(self, edition: int, phase: Phase, worker: str, now: EpochMs, lease_ms: int) -> Shard | None:
        """Take the next shard of a phase that is free."""
        if edition not in self._editions or self._editions[edition].state in RESTING:
            return None
        for no, work in self._shards.get((edition, phase), {}).items():
            if not work.is_done and work.until <= now:
                work.worker, work.until, work.attempt = worker, now + lease_ms, work.attempt + 1
                return Shard(edition, phase, no, work.first, work.first + SHARD - 1, work.attempt)
        return None

    async def renew(self, shard: Shard, worker: str, until: EpochMs) -> bool:
        """Keep a shard for longer."""
        work = self._ours(shard, worker)
        if work is not None:
            work.until = until
        return work is not None

    async def done(self, shard: Shard, worker: str, rows: Sequence[Recipient]) -> bool:
        """Write what became of a shard's recipients, and that it is done."""
        work = self._ours(shard, worker)
        if work is None:
            return False
        self._database.write_waiting()
        work.is_done = True
        stored = self._rows(shard.edition)
        for row in rows:
            if stored[row.no].state in BEFORE[row.state]:
                stored[row.no] = _changed(stored[row.no], row)
        return True

    async def put(self, edition: int, rows: Sequence[Recipient], *, of: RecipientState) -> int:
        """Write recipients that are in a state; returns how many were."""
        self._database.write_waiting()
        stored = self._rows(edition)
        fitting = [row for row in rows if row.no in stored and stored[row.no].state is of]
        for row in fitting:
            stored[row.no] = _changed(stored[row.no], row)
        return len(fitting)

    async def open_shards(self, edition: int, phase: Phase) -> int:
        """Number of shards of a phase that are not done."""
        return sum(not work.is_done for work in self._shards.get((edition, phase), {}).values())

    async def recipients(self, edition: int, first: int, last: int) -> Sequence[Recipient]:
        """Recipients by number, both ends included, in order."""
        return [row for no, row in sorted(self._rows(edition).items()) if first <= no <= last]

    async def recipient(self, edition: int, no: int) -> Recipient | None:
        """One recipient."""
        return self._rows(edition).get(no)

    async def stream(
        self,
        edition: int,
        *,
        states: Sequence[RecipientState] = (),
        fates: Sequence[Fate] = (),
        after: int = 0,
        batch: int = 500,
    ) -> AsyncIterator[Sequence[Recipient]]:
        """All recipients in order of number, those of some states or fates where any are named."""
        rows = [
            row
            for no, row in sorted(self._rows(edition).items())
            if no > after and (not states or row.state in states) and (not fates or row.fate in fates)
        ]
        for start in range(0, len(rows), batch):
            yield rows[start : start + batch]

    async def tally(self, edition: int) -> Sequence[Tally]:
        """How many recipients are where."""
        counted = Counter(
            (row.state.value, row.fate.value if row.fate else "", row.detail if row.fate is Fate.CHECK_FAILED else "")
            for row in self._rows(edition).values()
        )
        return [Tally(state, fate, count, detail) for (state, fate, detail), count in sorted(counted.items())]

    async def waiting(self, edition: int) -> Sequence[Waiting]:
        """Recipients whose written messages wait, by time zone and first moment."""
        rows = [row for row in self._rows(edition).values() if row.state is RecipientState.WRITTEN]
        counted = Counter((row.contact.time_zone, row.not_before) for row in rows)
        found = sorted(counted.items(), key=lambda one: (one[0][0], one[0][1] or 0))
        return [Waiting(zone, first, count) for (zone, first), count in found]

    async def time_zones(self, edition: int) -> Mapping[str, int]:
        """What stands as a time zone → how many who get a message."""
        getting = {RecipientState.PLANNED, RecipientState.WRITTEN, *LEFT}
        rows = [row for row in self._rows(edition).values() if row.state in getting and row.person]
        return dict(sorted(Counter(row.contact.time_zone for row in rows).items()))

    async def handed_since(self, persons: Sequence[str], since: EpochMs) -> Mapping[str, Sequence[EpochMs]]:
        """Person → moments of their messages since then, newest first."""
        found: dict[str, list[EpochMs]] = {}
        for rows in self._database.recipients.values():
            for row in rows.values():
                if row.person and row.person in persons and row.handed is not None and row.handed >= since:
                    found.setdefault(row.person, []).append(row.handed)
        return {person: sorted(moments, reverse=True) for person, moments in found.items()}

    async def occasions(self, campaign: str, persons: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Person → occasions for which a campaign wrote to them, or is about to."""
        found: dict[str, set[str]] = {}
        for no, rows in self._database.recipients.items():
            edition = self._editions[no]
            counts = set(LEFT) if edition.state in _GIVEN_UP else set(RecipientState) - _UNTOLD
            for row in rows.values() if edition.campaign == campaign else ():
                if row.person and row.person in persons and row.occasion and row.state in counts:
                    found.setdefault(row.person, set()).add(row.occasion)
        return {person: sorted(told) for person, told in sorted(found.items())}

    async def of_person(self, person: str) -> Sequence[tuple[Edition, Recipient]]:
        """Every row about somebody with its edition, oldest first."""
        return [
            (self._editions[edition], row)
            for edition, rows in sorted(self._database.recipients.items())
            for _, row in sorted(rows.items())
            if person and row.person == person
        ]

    async def cells(self, edition: int) -> Mapping[str, int]:
        """Key → how many planned recipients share it."""
        rows = [row for row in self._rows(edition).values() if row.cell and row.state not in _UNPLANNED]
        return dict(sorted(Counter(row.cell for row in rows).items()))

    async def join_cells(self, edition: int, into: Mapping[str, str]) -> int:
        """Have planned recipients of some cells share another's text."""
        rows = self._rows(edition)
        moved = [row for row in rows.values() if row.cell in into and row.state is RecipientState.PLANNED]
        rows.update({row.no: replace(row, cell=into[row.cell]) for row in moved})
        return len(moved)

    async def cell_text(self, edition: int, key: str) -> CellText | None:
        """The text of a cell."""
        return self._texts.get((edition, key))

    async def claim_cell(self, edition: int, key: str, worker: str, now: EpochMs, lease_ms: int) -> bool:
        """Whether a worker may ask for the text of a cell."""
        asker, until = self._askers.get((edition, key), ("", 0))
        if (edition, key) in self._texts or (until > now and asker != worker):
            return False
        self._askers[edition, key] = worker, now + lease_ms
        return True

    async def free_cell(self, edition: int, key: str, worker: str, fault: str = "") -> None:
        """Let others ask for the text of a cell at once."""
        if self._askers.get((edition, key), ("", 0))[0] == worker:
            self._askers[edition, key] = worker, 0
            if fault:
                self._faults[edition, key] = fault

    async def cell_outcomes(self, edition: int) -> Mapping[str, int]:
        """What came of cells that a model was asked for."""
        known = self._faults | {place: text.fault for place, text in self._texts.items()}
        return dict(sorted(Counter(fault for (no, _), fault in known.items() if no == edition).items()))

    async def keep_cell_text(self, edition: int, text: CellText) -> CellText:
        """Store the text of a cell, unless something is stored of it; returns what is stored now."""
        return self._texts.setdefault((edition, text.key), text)

    async def approve(self, edition: int, approval: Approval) -> None:
        """Keep somebody's word."""
        self._approvals.setdefault(edition, []).append(approval)

    async def approvals(self, edition: int) -> Sequence[Approval]:
        """All words on an edition, oldest first."""
        return list(self._approvals.get(edition, ()))

    async def look(self, edition: int, look: Look) -> None:
        """Keep somebody's word on a message."""
        self._looks[edition, look.no, look.content] = look

    async def looks(self, edition: int) -> Sequence[Look]:
        """Every word on messages of an edition, in order of recipient."""
        return [look for (no, *_), look in sorted(self._looks.items(), key=lambda entry: entry[0]) if no == edition]

    async def edit(self, edition: int, edit: CellEdit) -> None:
        """Keep a sentence that somebody put in the place of a model's."""
        self._edits.append((edition, edit))

    async def edits(self, edition: int, cell: str = "") -> Sequence[CellEdit]:
        """Edits of a cell, or of all, oldest first."""
        return [edit for no, edit in self._edits if no == edition and cell in {"", edit.cell}]

    async def keep_standings(
        self, edition: int, standings: Mapping[str, VariantStanding]
    ) -> Mapping[str, VariantStanding]:
        """Store what an edition deals its variants by, unless that is stored; returns what is stored now."""
        return self._standings.setdefault(edition, dict(standings))

    async def keep_house(self, edition: int, told: Mapping[str, str]) -> None:
        """Store what an edition's messages take from files that people edit, in place of what is stored."""
        self._houses[edition] = dict(told)

    async def house(self, edition: int) -> Mapping[str, str]:
        """What is stored of that; nothing for an edition of which it was not."""
        return self._houses.get(edition, {})

    async def keep_took(self, edition: int, took_ms: Sequence[int]) -> None:
        """Store how long calls for a forecast took."""
        self._took.setdefault(edition, []).extend(took_ms)

    async def took(self, edition: int) -> Sequence[int]:
        """How long they took."""
        return list(self._took.get(edition, []))

    async def let_renew(self, edition: int, recipients: Sequence[int], most: int) -> bool:
        """Let messages leave that say something else than what was approved, if they are few enough."""
        let = self._renewals.setdefault(edition, set())
        if len(let.union(recipients)) > most:
            return False
        let.update(recipients)
        return True

    async def renewed(self, edition: int) -> int:
        """How many messages of those that were let left, or may have."""
        rows = self._rows(edition)
        return sum(rows[no].state in LEFT for no in self._renewals.get(edition, set()))

    async def forget_renewed(self, edition: int) -> None:
        """Forget who was let and did not leave."""
        rows = self._rows(edition)
        self._renewals[edition] = {no for no in self._renewals.get(edition, set()) if rows[no].state in LEFT}

    async def keep_unfit(self, edition: int, items: Sequence[UnfitItem]) -> None:
        """Store items that cannot stand in an e-mail."""
        kept = self._unfit.setdefault(edition, {})
        for one in items:
            kept.setdefault(one.item, one)

    async def unfit(self, edition: int) -> Sequence[UnfitItem]:
        """Items of which that is stored, in order of id."""
        return sorted(self._unfit.get(edition, {}).values())

    async def content(self, edition: int) -> str:
        """Hash over the content of all messages ever written."""
        written = [row for _, row in sorted(self._rows(edition).items()) if row.content]
        told = "".join(f"{row.no}:{row.content}\n" for row in written)
        return hashlib.sha256(told.encode()).hexdigest()[:32] if written else ""

    async def addresses_of(self, persons: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Person → addresses that rows of any edition have of them."""
        found: dict[str, set[str]] = {}
        for rows in self._database.recipients.values():
            for row in rows.values():
                if row.person and row.person in persons and row.contact.address:
                    found.setdefault(row.person, set()).add(row.contact.address)
        return {person: sorted(told) for person, told in sorted(found.items())}

    async def without_address(self, edition: int) -> int:
        """How many who get a message of an edition have no address in any row."""
        waiting = [row for row in self._rows(edition).values() if row.person and row.state in _WRITTEN_TO]
        known = await self.addresses_of([row.person for row in waiting])
        return sum(row.person not in known for row in waiting)

    async def suppress(self, hashes: Mapping[str, str], at: EpochMs, *, addresses: Collection[str] = ()) -> int:
        """Never write to some hashed addresses or persons again; returns how many were new."""
        new = {one: why for one, why in hashes.items() if one not in self._suppressed}
        self._suppressed |= new
        self._addresses |= new.keys() & set(addresses)
        return len(new)

    async def suppressed(self, hashes: Sequence[str]) -> Mapping[str, str]:
        """Those of some hashes that must not be written to, with why."""
        return {one: self._suppressed[one] for one in hashes if one in self._suppressed}

    async def suppressed_addresses(self) -> int:
        """How many hashes on the list are of addresses."""
        return len(self._addresses)

    async def unsuppress(self, hashes: Sequence[str]) -> int:
        """Allow some hashes again; returns how many there were."""
        self._addresses -= set(hashes)
        return sum(self._suppressed.pop(one, None) is not None for one in set(hashes))

    async def forget_before(self, before: EpochMs, hashing: Hashing) -> int:
        """Leave of the rows of old editions nothing that tells who people were; returns how many did."""
        told = [
            (edition.no, row)
            for edition in self._editions.values()
            for row in self._rows(edition.no).values()
            if self._is_older(edition, before) and (row.person or row.contact.address)
        ]
        for edition_no, row in told:
            if row.state in LEFT:
                self._forgotten[edition_no, row.no] = hashing(row.person, row.contact.address)
            stub = replace(row, person="", contact=UNKNOWN, decision="", occasion="")
            if row.state not in ENDS | LEFT:
                stub = replace(stub, state=RecipientState.SKIPPED, fate=Fate.ERASED)
            self._rows(edition_no)[row.no] = stub
        return len(told)

    async def keep_hashes(self, person: str, hashing: Hashing) -> int:
        """Keep hashes of somebody to whom messages left, before they are erased; returns how many rows."""
        left = [(edition.no, row) for edition, row in await self.of_person(person) if row.state in LEFT]
        for edition, row in left:
            self._forgotten[edition, row.no] = hashing(person, row.contact.address)
        return len(left)

    def _is_older(self, edition: Edition, before: EpochMs) -> bool:
        handed = [row.handed for row in self._rows(edition.no).values() if row.handed is not None]
        return max(edition.at, *handed, 0) < before

    async def forgotten(self, edition: int, no: int) -> tuple[str, str]:
        """Hashes that stayed of a recipient's person and address."""
        return self._forgotten.get((edition, no), ("", ""))

    def _rows(self, edition: int) -> dict[int, Recipient]:
        return self._database.recipients.setdefault(edition, {})

    def _ours(self, shard: Shard, worker: str) -> "_Work | None":
        work = self._shards[shard.edition, shard.phase][shard.no]
        is_ours = work.worker == worker and work.attempt == shard.attempt and not work.is_done
        return work if is_ours else None


class _Work:
    """A shard with how far it is."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.worker, self.until, self.attempt, self.is_done = "", 0, 0, False


def _names(row: Recipient) -> list[str]:
    names = [f"person:{row.person}"] if row.person else []
    return [*names, f"address:{normal_address(row.contact.address)}"] if row.contact.address else names


def _changed(stored: Recipient, row: Recipient) -> Recipient:
    return replace(row, person=stored.person, contact=stored.contact)
