"""Walks through the sample of a campaign at a terminal, and keeps every answer at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from frankly.cli.campaigns.looking.review_view import (
    KEYS,
    REFUSED,
    Footers,
    approval_plain,
    approval_view,
    details_view,
    edited_view,
    message_plain,
    message_view,
    places_view,
    sample_plain,
    sample_view,
)
from frankly.cli.campaigns.model_view import cells_asked_plain, faults_view
from frankly.cli.campaigns.opening import newest, opened
from frankly.cli.door import keeping
from frankly.cli.hints import carried
from frankly.cli.keys import key_reader, read_line
from frankly.cli.naming import names_of
from frankly.cli.screen import clean, err, out, put_json
from frankly.domain.campaign.look import LookSaid
from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.errors import CallerError
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.review.approving import approve, refuse, require_written
from frankly.pipelines.campaigning.review.editing import Editing
from frankly.pipelines.campaigning.review.looking import look
from frankly.pipelines.campaigning.review.people import reviewer_of
from frankly.pipelines.campaigning.review.sampling import sample_of
from frankly.pipelines.campaigning.views import CellsAsked
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.edits import sentences_of
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, Messages
from frankly.pipelines.campaigning.writing.since import changed_since
from frankly.settings import Settings


async def run_review(settings: Settings, name: str, by: str) -> None:
    """Show what is left of the sample, message by message, and do what the person says.

    Raises:
        NotFound: for a campaign that was not planned.
        Invalid: when `by` is no name.
        Conflict: when it is the author's, or the campaign is not written.
    """
    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        reviewer_of(world.campaign, by)
        require_written(world.edition)
        editing = Editing(world, error_check(parts, world.campaign))
        await _warn_of_model(world)
        walk = Walk(world, editing, by, key_reader(), editing.messages())
        with keeping(lambda: "Every answer so far is kept; the same command goes on."):
            await walk.run()
        sample = await sample_of(world.ledger, world.edition, world.campaign)
    out().print(sample_view(name, sample))


async def run_listed(settings: Settings, name: str, *, as_json: bool) -> None:
    """Print the sample; see `run_review`."""
    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        sample = await sample_of(world.ledger, world.edition, world.campaign)
        messages = Editing(world, error_check(parts, world.campaign)).messages()
        shown = [(one, await messages.of(one.row)) for one in sample.sampled]
        is_changed = any(message.content != one.row.content for one, message in shown)
        changed = await changed_since(world) if is_changed else ""
        asked = CellsAsked.of(await world.ledger.cell_outcomes(world.edition.no))
    if as_json:
        told = [message_plain(one, message, sample.looks.get(one.row.no)) for one, message in shown]
        plain = sample_plain(name, sample) | cells_asked_plain(asked)
        put_json(plain | {"changed": changed, "messages": told})
        return
    if changed:
        said = "Messages would say something else now than when they were written, and are shown so."
        err().print(carried(f"{said} {changed}"), style="red", markup=False)
    footers = Footers()
    for number, (one, message) in enumerate(shown, start=1):
        out().print(message_view(message, one, number, len(shown), parts.brand.mail, footers))
    if asked.failed:
        out().print(faults_view(world.edition, asked))
    out().print(sample_view(name, sample))


async def run_approve(settings: Settings, name: str, by: str, *, as_json: bool) -> None:
    """Approve; see `approving.approve`."""
    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        approval = await approve(world, by, parts.clock.now())
    _told(name, approval_plain(name, approval), approval_view(name, approval), as_json=as_json)


async def run_refuse(settings: Settings, name: str, by: str, because: str, *, as_json: bool, leaves_out: bool) -> None:
    """Refuse; see `approving.refuse`."""
    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        approval = await refuse(world, by, because, parts.clock.now(), leaves_out=leaves_out)
    _told(name, approval_plain(name, approval), approval_view(name, approval), as_json=as_json)


async def run_cases(settings: Settings, name: str, file: Path, *, as_json: bool) -> None:
    """Write edits as cases of a suite."""
    from frankly.cli.campaigns.looking.cases_run import cases_view, write_cases

    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        written = await write_cases(world, file)
    if as_json:
        put_json({"campaign": name, "file": str(file), "cases": written.cases, "left": written.left})
    else:
        out().print(cases_view(file, written), soft_wrap=True)


async def _warn_of_model(world: CampaignWorld) -> None:
    """Say, before anything is looked at, how many wordings stand where a model's words were asked for."""
    asked = CellsAsked.of(await world.ledger.cell_outcomes(world.edition.no))
    if asked.failed:
        err().print(faults_view(world.edition, asked))


