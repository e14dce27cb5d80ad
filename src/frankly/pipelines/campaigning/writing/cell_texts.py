"""The texts of cells: a model is asked once for each, and what it says is stored before anything is made of it."""

import asyncio
import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from frankly.domain.campaign.edition import CellText
from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall
from frankly.errors import BudgetSpent, ModelFailed, ModelMisbehaved
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import (
    DEADLINE_MS,
    NO_WORDS,
    CellWords,
    call_of_cell,
    parsed_cell,
    words_of,
)
from frankly.pipelines.campaigning.writing.edits import edited
from frankly.pipelines.parts import Assistant

AT_ONCE: Final = 8
"""Cells whose text is asked for at the same time."""

LEASE_MS: Final = DEADLINE_MS + 10_000
"""So long nobody else asks for the text of a cell: a call is over by then."""

WAIT_S: Final = 0.1
"""Between two looks at a cell that somebody else asks for."""


@dataclass(slots=True, eq=False)
class CellTexts:
    """What models wrote for cells.

    What is stored is read without a model, so a message is the same when it is composed where none is configured.

    Attributes:
        world: the edition.
        assistant: asked for what nobody wrote yet; None asks nothing.
        keeps_faults: whether a cell of which no text came stays without one, so that all who share it get the same; a
            sample keeps none, for nothing was written with it yet.
        worker: name under which cells are asked for, so that no two processes ask for one.
        took_s: how long each call of this process took, in seconds; what the cache replied is none.
    """

    world: CampaignWorld
    assistant: Assistant | None
    keeps_faults: bool = True
    worker: str = field(default_factory=partial(secrets.token_hex, 8))
    took_s: list[float] = field(default_factory=list)
    _words: dict[str, CellWords] = field(default_factory=dict)
    _asking: dict[str, "asyncio.Task[CellWords]"] = field(default_factory=dict)
    _limit: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def of(self, key: str) -> CellWords:
        """The words of a cell; none where it has none, or none came.

        Raises:
            BudgetSpent: when no budget is left for a cell that was not asked for yet.
        """
        if not key or self.world.campaign.mode != "cell":
            return NO_WORDS
        if key not in self._words:
            if key not in self._asking:
                self._asking[key] = asyncio.create_task(self._known(key))
            try:
                self._words[key] = await self._asking[key]
            finally:
                self._asking.pop(key, None)
        return self._words[key]

    async def size(self, key: str) -> int:
        """Tokens of the prompt of a cell, nearly; 0 where nothing is asked."""
        call = await self._call(key)
        if call is None or self.assistant is None:
            return 0
        return sum(self.assistant.model.count(part.text) for part in call.parts)

    async def _known(self, key: str) -> CellWords:
        stored = await self.world.ledger.cell_text(self.world.edition.no, key)
        if stored is None and self.assistant is not None:
            call = await self._call(key)
            stored = None if call is None else await self._asked(key, call)
        if stored is None or not stored.reply:
            return NO_WORDS
        words = words_of(stored.reply, parsed_cell(key), stored.prompt)
        return edited(words, await self.world.ledger.edits(self.world.edition.no, key))

    async def _call(self, key: str) -> ModelCall | None:
        """What asks for a cell; None where nothing is asked, or the item is gone."""
        world, cell = self.world, parsed_cell(key)
        item = await self._item(cell.item) if cell.item else None
        if self.assistant is None or (cell.item and item is None):
            return None
        payer = world.payer(f"campaign {world.edition.no} {key}")
        return call_of_cell(self.assistant, world.parts, cell, item, world.campaign.surface, payer)

    async def _item(self, name: str) -> Item | None:
        position = self.world.parts.live.snapshot.position
        return (await self.world.parts.catalogue.get_many([name], at=position)).get(name)

    async def _asked(self, key: str, call: ModelCall) -> CellText:
        """What a model says, whoever asks it: what somebody else is told meanwhile is waited for."""
        ledger, no = self.world.ledger, self.world.edition.no
        while True:
            async with self._limit:
                now = self.world.parts.clock.now()
                if await ledger.claim_cell(no, key, self.worker, now, LEASE_MS):
                    try:
                        text = await self._replied(key, call)
                    except BaseException:
                        await asyncio.shield(ledger.free_cell(no, key, self.worker))
                        raise
                    return await self._kept(text)
                stored = await ledger.cell_text(no, key)
            if stored is not None:
                return stored
            await asyncio.sleep(WAIT_S)

    async def _kept(self, text: CellText) -> CellText:
        """Store what came before anything is made of it."""
        ledger, no = self.world.ledger, self.world.edition.no
        if text.fault and not self.keeps_faults:
            await ledger.free_cell(no, text.key, self.worker, text.fault)
            return text
        return await ledger.keep_cell_text(no, text)

    async def _replied(self, key: str, call: ModelCall) -> CellText:
        if self.assistant is None:
            raise ValueError("only a model is asked")
        prompt = f"{call.prompt}/v{call.version}"
        now_s = asyncio.get_running_loop().time
        started_s = now_s()
        try:
            reply = await self.assistant.model.complete(call)
        except BudgetSpent:
            raise
        except (ModelFailed, ModelMisbehaved) as error:
            self.took_s.append(now_s() - started_s)
            return CellText(key, 0, fault=error.code, prompt=prompt)
        if not reply.is_cached:
            self.took_s.append(now_s() - started_s)
        took = reply.usage
        return CellText(
            key, 0, reply.text, reply.model, tokens_in=took.tokens_in, tokens_out=took.tokens_out, prompt=prompt
        )
