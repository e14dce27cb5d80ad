"""Hands approved messages over, shard by shard: to part files, or to a mail server.

Files: rows say `sending` first, then the part is written under a name that an attempt after a kill uses again and no
other part has, then rows say `handed`: whoever is killed writes the same file once more, so nobody is lost and nobody
is in two. Mail: each row says `sending` before its message leaves; what a kill leaves there may have arrived, and is
not sent again alone.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from frankly.domain.campaign.edition import Edition, EditionState, Phase, Shard
from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict
from frankly.pipelines.campaigning.handing.freshness import standings
from frankly.pipelines.campaigning.handing.outgoing import outgoing
from frankly.pipelines.campaigning.handing.renewing import Made, Renewing
from frankly.pipelines.campaigning.handing.report import HandOverReport
from frankly.pipelines.campaigning.handing.routes import Route, unmarked
from frankly.pipelines.campaigning.handing.writing_anew import say_written_anew, write_anew
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.working import WAIT_S, Progress, Worker
from frankly.pipelines.campaigning.world import LEASE_MS, CampaignWorld
from frankly.pipelines.campaigning.writing.since import anew
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.stages.handing_over.forms import FORMS, KNOWN

S: Final = EditionState
R: Final = RecipientState

LEAVING: Final = (S.APPROVED, S.HANDING_OVER)
"""States in which messages may leave."""

MOST_RENEWED_PPM: Final = 50_000
"""Share of the approved messages that may leave with something else in them than what people looked at: a review rules
out one defect in a hundred at best, so five in a hundred new ones are no longer what was approved.

