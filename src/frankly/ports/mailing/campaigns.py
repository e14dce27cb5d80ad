"""The ledger of campaigns: editions, recipients, shards, texts of cells, approvals, and who must not be written to.

Correctness lives in its rows and never in a queue: whoever is killed leaves rows that say how far everything is, and
the same shard may be worked on twice without harm.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Protocol

from frankly.domain.campaign.edition import Approval, CellText, Edition, EditionState, Phase, Shard, Tally, Waiting
from frankly.domain.campaign.keyed_hashes import Hashing
from frankly.domain.campaign.look import CellEdit, Look
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.campaign.unfit import UnfitItem
from frankly.domain.time import EpochMs


class CampaignLedger(Protocol):
    """Campaigns as rows."""

    async def begin(self, campaign: str, version: str, json: str, at: EpochMs) -> Edition:
        """Begin an edition.

        The newest of the campaign that is not at an end is returned where it is of the same version, and cancelled
        where it is not.

        Raises:
            Conflict: when messages of an older version are being handed over.
            StoreUnavailable: when it cannot be written.
        """
        ...

    async def edition(self, campaign: str, no: int | None = None) -> Edition | None:
        """An edition by number, or the newest; None where there is none."""
        ...

    async def numbered(self, no: int) -> Edition | None:
        """An edition of any campaign by number, as links in messages name it; None where there is none."""
        ...

    async def editions(self) -> Sequence[Edition]:
        """The newest edition of each campaign, in order of name."""
        ...

    async def move(
        self, edition: int, state: EditionState, *, of: Sequence[EditionState], reason: str = ""
    ) -> Edition | None:
        """Give an edition another state; None, and nothing changes, where it has none of the states named."""
        ...

    async def add(self, edition: int, recipients: Sequence[Recipient]) -> None:
        """Add recipients in the state `listed`; a number that is there already stays as it is.

        Somebody whose person or address stands in the edition already, under a smaller number, is stored as skipped
        with the fate `duplicate`: whoever lists a million people need not remember them.
        """
        ...

    async def listed(self, edition: int, audience: str) -> Edition:
        """Say that all recipients are listed, and cut them into shards of every phase.

        Args:
            edition: which one.
            audience: hash of the audience.
        """
        ...

    async def claim(self, edition: int, phase: Phase, worker: str, now: EpochMs, lease_ms: int) -> Shard | None:
        """Take the next shard of a phase that nobody has, or whose worker let its lease run out.

        None without any, and while the edition is paused or over: whoever pauses need not wait for workers to notice.
        """
        ...

    async def renew(self, shard: Shard, worker: str, until: EpochMs) -> bool:
        """Keep a shard for longer; False where somebody else has it by now."""
        ...

    async def done(self, shard: Shard, worker: str, rows: Sequence[Recipient]) -> bool:
        """Write what became of a shard's recipients, and that it is done, in one transaction.

        False, and nothing is written, where somebody else has it by now. A row in a later state stays as it is, and
        nothing here writes who a recipient is: they may have been erased meanwhile. Decisions that were handed over to
        be recorded are durable no later than the rows that name them.
        """
        ...

    async def put(self, edition: int, rows: Sequence[Recipient], *, of: RecipientState) -> int:
        """Write recipients that are in a state; returns how many were."""
        ...

    async def open_shards(self, edition: int, phase: Phase) -> int:
        """Number of shards of a phase that are not done."""
        ...

    async def recipients(self, edition: int, first: int, last: int) -> Sequence[Recipient]:
        """Recipients by number, both ends included, in order."""
        ...

    async def recipient(self, edition: int, no: int) -> Recipient | None:
        """One recipient."""
        ...

    def stream(
        self,
        edition: int,
        *,
        states: Sequence[RecipientState] = (),
        fates: Sequence[Fate] = (),
        after: int = 0,
        batch: int = 500,
    ) -> AsyncIterator[Sequence[Recipient]]:
        """All recipients in order of number, those of some states or fates where any are named.

        Args:
            edition: number of the edition.
            states: how far they are; all where none is named.
            fates: why they get a message, or none; all where none is named, and then the undecided too.
            after: only those with a larger number.
            batch: how many come at once.
        """
        ...

    async def tally(self, edition: int) -> Sequence[Tally]:
        """How many recipients are where."""
        ...

    async def waiting(self, edition: int) -> Sequence[Waiting]:
        """Recipients in the state `written`, counted by time zone and first moment, in order of both."""
        ...

    async def time_zones(self, edition: int) -> Mapping[str, int]:
        """What stands as a time zone → how many who get a message, or got it; an empty name where nothing does."""
        ...

    async def handed_since(self, persons: Sequence[str], since: EpochMs) -> Mapping[str, Sequence[EpochMs]]:
        """Person → moments at which messages of any campaign were handed over to them since then, newest first."""
        ...

    async def occasions(self, campaign: str, persons: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Person → occasions for which a campaign wrote to them, or is about to.

        Rows of all its editions count, save those that are `listed` or `skipped`: somebody who was left out for a
        passing reason may be written to while the occasion lasts. Of editions that were cancelled or stopped themselves
        only rows count that are `sending` or `handed`.
        """
        ...

    async def cells(self, edition: int) -> Mapping[str, int]:
        """Key → how many planned recipients share it, of all cells."""
        ...

    async def join_cells(self, edition: int, into: Mapping[str, str]) -> int:
        """Have planned recipients of some cells share another's text, in one step.

        Args:
            edition: number of the edition.
            into: key → key of the cell that its recipients are in from now on; one that is new is made.

        Returns:
            How many recipients are in another cell now.
        """
        ...

    async def cell_text(self, edition: int, key: str) -> CellText | None:
        """The text of a cell; None before a model was asked."""
        ...

    async def claim_cell(self, edition: int, key: str, worker: str, now: EpochMs, lease_ms: int) -> bool:
        """Whether a worker may ask for the text of a cell: nothing was kept of it, and nobody else has it in hand."""
        ...

    async def free_cell(self, edition: int, key: str, worker: str, fault: str = "") -> None:
        """Let others ask for the text of a cell at once, where this worker has it in hand.

        Args:
            edition: number of the edition.
            key: of the cell.
            worker: who has it in hand.
            fault: why nothing came, where a model was asked in vain; told until something is kept.
        """
        ...

    async def cell_outcomes(self, edition: int) -> Mapping[str, int]:
        """What came of cells that a model was asked for: why nothing came → cells; an empty reason: a text came.

        A message that a model was asked to word by itself counts as a cell of its own, kept by its recipient's number.
        """
        ...

    async def keep_cell_text(self, edition: int, text: CellText) -> CellText:
        """Store what came of a cell, unless something is stored of it; returns what is stored now.

        What came first stays, even that nothing came: messages were written by it, and whoever slept longer than it may
        have a cell in hand does not change them behind those who approved.
        """
        ...

    async def approve(self, edition: int, approval: Approval) -> None:
        """Keep somebody's word."""
        ...

    async def approvals(self, edition: int) -> Sequence[Approval]:
        """All words on an edition, oldest first."""
        ...

    async def of_person(self, person: str) -> Sequence[tuple[Edition, Recipient]]:
        """Every row about somebody with its edition, oldest first, so that they can see what was sent to them."""
        ...

    async def look(self, edition: int, look: Look) -> None:
        """Keep somebody's word on a message, in place of an earlier one on the same content."""
        ...

    async def looks(self, edition: int) -> Sequence[Look]:
        """Every word on messages of an edition, in order of recipient."""
        ...

    async def edit(self, edition: int, edit: CellEdit) -> None:
        """Keep a sentence that somebody put in the place of a model's, for everybody of a cell."""
        ...

    async def edits(self, edition: int, cell: str = "") -> Sequence[CellEdit]:
        """Edits of a cell, or of all cells where none is named, oldest first: the newest of a place holds."""
        ...

    async def keep_standings(
        self, edition: int, standings: Mapping[str, VariantStanding]
    ) -> Mapping[str, VariantStanding]:
        """Store what an edition deals its variants by, unless that is stored; returns what is stored now."""
        ...

    async def keep_house(self, edition: int, told: Mapping[str, str]) -> None:
        """Store what an edition's messages take from files that people edit, in place of what is stored."""
        ...

    async def house(self, edition: int) -> Mapping[str, str]:
        """What is stored of that; nothing for an edition of which it was not."""
        ...

    async def keep_took(self, edition: int, took_ms: Sequence[int]) -> None:
        """Store how long calls to a model took for a forecast, in milliseconds, beside those that are stored."""
        ...

    async def took(self, edition: int) -> Sequence[int]:
        """How long they took, in milliseconds."""
        ...

    async def let_renew(self, edition: int, recipients: Sequence[int], most: int) -> bool:
        """Let messages leave that say something else than what was approved, if they are few enough.

        In one step: of several who ask at once none is let by when the others are counted in.

        Args:
            edition: number of the edition.
            recipients: numbers of theirs.
            most: so many messages may leave so, with those that were let before; of one that was, it is the same.

        Returns:
            Whether they may; if not, nothing is stored of them.
        """
        ...

    async def renewed(self, edition: int) -> int:
        """How many messages of those that were let left, or may have."""
        ...

    async def forget_renewed(self, edition: int) -> None:
        """Forget who was let and did not leave: what they say is looked at anew."""
        ...

    async def keep_unfit(self, edition: int, items: Sequence[UnfitItem]) -> None:
        """Store items that cannot stand in an e-mail; of one that is stored already the first finding stays."""
        ...

    async def unfit(self, edition: int) -> Sequence[UnfitItem]:
        """Items of which that is stored, in order of id."""
        ...

    async def content(self, edition: int) -> str:
        """Hash over the content of all messages ever written, in order of number; empty before any is.

        Whether a message was handed over, skipped or erased afterwards changes nothing: what was approved stays
        approved.
        """
        ...

    async def addresses_of(self, persons: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Person → addresses that rows of any edition have of them, of those who have any."""
        ...

    async def without_address(self, edition: int) -> int:
        """How many who get a message of an edition, or got it, have no address in any row of any edition."""
        ...

    async def suppress(self, hashes: Mapping[str, str], at: EpochMs, *, addresses: Collection[str] = ()) -> int:
        """Never write to some hashed addresses or persons again; outlives their data.

        Args:
            hashes: hash → why (`unsubscribed`, `complained`, `bounced`, `imported`).
            at: since when.
            addresses: those of the hashes that are of addresses.

        Returns:
            How many were new.
        """
        ...

    async def suppressed(self, hashes: Sequence[str]) -> Mapping[str, str]:
        """Those of some hashes that must not be written to, with why."""
        ...

    async def suppressed_addresses(self) -> int:
        """How many hashes on the list are of addresses; those of before it was noted count too."""
        ...

    async def unsuppress(self, hashes: Sequence[str]) -> int:
        """Allow some hashes again, because the person asked for it; returns how many there were."""
        ...

    async def forget_before(self, before: EpochMs, hashing: Hashing) -> int:
        """Leave of the rows of editions begun before a moment nothing that tells who people were.

        One that handed a message over since then waits until its last one is as old. What was sent still adds up.
        Whoever was not written to yet is skipped. Of those to whom a message left, hashes are kept, so that its links
        go on stopping mail; see `forgotten`.

        Args:
            before: the moment.
            hashing: makes of person and address a keyed hash each, and of what is empty nothing.

        Returns:
            How many rows told who somebody was.
        """
        ...

    async def keep_hashes(self, person: str, hashing: Hashing) -> int:
        """Keep hashes of somebody to whom messages left, before they are erased; see `forget_before`.

        Returns:
            How many messages left to them.
        """
        ...

    async def forgotten(self, edition: int, no: int) -> tuple[str, str]:
        """Hashes that stayed of a recipient's person and address; empty where nothing did."""
        ...
