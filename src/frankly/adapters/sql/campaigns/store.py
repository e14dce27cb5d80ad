"""Port `CampaignLedger` over SQLite: every step is one transaction, so whoever is killed leaves rows that are true."""

import sqlite3
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from functools import partial
from typing import Final

from frankly.adapters.sql.campaigns import ageing, cells, editions, renewals, reviews, unfit
from frankly.adapters.sql.campaigns import recipients as rows_of
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.campaign.edition import Approval, CellText, Edition, EditionState, Phase, Shard, Tally, Waiting
from frankly.domain.campaign.keyed_hashes import Hashing
from frankly.domain.campaign.look import CellEdit, Look
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.campaign.unfit import UnfitItem
from frankly.domain.time import EpochMs

_APPROVE: Final = """
    INSERT INTO approvals (edition, content, approver, at_ms, said, reason) VALUES (?, ?, ?, ?, ?, ?)
"""
_APPROVALS: Final = "SELECT content, approver, at_ms, said, reason FROM approvals WHERE edition = ? ORDER BY no"
_SUPPRESS: Final = "INSERT INTO suppressed (hash, why, at_ms, is_address) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_ADDRESSES: Final = "SELECT count(*) FROM suppressed WHERE is_address = 1"
_SUPPRESSED: Final = "SELECT hash, why FROM suppressed WHERE hash IN (SELECT value FROM json_each(?))"
_UNSUPPRESS: Final = "DELETE FROM suppressed WHERE hash IN (SELECT value FROM json_each(?))"
_FORGOTTEN_AT_ONCE: Final = 1000
"""Rows of one transaction: others who write wait for so many at most."""