Up to that share they leave. How many there will be is known once all were made again, and that is done shard by shard.
"""

Unsure = Literal["show", "resend", "leave"]
"""What becomes of messages of which nobody knows whether they left: they are shown, sent again, or taken as sent."""


@dataclass(slots=True, eq=False)
class HandOver:
    """Hands one edition over.

    Attributes:
        world: the edition, without a model.
        worker: name of this process among those at work.
        suppressing: knows who must not be written to.
        renewing: makes the messages.
        route: where they go.
        unsure: what becomes of messages that may have left.
        way: in which form messages leave and where to, as whoever looks for them later reads it.
        report: what was done.
    """

    world: CampaignWorld
    worker: str
    suppressing: Suppressing
    renewing: Renewing
    route: Route
    unsure: Unsure = "show"
    way: str = ""
    report: HandOverReport = field(default_factory=HandOverReport)
    _seen: set[int] = field(default_factory=set)
    _left_open: set[int] = field(default_factory=set)

    async def run(self, progress: Progress | None = None) -> HandOverReport:
        """Hand over what is due; several may do so at once, and whoever was killed goes on.

        Args:
            progress: told after each shard how many recipients it had.

        Raises:
            Conflict: when the edition is not approved, none of its recipients can be reached this way, or a message
                would not say what was approved.
            MailServerUnavailable: when the mail server takes nothing.
            StoreUnavailable: when what may have changed cannot be read.
        """
        await require_approved(self.world.ledger, self.world.edition)
        await require_addresses(self.world.ledger, self.world.edition, self.route)
        await self.world.ledger.move(self.world.edition.no, S.HANDING_OVER, of=(S.APPROVED,))
        while await self._is_going():
            shard = await self._claimed()
            if shard is None:
                if not await self._others_at_work():
                    break
                await asyncio.sleep(WAIT_S)
                continue
            if shard.no in self._seen:
                continue
            self._seen.add(shard.no)
            await self._worked(shard)
            if progress is not None:
                progress(shard.last - shard.first + 1)
        return await self._ended()

    async def _worked(self, shard: Shard) -> None:
        now = self.world.parts.clock.now()
        rows = await self.world.ledger.recipients(shard.edition, shard.first, shard.last)
        async with Worker(self.world, self.worker).kept(shard):
            waiting = await self._open(rows)
            found = await standings(self.world, self.suppressing, waiting, now)
            due = [one for one in found if one.fate is None and one.wait is None]
            made = await self.renewing.shard(due, now)
            skipped = [replace(one.row, state=R.SKIPPED, fate=one.fate, detail=one.detail) for one in found if one.fate]
            skipped += [one.row for one in made if one.message is None]
            at = self.route.moment(rows, now)
            ready = [(one, self._outgoing(one, at)) for one in made if one.message is not None]
            ended, leaving = self._fitting(ready)
            if not await may_renew(self.world.ledger, self.world.edition.no, [made for made, _ in leaving]):
                await self._renew_rest(now)
                return
            await self._left(shard, rows, [*skipped, *ended], leaving, now)
        waits = [one.wait for one in found if one.wait is not None]
        for moment in waits:
            self.report.wait(moment)

    async def _open(self, rows: Sequence[Recipient]) -> list[Recipient]:
        """Recipients whose messages wait; those that may have left are shown, taken up again, or taken as sent."""
        found = []
        for row in rows:
            if row.state is R.WRITTEN:
                found.append(row)
            elif row.state is R.SENDING and (self.unsure == "resend" or self.route.is_repeatable(row)):
                found.append(replace(row, detail=unmarked(row.detail)))
            elif row.state is R.SENDING and self.unsure == "leave":
                handed = self.world.parts.clock.now()
                told = f"{unmarked(row.detail)} taken as sent, unsure".strip()
                left = replace(row, state=R.HANDED, handed=handed, detail=told)
                self.report.handed += await self.world.ledger.put(self.world.edition.no, [left], of=R.SENDING)
            elif row.state is R.SENDING:
                self.report.unsure += 1
        return found

    def _outgoing(self, made: Made, at: EpochMs) -> OutgoingMail:
        if made.message is None:
            raise ValueError("only a message leaves")
        return outgoing(self.world, made.message, at)

    def _fitting(
        self, ready: Sequence[tuple[Made, OutgoingMail]]
    ) -> tuple[list[Recipient], list[tuple[Made, OutgoingMail]]]:
        """Recipients whose messages cannot take this way, and the others."""
        ended, leaving = [], []
        for made, mail in ready:
            fate, detail = self.route.refusal(mail)
            if fate is None:
                leaving.append((made, mail))
            else:
                ended.append(replace(made.row, state=R.SKIPPED, fate=fate, detail=detail))
        return ended, leaving

    async def _left(
        self,
        shard: Shard,
        rows: Sequence[Recipient],
        ended: Sequence[Recipient],
        leaving: Sequence[tuple[Made, OutgoingMail]],
        now: EpochMs,
    ) -> None:
        ledger, edition = self.world.ledger, self.world.edition.no
        for state in (R.WRITTEN, R.SENDING):
            await ledger.put(edition, ended, of=state)
        self.report.skipped.update(row.fate.value for row in ended if row.fate is not None)
        if not await self._is_going() or not await ledger.renew(shard, self.worker, EpochMs(now + LEASE_MS)):
            return
        await self.route.leave(self, shard, rows, leaving)
        after = await ledger.recipients(edition, shard.first, shard.last)
        if any(row.state in (R.WRITTEN, R.SENDING) for row in after):
            self._left_open.add(shard.no)
        else:
            await ledger.done(shard, self.worker, ())

    @property
    def edition(self) -> Edition:
        """The edition that is handed over."""
        return self.world.edition

    @property
    def ledger(self) -> CampaignLedger:
        """Rows of campaigns."""
        return self.world.ledger

    def stays(self, because: str) -> None:
        """Count a message that could not leave now."""
        self.report.put_back(because)

    def lost_sight(self) -> None:
        """Count a message of which nobody knows whether it left."""
        self.report.unsure += 1

    def refused(self, row: Recipient) -> None:
        """Count a recipient who gets nothing after all."""
        if row.fate is not None:
            self.report.skipped[row.fate.value] += 1

    def took(self, made: Made) -> None:
        """Count a message that left."""
        self.report.handed += 1
        self.report.renewed += made.is_renewed

    def handed(self, made: Made, detail: str = "") -> Recipient:
        """The row of a recipient whose message left."""
        now = self.world.parts.clock.now()
        return replace(made.row, state=R.HANDED, handed=now, detail=detail or made.row.detail)

    async def _renew_rest(self, now: EpochMs) -> None:
        """Write the messages anew of which something changed; of several workers one does, behind the shard in hand."""
        done = await write_anew(self.world, self.suppressing, self.renewing, now, of=(S.HANDING_OVER,))
        if done is None:
            return
        self.report.skipped.update(done.skipped)
        most = MOST_RENEWED_PPM // 10_000
        reason = f"{done.told}: together more than {most} in 100 of what was approved would say something else."
        await say_written_anew(self.world, f"{reason} Review them again.")

    async def _is_going(self) -> bool:
        found = await self.world.ledger.numbered(self.world.edition.no)
        return found is not None and found.state is S.HANDING_OVER

    async def _claimed(self) -> Shard | None:
        now = self.world.parts.clock.now()
        return await self.world.ledger.claim(self.world.edition.no, Phase.HAND_OVER, self.worker, now, LEASE_MS)

    async def _others_at_work(self) -> bool:
        """Whether shards are left that nobody of this run has looked at: somebody else has them, or was killed."""
        left = await self.world.ledger.open_shards(self.world.edition.no, Phase.HAND_OVER)
        return left > len(self._left_open)

    async def _ended(self) -> HandOverReport:
        ledger, no = self.world.ledger, self.world.edition.no
        if not await ledger.open_shards(no, Phase.HAND_OVER):
            told = f"The last messages left {self.way}." if self.way and self.report.handed else ""
            await ledger.move(no, S.DONE, of=(S.HANDING_OVER,), reason=told)
        else:
            await ledger.move(no, S.HANDING_OVER, of=(S.HANDING_OVER,), reason=self.report.put_off_told)
        now = await ledger.numbered(no)
        if now is not None:
            self.report.state, self.report.reason = now.state, now.reason
        return self.report


async def may_renew(ledger: CampaignLedger, edition: int, made: Sequence[Made]) -> bool:
    """Whether messages may leave though some of them say something else than what was approved.

    Counted in the ledger, in one step: whoever hands over beside this one, or fetches, is counted too. Messages that
    may leave renewed keep that place, whatever becomes of them: a killed attempt is gone on with, and counts once.

    Args:
        ledger: rows of campaigns.
        edition: number of the edition.
        made: the messages that are about to leave.
    """
    renewed = [one.row.no for one in made if one.is_renewed]
    if not renewed:
        return True
    counts = await ledger.tally(edition)
    approved = sum(one.count for one in counts if one.state in {R.WRITTEN, R.SENDING, R.HANDED})
    return await ledger.let_renew(edition, renewed, MOST_RENEWED_PPM * approved // 1_000_000)


def require_leaving(edition: Edition) -> None:
    """Refuse what only those campaigns can whose messages may leave.

    Raises:
        Conflict: with the state that it is in, and what comes first.
    """
    if edition.state not in LEAVING:
        raise Conflict(_not_yet(edition), details={"campaign_state": edition.state.value})


async def require_approved(ledger: CampaignLedger, edition: Edition) -> None:
    """Let only what people approved leave, word for word.

    Raises:
        Conflict: when nobody approved it, it was refused, or it says something else by now.
    """
    name = edition.campaign
    require_leaving(edition)
    words = await ledger.approvals(edition.no)
    if not words or words[-1].said != "approved":
        raise Conflict(f"Nobody approved '{name}'; 'frankly campaign review {name}' shows what there is to look at.")
    if words[-1].content != await ledger.content(edition.no):
        raise Conflict(
            f"Messages of '{name}' say something else than what {words[-1].by} approved. Review them again: "
            f"'frankly campaign review {name}'."
        )


async def require_addresses(ledger: CampaignLedger, edition: Edition, route: Route) -> None:
    """Refuse a way that reaches nobody, before anybody is left out for it: afterwards there is no other way any more.

    Raises:
        Conflict: when the route needs addresses, and none of those who wait has one here.
    """
    waiting = 0
    if not route.needs_address:
        return
    async for page in ledger.stream(edition.no, states=(R.WRITTEN, R.SENDING)):
        if any(row.contact.address for row in page):
            return
        waiting += len(page)
    if waiting:
        others = ", ".join(form for form in FORMS if not KNOWN[form].has_address)
        whom = "The one who waits has no" if waiting == 1 else f"None of the {waiting:,} who wait has an"
        raise Conflict(
            f"{whom} address here, and {route.needs_address} needs one. Nothing was "
            f"handed over. Choose a form that needs none ({others}), or put addresses into a file of the audience and "
            f"begin anew: {anew(edition)}."
        )


def _not_yet(edition: Edition) -> str:
    name, state = edition.campaign, edition.state
    if state is S.DONE:
        told = f" {edition.reason}" if edition.reason else ""
        return (
            f"The campaign '{name}' is done: nothing more leaves.{told} Messages are handed over once, so that nobody "
            "gets two: their form is chosen before."
        )
    todo = {
        S.PLANNING: f"'frankly campaign plan {name}' comes first",
        S.PLANNED: f"'frankly campaign run {name}' writes its messages",
        S.WRITING: f"'frankly campaign run {name}' goes on writing",
        S.WRITTEN: f"somebody else than its author approves it: 'frankly campaign review {name}'",
        S.PAUSED: f"'frankly campaign resume {name}' goes on",
    }.get(state, "nothing more leaves")
    return f"The campaign '{name}' is {state.value.replace('_', ' ')}: {todo}."
