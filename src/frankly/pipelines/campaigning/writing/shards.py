"""Writes the messages of a shard: each composed, laid out, checked and given the hash of what it says."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.errors import Conflict, ConsentMissing, NotFound, TooLarge
from frankly.pipelines.campaigning.planning.deciding import Deciding, occasion_of
from frankly.pipelines.campaigning.writing.cell_texts import AT_ONCE
from frankly.pipelines.campaigning.writing.cells import NO_WORDS
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, Messages
from frankly.pipelines.campaigning.writing.risks import risks_of
from frankly.pipelines.campaigning.writing.worded import outcome_of
from frankly.stages.messaging.addressing import usable_name

AT_HAND: Final = 10
"""Records that are held at once: few, so that each is composed while the processor still has it close by."""

Check: TypeAlias = Callable[[CampaignMessage], str]
"""Says what is wrong with a message, as the code of a check; empty where nothing is."""


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """Writes messages of one edition.

    Attributes:
        messages: makes them.
        check: looks each over.
        deciding: decides anew for each recipient with a model, where the campaign words each message by itself.
    """

    messages: Messages
    check: Check
    deciding: Deciding | None = None

    async def shard(self, rows: Sequence[Recipient]) -> list[Recipient]:
        """Write the messages of a shard.

        Args:
            rows: its recipients; those that get nothing, or are written, stay as they are.

        Raises:
            BudgetSpent: when no budget is left; nothing of the shard is stored, and it is done again later.
        """
        waiting = [row for row in rows if row.state is RecipientState.PLANNED]
        await self._ask_ahead(waiting)
        if self.deciding is not None:
            waiting = await self._all_decided(waiting, self.deciding)
            await self.messages.decisions.store.flush()
        done: list[Recipient] = []
        for begin in range(0, len(waiting), AT_HAND):
            some = waiting[begin : begin + AT_HAND]
            await self.messages.decisions.load(row.decision for row in some)
            done += [await self.written(row) for row in some]
        return done

    async def _ask_ahead(self, rows: Sequence[Recipient]) -> None:
        """Have the cells of a shard asked for beside each other."""
        keys = dict.fromkeys(row.cell for row in rows if row.cell)
        for found in await asyncio.gather(*(self.messages.cells.of(key) for key in keys), return_exceptions=True):
            if isinstance(found, BaseException):
                raise found

    async def written(self, row: Recipient) -> Recipient:
        """One recipient's row with the hash of their message, or with why they get none."""
        try:
            message = await self.messages.of(row)
        except NotFound:
            return _skipped(row, Fate.ERASED)
        except ConsentMissing:
            return _skipped(row, Fate.NO_EMAIL_CONSENT)
        except TooLarge as error:
            return _skipped(row, Fate.TOO_LARGE, error.message)
        except Conflict as error:
            return _skipped(row, Fate.NO_SUBJECT, error.message)
        if code := self.check(message):
            return _skipped(row, Fate.CHECK_FAILED, code)
        await self._count(row, message)
        risks = risks_of(message.composed)
        # A cell of which no text came is none: nothing is shared that people would have to look at.
        cell = "" if await self.messages.cells.of(row.cell) == NO_WORDS else row.cell
        return replace(row, state=RecipientState.WRITTEN, content=message.content, risks=risks, cell=cell)

    async def _count(self, row: Recipient, message: CampaignMessage) -> None:
        """Keep what came of a model that words each message by itself; a shard that is done again counts it once."""
        world = self.messages.world
        if world.campaign.mode != "per_recipient":
            return
        came = outcome_of(row, await self.messages.decisions.of(row.decision), message.composed)
        if came is not None:
            await world.ledger.keep_cell_text(world.edition.no, came)

    async def _all_decided(self, rows: Sequence[Recipient], deciding: Deciding) -> list[Recipient]:
        """Have a model asked for several recipients beside each other."""
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(row: Recipient) -> Recipient:
            async with limit:
                return await self._decided_with_model(row, deciding)

        decided: list[Recipient] = []
        for found in await asyncio.gather(*map(one, rows), return_exceptions=True):
            if isinstance(found, BaseException):
                # Those that were decided are recorded, and nothing is asked for them again.
                raise found
            decided.append(found)
        return decided

    async def _decided_with_model(self, row: Recipient, deciding: Deciding) -> Recipient:
        """The row with a decision that a model had a say in; as it was where wordings must do."""
        if row.fate is not Fate.WILL_GET:
            return row
        is_named = bool(usable_name(row.contact.first_name))
        about = await occasion_of(self.messages.decisions, row)
        chosen = await deciding.personal(row.person, row.locale, row.variant, is_named=is_named, occasion=about)
        return row if chosen.fate is not None else replace(row, decision=chosen.decision)


def _skipped(row: Recipient, fate: Fate, detail: str = "") -> Recipient:
    return replace(row, state=RecipientState.SKIPPED, fate=fate, detail=detail[:200])
