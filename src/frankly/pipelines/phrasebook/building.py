"""Builds the phrasebook: asks for what is due, verifies, has facts judged, and stores each as soon as it is known.

Killed at any moment it goes on where it stopped: replies are stored before anything is made of them, what was made is
stored under its own hash, and a unit is done when all of it is there.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.item import Item
from frankly.domain.model.reply import ModelReply
from frankly.domain.model.tasks.phrase import PhraseInput
from frankly.domain.saying.fact import Fact
from frankly.domain.saying.fact_review import was_refused_by_person
from frankly.domain.saying.phrase import PhraseCell, PhraseWork
from frankly.errors import BudgetSpent, ModelFailed, ModelMisbehaved
from frankly.pipelines.facts.judging import judged
from frankly.pipelines.phrasebook.asking import call_for, cell_asked, item_asked
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.due import Unit, Wanted, stale, units
from frankly.pipelines.phrasebook.metering import unit_of_call
from frankly.pipelines.phrasebook.reading import facts_of, phrases_of, sentences_of
from frankly.ports.asking.judge import Judge
from frankly.ports.asking.model import LanguageModel
from frankly.ports.clock import Clock

Progress: TypeAlias = Callable[[int], None]
"""Told how many units are done."""

MOST_FAILURES: Final = 8
"""Calls in a row that failed, after which whoever builds should look at the model first."""


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        units: that were made now.
        skipped: that were made before, or of which nothing can be told.
        failed: that the model gave no usable reply for; the next build asks again.
        facts: status → facts that were stored now; those refused by the verifier are `unworded`.
        phrases: status → phrases that were stored now.
        renewed: status → stale phrases that were verified again.
        codes: code of a first verdict → sentences that the verifier refused.
        faults: fault of a reply → how often.
        stopped: why it ended before all was made; empty when it did not.
    """

    units: int = 0
    skipped: int = 0
    failed: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    phrases: Counter[str] = field(default_factory=Counter)
    renewed: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    stopped: str = ""


@dataclass(slots=True, eq=False)
class Building:
    """One build.

    Attributes:
        book: the phrasebook.
        model: writes; metered, so that a stored reply is not asked for again.
        judge: judges facts; None leaves them to people.
        clock: tells when something was made.
        report: what was done so far.
    """

    book: Phrasebook
    model: LanguageModel
    judge: Judge | None
    clock: Clock
    report: BuildReport = field(default_factory=BuildReport)
    _failures: int = 0

    async def run(self, wanted: Wanted, *, concurrency: int, progress: Progress | None = None) -> BuildReport:
        """Make everything that is due.

        Args:
            wanted: what of it.
            concurrency: units under way at once.
            progress: told after each unit.

        Raises:
            StoreUnavailable: what was stored until then stays.
        """
        await renew(self.book, self.report)
        waiting: asyncio.Queue[Unit | None] = asyncio.Queue(2 * concurrency)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._fill(waiting, wanted, concurrency))
                for _ in range(concurrency):
                    group.create_task(self._work(waiting, wanted, progress))
        except ExceptionGroup as several:
            raise several.exceptions[0] from several
        return self.report

    async def _fill(self, waiting: "asyncio.Queue[Unit | None]", wanted: Wanted, workers: int) -> None:
        async with aclosing(_due(self.book, wanted, self.report)) as found:
            async for unit in found:
                if self.report.stopped:
                    break
                await waiting.put(unit)
        for _ in range(workers):
            await waiting.put(None)

    async def _work(self, waiting: "asyncio.Queue[Unit | None]", wanted: Wanted, progress: Progress | None) -> None:
        while (unit := await waiting.get()) is not None:
            # Emptied even after a stop, or whoever fills it would wait for ever.
            if self.report.stopped:
                continue
            await self._made(unit, anew=wanted.anew)
            if progress is not None:
                progress(self.report.units + self.report.failed)

    async def _made(self, unit: Unit, *, anew: bool) -> None:
        try:
            is_done = await (self._item(unit, unit.item, anew) if unit.item else self._cell(unit, unit.cell, anew))
        except BudgetSpent as error:
            self.report.stopped = error.message
        except (ModelFailed, ModelMisbehaved) as error:
            self.report.failed += 1
            self.report.faults[error.code] += 1
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self.report.stopped = f"{self._failures} calls in a row failed. {error.message}"
        else:
            self._failures = 0
            self.report.units += 1
            work = PhraseWork(unit=unit.name, source=unit.source, at=self.clock.now())
            await self.book.phrases.keep_work(work.model_copy(update={"state": "done"}) if is_done else work)

    async def _cell(self, unit: Unit, cell: PhraseCell | None, anew: bool) -> bool:
        if cell is None:
            return True
        reply = await self._asked(cell_asked(self.book, cell), anew)
        read = sentences_of(reply)
        self.report.faults.update(fault.value for fault in read.faults)
        made = phrases_of(self.book, cell, read.sentences, reply.model, self.clock.now())
        known = {phrase.id for phrase in await self.book.phrases.all()}
        await self.book.phrases.put(made)
        new = [phrase for phrase in made if phrase.id not in known]
        self.report.phrases.update(phrase.status for phrase in new)
        self.report.codes.update(phrase.verdicts[0].code for phrase in new if phrase.verdicts)
        return True

    async def _item(self, unit: Unit, item: Item, anew: bool) -> bool:
        asked = item_asked(self.book, item)
        if asked is None:
            return True
        reply = await self._asked(asked, anew)
        texts = await self.book.facts.texts_of(str(item.id))
        refused = {fact.text for text in texts for fact in text.facts if was_refused_by_person(fact)}
        known = {fact.id: fact for text in texts for fact in text.facts}
        read = sentences_of(reply)
        self.report.faults.update(fault.value for fault in read.faults)
        made = facts_of(self.book, item, read.sentences, refused, self.clock.now())
        return await self._judged(item, [known.get(fact.id, fact) for fact in made], set(known))

    async def _judged(self, item: Item, facts: list[Fact], known: set[str]) -> bool:
        """Have facts judged one by one and store each, so that a kill loses one at most; whether none waits."""
        are_settled = True
        for fact in facts:
            if fact.id in known and fact.status != "waiting":
                continue
            after = await judged(fact, item, self.judge)
            await self.book.facts.put([after])
            await self.book.facts.settle([after])
            is_unworded = fact.status == "refused"
            self.report.facts["unworded" if is_unworded else after.status] += 1
            self.report.codes.update([after.verdicts[0].code] if is_unworded else [])
            are_settled &= after.status != "waiting"
        return are_settled

    async def _asked(self, asked: PhraseInput, anew: bool) -> ModelReply:
        call = call_for(self.book, asked)
        if anew:
            await self.book.phrases.drop_work([unit_of_call(call.key(self.model.name))])
        return await self.model.complete(call)


async def _due(book: Phrasebook, wanted: Wanted, report: BuildReport) -> AsyncGenerator[Unit, None]:
    async for unit, is_due in units(book, wanted):
        if is_due:
            yield unit
        else:
            report.skipped += 1


async def renew(book: Phrasebook, report: BuildReport) -> None:
    """Hold stale phrases to the vocabulary in force, without any model: they are renewed, or retired."""
    again = [book.verified(phrase) for phrase in stale(book, await book.phrases.all())]
    await book.phrases.replace(again)
    report.renewed.update(phrase.status for phrase in again)