class SqlCampaigns:
    """Editions, recipients, shards, texts of cells, approvals, suppressions."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database; other processes may have it open too."""
        self._database = database

    async def begin(self, campaign: str, version: str, json: str, at: EpochMs) -> Edition:
        """Begin an edition, or return the one that is under way."""
        return await self._database.writer.run(
            partial(editions.begin, campaign=campaign, version=version, json=json, at=at)
        )

    async def edition(self, campaign: str, no: int | None = None) -> Edition | None:
        """An edition by number, or the newest."""
        with self._database.reading() as connection:
            if no is None:
                return editions.newest_of(connection, campaign)
            found = editions.numbered(connection, no)
        return found if found is not None and found.campaign == campaign else None

    async def numbered(self, no: int) -> Edition | None:
        """An edition of any campaign by number."""
        with self._database.reading() as connection:
            return editions.numbered(connection, no)

    async def editions(self) -> Sequence[Edition]:
        """The newest edition of each campaign, in order of name."""
        with self._database.reading() as connection:
            return editions.newest_of_each(connection)

    async def move(
        self, edition: int, state: EditionState, *, of: Sequence[EditionState], reason: str = ""
    ) -> Edition | None:
        """Give an edition another state, where it has one of those named."""
        return await self._database.writer.run(partial(editions.move, no=edition, state=state, of=of, reason=reason))

    async def add(self, edition: int, recipients: Sequence[Recipient]) -> None:
        """Add recipients in the state `listed`, those who stand there already as skipped."""
        await self._database.writer.run(partial(rows_of.add, edition=edition, recipients=recipients))

    async def listed(self, edition: int, audience: str) -> Edition:
        """Say that all recipients are listed, and cut them into shards of every phase."""
        return await self._database.writer.run(partial(editions.listed, no=edition, audience=audience))

    async def claim(self, edition: int, phase: Phase, worker: str, now: EpochMs, lease_ms: int) -> Shard | None:
        """Take the next shard of a phase that is free."""
        take = partial(editions.claim, edition=edition, phase=phase, worker=worker, now=now, lease_ms=lease_ms)
        return await self._database.writer.run(take)

    async def renew(self, shard: Shard, worker: str, until: EpochMs) -> bool:
        """Keep a shard for longer."""
        return await self._database.writer.run(partial(editions.renew, shard=shard, worker=worker, until=until))

    async def done(self, shard: Shard, worker: str, rows: Sequence[Recipient]) -> bool:
        """Write what became of a shard's recipients, and that it is done."""

        def finish(connection: sqlite3.Connection) -> bool:
            is_ours = editions.finish(connection, shard, worker)
            if is_ours:
                rows_of.change(connection, shard.edition, rows)
            return is_ours

        # The decisions that the rows name are written first: a row never names one that a kill took.
        return await self._database.writer.run(finish, after_deferred=True)

    async def put(self, edition: int, rows: Sequence[Recipient], *, of: RecipientState) -> int:
        """Write recipients that are in a state; returns how many were."""
        return await self._database.writer.run(
            partial(rows_of.put, edition=edition, rows=rows, of=of), after_deferred=True
        )

    async def open_shards(self, edition: int, phase: Phase) -> int:
        """Number of shards of a phase that are not done."""
        with self._database.reading() as connection:
            return editions.open_shards(connection, edition, phase)

    async def recipients(self, edition: int, first: int, last: int) -> Sequence[Recipient]:
        """Recipients by number, both ends included, in order."""
        with self._database.reading() as connection:
            return rows_of.between(connection, edition, first, last)

    async def recipient(self, edition: int, no: int) -> Recipient | None:
        """One recipient."""
        found = await self.recipients(edition, no, no)
        return found[0] if found else None

    async def stream(
        self,
        edition: int,
        *,
        states: Sequence[RecipientState] = (),
        fates: Sequence[Fate] = (),
        after: int = 0,
        batch: int = 500,
    ) -> AsyncIterator[Sequence[Recipient]]:
        """All recipients in order of number; each batch is read anew, so that no reader holds up the log."""
        page_of = partial(rows_of.page, edition=edition, states=states, fates=fates, batch=batch)
        last = after
        while page := await self._database.read_aside(partial(page_of, after=last)):
            yield page
            last = page[-1].no

    async def tally(self, edition: int) -> Sequence[Tally]:
        """How many recipients are where."""
        return await self._database.read_aside(partial(rows_of.tally, edition=edition))

    async def waiting(self, edition: int) -> Sequence[Waiting]:
        """Recipients whose written messages wait, by time zone and first moment."""
        return await self._database.read_aside(partial(rows_of.waiting, edition=edition))

    async def time_zones(self, edition: int) -> Mapping[str, int]:
        """What stands as a time zone → how many who get a message."""
        return await self._database.read_aside(partial(rows_of.time_zones, edition=edition))

    async def handed_since(self, persons: Sequence[str], since: EpochMs) -> Mapping[str, Sequence[EpochMs]]:
        """Person → moments of their messages since then, newest first."""
        with self._database.reading() as connection:
            return rows_of.handed_since(connection, persons, since)

    async def occasions(self, campaign: str, persons: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Person → occasions for which a campaign wrote to them, or is about to."""
        with self._database.reading() as connection:
            return rows_of.occasions(connection, campaign, persons)

    async def of_person(self, person: str) -> Sequence[tuple[Edition, Recipient]]:
        """Every row about somebody with its edition, oldest first."""
        with self._database.reading() as connection:
            found = rows_of.of_person(connection, person)
            named = {no: editions.numbered(connection, no) for no, _ in found}
        return [(edition, row) for no, row in found if (edition := named[no]) is not None]

    async def cells(self, edition: int) -> Mapping[str, int]:
        """Key → how many planned recipients share it."""
        return await self._database.read_aside(partial(cells.counts, edition=edition))

    async def join_cells(self, edition: int, into: Mapping[str, str]) -> int:
        """Have planned recipients of some cells share another's text."""
        if not into:
            return 0
        return await self._database.writer.run(partial(cells.join, edition=edition, into=into))

    async def cell_text(self, edition: int, key: str) -> CellText | None:
        """The text of a cell."""
        with self._database.reading() as connection:
            return cells.text_of(connection, edition, key)

    async def claim_cell(self, edition: int, key: str, worker: str, now: EpochMs, lease_ms: int) -> bool:
        """Whether a worker may ask for the text of a cell."""
        take = partial(cells.claim, edition=edition, key=key, worker=worker, now=now, lease_ms=lease_ms)
        return await self._database.writer.run(take)

    async def free_cell(self, edition: int, key: str, worker: str, fault: str = "") -> None:
        """Let others ask for the text of a cell at once."""
        await self._database.writer.run(partial(cells.free, edition=edition, key=key, worker=worker, fault=fault))

    async def cell_outcomes(self, edition: int) -> Mapping[str, int]:
        """What came of cells that a model was asked for."""
        with self._database.reading() as connection:
            return cells.outcomes(connection, edition)

    async def keep_cell_text(self, edition: int, text: CellText) -> CellText:
        """Store the text of a cell, unless something is stored of it; returns what is stored now."""
        return await self._database.writer.run(partial(cells.keep, edition=edition, text=text))

    async def approve(self, edition: int, approval: Approval) -> None:
        """Keep somebody's word."""
        row = (edition, approval.content, approval.by, approval.at, approval.said, approval.reason)
        await self._database.writer.run(lambda connection: connection.execute(_APPROVE, row).rowcount)

    async def approvals(self, edition: int) -> Sequence[Approval]:
        """All words on an edition, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_APPROVALS, (edition,)).fetchall()
        return [Approval(content, by, EpochMs(at), said, reason) for content, by, at, said, reason in rows]

    async def look(self, edition: int, look: Look) -> None:
        """Keep somebody's word on a message."""
        await self._database.writer.run(partial(reviews.look, edition=edition, one=look))

    async def looks(self, edition: int) -> Sequence[Look]:
        """Every word on messages of an edition, in order of recipient."""
        return await self._database.read_aside(partial(reviews.looks, edition=edition))

    async def edit(self, edition: int, edit: CellEdit) -> None:
        """Keep a sentence that somebody put in the place of a model's."""
        await self._database.writer.run(partial(reviews.edit, edition=edition, one=edit))

    async def edits(self, edition: int, cell: str = "") -> Sequence[CellEdit]:
        """Edits of a cell, or of all, oldest first."""
        with self._database.reading() as connection:
            return reviews.edits(connection, edition, cell)

    async def keep_standings(
        self, edition: int, standings: Mapping[str, VariantStanding]
    ) -> Mapping[str, VariantStanding]:
        """Store what an edition deals its variants by, unless that is stored; returns what is stored now."""
        return await self._database.writer.run(partial(reviews.keep_standings, edition=edition, standings=standings))

    async def keep_house(self, edition: int, told: Mapping[str, str]) -> None:
        """Store what an edition's messages take from files that people edit, in place of what is stored."""
        await self._database.writer.run(partial(reviews.keep_house, edition=edition, told=told))

    async def house(self, edition: int) -> Mapping[str, str]:
        """What is stored of that; nothing for an edition of which it was not."""
        with self._database.reading() as connection:
            return reviews.house(connection, edition)

    async def keep_took(self, edition: int, took_ms: Sequence[int]) -> None:
        """Store how long calls for a forecast took."""
        if took_ms:
            await self._database.writer.run(partial(cells.keep_took, edition=edition, took_ms=took_ms))

    async def took(self, edition: int) -> Sequence[int]:
        """How long they took."""
        with self._database.reading() as connection:
            return cells.took(connection, edition)

    async def let_renew(self, edition: int, recipients: Sequence[int], most: int) -> bool:
        """Let messages leave that say something else than what was approved, if they are few enough."""
        let = partial(renewals.let, edition=edition, recipients=recipients, most=most)
        return await self._database.writer.run(let)

    async def renewed(self, edition: int) -> int:
        """How many messages of those that were let left, or may have."""
        with self._database.reading() as connection:
            return renewals.left(connection, edition)

    async def forget_renewed(self, edition: int) -> None:
        """Forget who was let and did not leave."""
        await self._database.writer.run(partial(renewals.forget, edition=edition))

    async def keep_unfit(self, edition: int, items: Sequence[UnfitItem]) -> None:
        """Store items that cannot stand in an e-mail."""
        await self._database.writer.run(partial(unfit.keep, edition=edition, items=items))

    async def unfit(self, edition: int) -> Sequence[UnfitItem]:
        """Items of which that is stored, in order of id."""
        with self._database.reading() as connection:
            return unfit.found(connection, edition)

    async def content(self, edition: int) -> str:
        """Hash over the content of all messages ever written; read at one moment, row by row."""
        return await self._database.read_aside(partial(rows_of.content, edition=edition))

    async def addresses_of(self, persons: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Person → addresses that rows of any edition have of them."""
        return await self._database.read_aside(partial(rows_of.addresses_of, persons=persons))

    async def without_address(self, edition: int) -> int:
        """How many who get a message of an edition have no address in any row."""
        return await self._database.read_aside(partial(rows_of.without_address, edition=edition))

    async def suppress(self, hashes: Mapping[str, str], at: EpochMs, *, addresses: Collection[str] = ()) -> int:
        """Never write to some hashed addresses or persons again; returns how many were new."""
        rows = [(one, why, at, one in addresses) for one, why in hashes.items()]
        return await self._database.writer.run(
            lambda connection: connection.executemany(_SUPPRESS, rows).rowcount if rows else 0
        )

    async def suppressed(self, hashes: Sequence[str]) -> Mapping[str, str]:
        """Those of some hashes that must not be written to, with why."""
        with self._database.reading() as connection:
            return dict(connection.execute(_SUPPRESSED, (as_json_list(hashes),)).fetchall())

    async def suppressed_addresses(self) -> int:
        """How many hashes on the list are of addresses."""
        with self._database.reading() as connection:
            return int(connection.execute(_ADDRESSES).fetchone()[0])

    async def unsuppress(self, hashes: Sequence[str]) -> int:
        """Allow some hashes again; returns how many there were."""
        wanted = as_json_list(hashes)
        return await self._database.writer.run(lambda connection: connection.execute(_UNSUPPRESS, (wanted,)).rowcount)

    async def forget_before(self, before: EpochMs, hashing: Hashing) -> int:
        """Leave of the rows of old editions nothing that tells who people were; returns how many did."""
        forgotten = 0
        with self._database.reading() as connection:
            old = ageing.old_editions(connection, before)
        for edition in old:
            last: int | None = 0
            while last is not None:
                page = partial(
                    ageing.forget_page, edition=edition, after=last, batch=_FORGOTTEN_AT_ONCE, hashing=hashing
                )
                rows, last = await self._database.writer.run(page)
                forgotten += rows
        return forgotten

    async def keep_hashes(self, person: str, hashing: Hashing) -> int:
        """Keep hashes of somebody to whom messages left, before they are erased; returns how many rows."""
        return await self._database.writer.run(partial(ageing.keep_hashes, person=person, hashing=hashing))

    async def forgotten(self, edition: int, no: int) -> tuple[str, str]:
        """Hashes that stayed of a recipient's person and address."""
        with self._database.reading() as connection:
            return ageing.hashes_of(connection, edition, no)