def _told(name: str, plain: dict[str, object], view: str, *, as_json: bool) -> None:
    if as_json:
        put_json(plain)
    else:
        out().print(view)


@dataclass(slots=True, eq=False)
class Walk:
    """One person's walk through what is left of a sample.

    Attributes:
        world: the edition.
        editing: edits sentences of its cells.
        by: who walks.
        read: reads a key.
        messages: makes the messages that are shown.
        footers: those that were shown.
        is_changed: whether it was told what changed since the messages were written.
    """

    world: CampaignWorld
    editing: Editing
    by: str
    read: Callable[[str], str]
    messages: Messages
    footers: Footers = field(default_factory=Footers)
    is_changed: bool = False

    async def run(self) -> None:
        """Ask of each message that is left; what is put off waits for the next walk."""
        later, refused = set[int](), set[str]()
        sample = await sample_of(self.world.ledger, self.world.edition, self.world.campaign)
        waiting = list(sample.left)
        total = len(sample.sampled)
        err().print(f"{total:,} messages to look at, {total - len(waiting):,} done. {KEYS}", style="dim")
        while waiting:
            one = waiting.pop(0)
            row = await self.world.ledger.recipient(self.world.edition.no, one.row.no)
            if row is None or row.state is not RecipientState.WRITTEN or row.content in refused:
                continue
            message = await self._message(row)
            if message is None:
                continue
            mail = self.world.parts.brand.mail
            out().print(message_view(message, one, total - len(waiting), total, mail, self.footers))
            said = await self._asked(row, message)
            if said == "q":
                return
            if said == "e":
                waiting.insert(0, one)
            if said == "l":
                later.add(row.no)
            if said == "r":
                refused.add(row.content)

    async def _message(self, row: Recipient) -> CampaignMessage | None:
        """The message that waits; None, with a word about it, where it cannot be shown as it was written."""
        try:
            message = await self.messages.of(row)
        except CallerError as error:
            err().print(carried(f"Recipient {row.no}: {error.message}"), style="red", markup=False)
            return None
        if message.content != row.content:
            told = f"The message of recipient {row.no} would say something else now than when it was written."
            why = "" if self.is_changed else f" {await changed_since(self.world)}"
            self.is_changed = True
            err().print(carried(told + why), style="red", markup=False)
            return None
        return message

    async def _asked(self, row: Recipient, message: CampaignMessage) -> str:
        """Ask until there is an answer that can be carried out; which it was."""
        while True:
            key = self.read("Send this? ")
            try:
                if key in {"q", "l"}:
                    return key
                if key == "a":
                    await self._look(row, "approved")
                elif key == "r":
                    await self._look(row, "refused", read_line("Why not: "))
                    err().print(REFUSED, style="red")
                elif key == "e":
                    if not await self._edit(row, message):
                        continue
                elif key == "d":
                    names = await names_of(self.world.parts, [message.composed.answer])
                    out().print(details_view(message, names))
                    continue
                else:
                    err().print(f"Keys: {KEYS}", style="dim")
                    continue
            except CallerError as error:
                err().print(carried(error.message), style="red", markup=False)
                continue
            return key

    async def _look(self, row: Recipient, said: LookSaid, because: str = "") -> None:
        await look(self.world, row, said, self.by, self.world.parts.clock.now(), because)

    async def _edit(self, row: Recipient, message: CampaignMessage) -> bool:
        """Edit a sentence; False, with a word about it, where the message has none that can be edited."""
        places = sentences_of(await self.messages.cells.of(row.cell))
        out().print(places_view(places, message))
        if not places:
            return False
        chosen = read_line("Which: ")
        place = dict(enumerate(places, start=1)).get(int(chosen) if chosen.isdecimal() else 0, chosen)
        if place not in places:
            err().print(f"There is no sentence '{clean(chosen)}' here; choose 1 to {len(places)}.", style="red")
            return False
        text = read_line("Instead: ")
        done = await self.editing.edit(row, place, text, self.by, self.world.parts.clock.now())
        self.messages = self.editing.messages()
        out().print(edited_view(done))
        return True
