"""The texts of cells: a model is asked once for each, and what it says is stored before anything is made of it."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.campaign.edition import CellText
from frankly.domain.item import Item
from frankly.domain.model.call import Payer
from frankly.errors import BudgetSpent, ModelFailed, ModelMisbehaved
from frankly.pipelines.campaigning.cells import NO_WORDS, CellAsked, CellWords, cell_asked, parsed_cell, words_of
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.parts import Assistant

AT_ONCE: Final = 8
"""Cells whose text is asked for at the same time."""


@dataclass(slots=True, eq=False)
class CellTexts:
    """What models wrote for cells: asked for once, stored before it is used.

    Attributes:
        world: the edition.
        assistant: the model; None where wordings tell everything.
    """

    world: CampaignWorld
    assistant: Assistant | None
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
        cell = parsed_cell(key)
        items = await self.world.parts.catalogue.get_many([cell.item])
        asked = self._asked(key, items.get(cell.item))
        if asked is None or self.assistant is None:
            return 0
        return sum(self.assistant.model.count(part.text) for part in asked.call.parts)

    async def _known(self, key: str) -> CellWords:
        world, cell = self.world, parsed_cell(key)
        stored = await world.ledger.cell_text(world.edition.no, key)
        items = await world.parts.catalogue.get_many([cell.item])
        asked = self._asked(key, items.get(cell.item))
        if asked is None:
            return NO_WORDS
        if stored is None or not (stored.reply or stored.fault):
            stored = await self._replied(key, asked)
        return words_of(stored.reply, asked) if stored.reply else NO_WORDS

    def _asked(self, key: str, item: Item | None) -> CellAsked | None:
        if item is None or self.assistant is None:
            return None
        payer = Payer(request=f"campaign {self.world.edition.no} {key}", campaign=self.world.campaign.name)
        cell = parsed_cell(key)
        return cell_asked(self.assistant, self.world.parts, cell, item, self.world.campaign.surface, payer)

    async def _replied(self, key: str, asked: CellAsked) -> CellText:
        """Ask, and store what came before anything is made of it."""
        if self.assistant is None:
            raise ValueError("only a model is asked")
        async with self._limit:
            try:
                reply = await self.assistant.model.complete(asked.call)
                used = reply.usage
                text = CellText(key, 0, reply.text, reply.model, tokens_in=used.tokens_in, tokens_out=used.tokens_out)
            except BudgetSpent:
                raise
            except (ModelFailed, ModelMisbehaved) as error:
                text = CellText(key, 0, fault=error.code)
            return await self.world.ledger.keep_cell_text(self.world.edition.no, text)
