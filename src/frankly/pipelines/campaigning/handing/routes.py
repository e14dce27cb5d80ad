"""The ways that messages leave: as part files, or by mail. Each says in a row's detail what it is about to do."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from frankly.domain.campaign.edition import Edition, Shard
from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, MailServerUnavailable
from frankly.pipelines.campaigning.handing.renewing import Made
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.mailing.handing_over import MailServer, PartStore, SendOutcome
from frankly.stages.handing_over.forms import KNOWN, FormName, Sending, part_files, too_large

Leaving: TypeAlias = Sequence[tuple[Made, OutgoingMail]]

MOST_FAILURES: Final = 5
"""Messages in a row that a mail server takes not now, before it is left alone."""

_MARK: Final = re.compile(r"^[a-z]+(?:/(?P<wave>[0-9]{3,})/(?P<at>[0-9]+)|:(?P<unnamed>[0-9]{3}))\|")
_MAIL: Final = "smtp:000|"


class Desk(Protocol):
    """Where a route tells what became of messages."""

    @property
    def edition(self) -> Edition:
        """The edition that is handed over."""
        ...

    @property
    def ledger(self) -> CampaignLedger:
        """Rows of campaigns."""
        ...

    def handed(self, made: Made, detail: str = "") -> Recipient:
        """The row of a recipient whose message left."""
        ...

    def took(self, made: Made) -> None:
        """Count a message that left."""
        ...

    def stays(self, because: str) -> None:
        """Count a message that could not leave now, with what the mail server said."""
        ...

    def lost_sight(self) -> None:
        """Count a message of which nobody knows whether it left."""
        ...

    def refused(self, row: Recipient) -> None:
        """Count a recipient who gets nothing after all."""
        ...


class Route(Protocol):
    """A way that messages leave."""

    def moment(self, rows: Sequence[Recipient], now: EpochMs) -> EpochMs:
        """The moment that messages of a shard bear.

        Args:
            rows: all its recipients as they were.
            now: the moment.
        """
        ...

    @property
    def needs_address(self) -> str:
        """What needs an address of every recipient, as a message names it; empty where nothing does."""
        ...

    def is_repeatable(self, row: Recipient) -> bool:
        """Whether a message that may have left can be made to leave again without being there twice."""
        ...

    def refusal(self, mail: OutgoingMail) -> tuple[Fate | None, str]:
        """Why a message cannot take this way; None where it can."""
        ...

    async def leave(self, desk: Desk, shard: Shard, rows: Sequence[Recipient], leaving: Leaving) -> None:
        """Let messages of a shard leave, and write what became of each.

        Args:
            desk: takes down what became of them.
            shard: the shard, which this worker has.
            rows: all its recipients as they were.
            leaving: the messages that leave now.
        """
        ...


def unmarked(detail: str) -> str:
    """What a row's detail said before a message was about to leave."""
    return _MARK.sub("", detail)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A part that was about to be written.

    Attributes:
        wave: its number within its shard.
        at: the moment that its messages bear; None where an earlier version began it, which named parts otherwise.
    """

    wave: int
    at: EpochMs | None


@dataclass(frozen=True, slots=True)
class FileRoute:
    """Messages as part files.

    Attributes:
        form: how they are written.
        sending: what the sender must be told.
        store: the folder.
    """

    form: FormName
    sending: Sending
    store: PartStore

    def moment(self, rows: Sequence[Recipient], now: EpochMs) -> EpochMs:
        """A part that is written again after a kill is the same, so it bears the moment of its first attempt."""
        begun = self._begun(rows)
        return now if begun is None or begun.at is None else begun.at

    @property
    def needs_address(self) -> str:
        """Forms that mail programs or a sender read by address."""
        return f"--format {self.form}" if KNOWN[self.form].has_address else ""

    def is_repeatable(self, row: Recipient) -> bool:
        """What this form was about to write is written once more, into the same file."""
        return row.detail.startswith((f"{self.form}/", f"{self.form}:"))

    def refusal(self, mail: OutgoingMail) -> tuple[Fate | None, str]:
        """Without an address some forms are of no use, and senders take no more than so much."""
        if KNOWN[self.form].has_address and not mail.address:
            return Fate.NO_ADDRESS, f"{self.needs_address} needs one"
        if detail := too_large(self.form, mail):
            return Fate.TOO_LARGE, detail
        return None, ""

    async def leave(self, desk: Desk, shard: Shard, rows: Sequence[Recipient], leaving: Leaving) -> None:
        """Say `sending`, write the part, say `handed`.

        Raises:
            Conflict: when an earlier version may have written the part into this folder, under a name that tells no
                campaign.
        """
        begun, of = self._begun(rows), desk.edition
        if begun is None and not leaving:
            return
        if begun is not None and begun.at is None:
            await self._refuse_unnamed(of, shard, begun.wave)
        wave = await self._free(of, shard, rows) if begun is None else begun.wave
        at = leaving[0][1].at if leaving else 0
        mark = f"{self.form}/{wave:03d}/{at}|"
        sending = [
            replace(made.row, state=RecipientState.SENDING, detail=f"{mark}{made.row.detail}"[:200])
            for made, _ in leaving
        ]
        for state in (RecipientState.WRITTEN, RecipientState.SENDING):
            await desk.ledger.put(of.no, sending, of=state)
        # Somebody may have fetched theirs meanwhile, or have been erased: only who says `sending` now is in the part.
        after = await desk.ledger.recipients(of.no, shard.first, shard.last)
        ours = {row.no for row in after if row.state is RecipientState.SENDING and row.detail.startswith(mark)}
        still = [(made, mail) for made, mail in leaving if made.row.no in ours]
        name = _named(of, shard, wave)
        await self.store.put(name, part_files(self.form, [mail for _, mail in still], name, self.sending))
        handed = [replace(desk.handed(made), handed=mail.at) for made, mail in still]
        await desk.ledger.put(of.no, handed, of=RecipientState.SENDING)
        for made, _ in still:
            desk.took(made)

    def _begun(self, rows: Sequence[Recipient]) -> _Begun | None:
        """The part of an attempt that was killed."""
        for row in rows:
            if row.state is RecipientState.SENDING and self.is_repeatable(row) and (mark := _MARK.match(row.detail)):
                at = mark["at"]
                return _Begun(int(mark["wave"] or mark["unnamed"]), None if at is None else EpochMs(int(at)))
        return None

    async def _free(self, edition: Edition, shard: Shard, rows: Sequence[Recipient]) -> int:
        """Number of a part of a shard that nobody has written yet.

        A shard has several where some of its recipients had to wait. The number of those who have theirs grows with
        each part, so it names the next one. The folder may hold one of that name even so: of another form, or of a
        campaign of that name in another data folder.
        """
        wave = sum(row.state is RecipientState.HANDED for row in rows)
        while await self.store.has(_named(edition, shard, wave)):
            wave += 1
        return wave

    async def _refuse_unnamed(self, edition: Edition, shard: Shard, wave: int) -> None:
        part = f"part-{shard.no:05d}-{wave:03d}"
        if await self.store.has(part):
            raise Conflict(
                f"An earlier version was about to write messages of '{edition.campaign}' as '{part}', and the folder "
                f"has one, of this campaign or of another. If its messages are of '{edition.campaign}', delete it: "
                "they are written once more. Else move it to another folder. Then run the same command again."
            )


def _named(edition: Edition, shard: Shard, wave: int) -> str:
    """Name of a part: no two campaigns, plannings, shards or parts of a shard have the same."""
    return f"{edition.campaign}-{edition.ordinal}-{shard.no:05d}-{wave:03d}"


Bounced: TypeAlias = Callable[[Recipient], Awaitable[object]]
"""Sees to it that an address that takes no mail is not written to again."""


@dataclass(slots=True)
class MailRoute:
    """Messages by mail.

    Attributes:
        server: takes them.
        bounced: told of addresses that take no mail.
        at_once: messages that are on their way at the same time.
    """

    server: MailServer
    bounced: Bounced
    at_once: int = 4
    _failures: int = 0
    _said: str = ""

    def moment(self, rows: Sequence[Recipient], now: EpochMs) -> EpochMs:
        """Mail bears the moment at which it is sent."""
        return now

    @property
    def needs_address(self) -> str:
        """Mail goes to an address."""
        return "--smtp"

    def is_repeatable(self, row: Recipient) -> bool:
        """A message that may have left may have arrived."""
        return False

    def refusal(self, mail: OutgoingMail) -> tuple[Fate | None, str]:
        """Mail needs an address."""
        return (None, "") if mail.mime else (Fate.NO_ADDRESS, f"{self.needs_address} needs one")

    async def leave(self, desk: Desk, shard: Shard, rows: Sequence[Recipient], leaving: Leaving) -> None:
        """Send each by itself: its row says `sending` before, and what became of it behind.

        Raises:
            MailServerUnavailable: when the server takes nothing now.
        """
        before = {row.no: row.state for row in rows}
        limit = asyncio.Semaphore(self.at_once)

        async def one(made: Made, mail: OutgoingMail) -> None:
            async with limit:
                if self._failures < MOST_FAILURES:
                    await self._sent(desk, shard.edition, before[made.row.no], made, mail)

        await asyncio.gather(*(one(made, mail) for made, mail in leaving))
        if self._failures >= MOST_FAILURES:
            raise MailServerUnavailable(
                f"The mail server took none of {MOST_FAILURES} messages in a row ({self._said}). Nothing is lost: run "
                "the same command again when it is back."
            )

    async def _sent(self, desk: Desk, edition: int, before: RecipientState, made: Made, mail: OutgoingMail) -> None:
        row = replace(made.row, state=RecipientState.SENDING, detail=f"{_MAIL}{made.row.detail}"[:200])
        if not await desk.ledger.put(edition, [row], of=before):
            return  # fetched, erased, or taken by somebody else since
        sent = await self.server.send(mail)
        self._failures = self._failures + 1 if sent.outcome is SendOutcome.LATER else 0
        self._said = sent.said
        if sent.outcome is SendOutcome.UNSURE:
            desk.lost_sight()
            return
        after = self._after(desk, made, sent.outcome, sent.said)
        if sent.outcome is SendOutcome.BOUNCED:
            await self.bounced(made.row)
        await desk.ledger.put(edition, [after], of=RecipientState.SENDING)
        if sent.outcome is SendOutcome.TAKEN:
            desk.took(made)
        elif sent.outcome is SendOutcome.LATER:
            desk.stays(sent.said)
        else:
            desk.refused(after)

    def _after(self, desk: Desk, made: Made, outcome: SendOutcome, said: str) -> Recipient:
        if outcome is SendOutcome.TAKEN:
            return desk.handed(made)
        if outcome is SendOutcome.LATER:
            # As it was: the next attempt makes it again, and looks again at what may have changed.
            return replace(made.row, state=RecipientState.WRITTEN)
        detail = f"{outcome.value}: {said}"[:200]
        return replace(made.row, state=RecipientState.SKIPPED, fate=Fate.ADDRESS_UNUSABLE, detail=detail)
