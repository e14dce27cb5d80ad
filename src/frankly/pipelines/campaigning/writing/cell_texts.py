"""The texts of cells: a model is asked once for each, and what it says is stored before anything is made of it."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.campaign.edition import CellText
from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall
from frankly.errors import BudgetSpent, ModelFailed, ModelMisbehaved
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import NO_WORDS, CellWords, call_of_cell, parsed_cell, words_of
from frankly.pipelines.campaigning.writing.edits import edited
from frankly.pipelines.parts import Assistant

AT_ONCE: Final = 8
"""Cells whose text is asked for at the same time."""


@dataclass(slots=True, eq=False)
class CellTexts:
    """What models wrote for cells.

    What is stored is read without a model, so a message is the same when it is composed where none is configured.

    Attributes:
        world: the edition.
        assistant: asked for what nobody wrote yet; None asks nothing.
        keeps_faults: whether a cell of which no text came stays without one, so that all who share it get the same; a
            sample keeps none, for nothing was written with it yet.
    """

    world: CampaignWorld
    assistant: Assistant | None
    keeps_faults: bool = True
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
        item = await self._item(key)
        call = None if item is None else self._call(key, item)
        if call is None or self.assistant is None:
            return 0
        return sum(self.assistant.model.count(part.text) for part in call.parts)

    async def _known(self, key: str) -> CellWords:
        stored = await self.world.ledger.cell_text(self.world.edition.no, key)
        if stored is None and self.assistant is not None:
            item = await self._item(key)
            call = None if item is None else self._call(key, item)
            stored = None if call is None else await self._replied(key, call)
        if stored is None or not stored.reply:
            return NO_WORDS
        words = words_of(stored.reply, parsed_cell(key), stored.prompt)
        return edited(words, await self.world.ledger.edits(self.world.edition.no, key))

    async def _item(self, key: str) -> Item | None:
        name = parsed_cell(key).item
        position = self.world.parts.live.snapshot.position
        return (await self.world.parts.catalogue.get_many([name], at=position)).get(name)

    def _call(self, key: str, item: Item) -> ModelCall | None:
        if self.assistant is None:
            return None
        payer = self.world.payer(f"campaign {self.world.edition.no} {key}")
        return call_of_cell(
            self.assistant, self.world.parts, parsed_cell(key), item, self.world.campaign.surface, payer
        )

    async def _replied(self, key: str, call: ModelCall) -> CellText:
        """Ask, and store what came before anything is made of it."""
        if self.assistant is None:
            raise ValueError("only a model is asked")
        prompt = f"{call.prompt}/v{call.version}"
        async with self._limit:
            try:
                reply = await self.assistant.model.complete(call)
            except BudgetSpent:
                raise
            except (ModelFailed, ModelMisbehaved) as error:
                text = CellText(key, 0, fault=error.code, prompt=prompt)
                if not self.keeps_faults:
                    return text
            else:
                took = reply.usage
                text = CellText(
                    key, 0, reply.text, reply.model, tokens_in=took.tokens_in, tokens_out=took.tokens_out, prompt=prompt
                )
            return await self.world.ledger.keep_cell_text(self.world.edition.no, text)
