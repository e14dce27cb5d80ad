"""Makes the facts of items behind the catalogue's log: what code proposes, verified, and stored with the verdicts.

Items are stored first and described afterwards, so that no import waits for sentences: a few changed items at once,
many behind the import. Whoever follows goes on where the last one stopped, in whatever process that was.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.item import Item, ItemChange
from frankly.domain.saying.fact import Fact, ItemFacts, MadeUpTo, draft_of, source_hash
from frankly.domain.saying.say_policy import NO_RULES, SayPolicy
from frankly.domain.saying.text import Refused, VerifiedText
from frankly.domain.time import EpochMs
from frankly.pipelines.facts.proving import for_anyone
from frankly.ports.catalogue import Catalogue
from frankly.ports.facts import FactStore
from frankly.ports.verifier import Bearing, Verifier

MakeFacts: TypeAlias = Callable[[Item], Sequence[Fact]]
"""Proposes facts of an item, by code alone. Pure: the same item gives the same facts."""

StampFact: TypeAlias = Callable[[VerifiedText, Item], str]
"""Stamps a quotation that was proved of an item just now; empty where it stamps nothing."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many rows of the log are done, and how many there are."""

BATCH: Final = 200
"""Rows of the log whose facts are stored together."""

AT_ONCE: Final = 25
"""So many changed items have their facts before whoever changed them is answered; more are described behind."""

TOGETHER: Final = 2
"""Items that are described before other work of the process gets its turn: three milliseconds or so."""


_MUCH_CHANGED: Final = 2
"""Rows of the log for each item, from which on it is quicker to look at the items than at the log."""


@dataclass(frozen=True, slots=True)
class MakeReport:
    """What was made.

    Attributes:
        items: items that were looked at.
        facts: facts that may be shown.
        refused: proposals that the verifier refused.
        without: items that no fact could be made of.
        unchanged: items whose facts were made before, with this version.
    """

    items: int = 0
    facts: int = 0
    refused: int = 0
    without: int = 0
    unchanged: int = 0

    def plus(self, made: Sequence[ItemFacts], unchanged: int) -> "MakeReport":
        """The same with what was made now."""
        told = [[fact.status == "admitted" for fact in one.facts] for one in made]
        return MakeReport(
            self.items + len(made) + unchanged,
            self.facts + sum(map(sum, told)),
            self.refused + sum(len(one) - sum(one) for one in told),
            self.without + sum(not any(one) for one in told),
            self.unchanged + unchanged,
        )


def unstamped(text: VerifiedText, item: Item) -> str:
    """No stamp: whatever is told is proved then."""
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class FactMaking:
    """Follows the catalogue's log. One instance a process.

    Attributes:
        catalogue: items and their log.
        facts: where facts are stored.
        make: proposes them.
        verifier: the gate.
        version: of the frames and policies that facts are made and verified with.
        rules: what may be said.
        stamp: spares requests the proof of what is proved here.
    """

    catalogue: Catalogue
    facts: FactStore
    make: MakeFacts
    verifier: Verifier
    version: str
    rules: SayPolicy = NO_RULES
    stamp: StampFact = unstamped
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def behind(self) -> int:
        """Rows of the log whose items were not described yet."""
        return max(await self.catalogue.position() - (await self.facts.made_upto()).position, 0)

    async def follow_few(self, now: EpochMs) -> MakeReport:
        """Describe what changed, where that is little; more is left to whoever follows in the background."""
        return await self.follow(now) if 0 < await self.behind() <= AT_ONCE else MakeReport()

    async def follow(self, now: EpochMs, progress: Progress | None = None, most: int | None = None) -> MakeReport:
        """Describe everything that changed since facts were last made. Other work goes on meanwhile.

        Args:
            now: when the facts are made.
            progress: told after each batch.
            most: batches of the log to follow now; all of it where none is given.

        Raises:
            StoreUnavailable: what was stored until then stays; it goes on from there.
        """
        async with self._lock:
            report, mark = MakeReport(), await self.facts.made_upto()
            whole, batches = await self.catalogue.position(), 0
            if not mark.made_with and whole > _MUCH_CHANGED * await self.catalogue.count():
                # A catalogue from before facts were made: its newest texts, not all that each item ever was.
                report = await self._make_all(now, progress, anew=False)
                mark = await self.facts.made_upto()
            mark = MadeUpTo(mark.position, mark.made_with or self.version)
            while batches != most and (changes := await self.catalogue.changes(mark.position, BATCH)):
                batches += 1
                mark = MadeUpTo(changes[-1].sequence, mark.made_with)
                report = await self._describe(report, changes, mark, now)
                if progress is not None:
                    progress(mark.position, max(whole, mark.position))
            return report

    async def make_all(self, now: EpochMs, progress: Progress | None = None, *, anew: bool = False) -> MakeReport:
        """Describe the whole catalogue with the present frames and policies.

        Args:
            now: when the facts are made.
            progress: told after each batch.
            anew: describe also what was described with this version before.

        Raises:
            StoreUnavailable: what was stored until then stays.
        """
        async with self._lock:
            return await self._make_all(now, progress, anew=anew)

    async def _make_all(self, now: EpochMs, progress: Progress | None, *, anew: bool) -> MakeReport:
        report, position = MakeReport(), await self.catalogue.position()
        whole, done = await self.catalogue.count(), 0
        async for items in self.catalogue.stream(BATCH):
            report = await self._store(report, items, now, anew=anew)
            done += len(items)
            if progress is not None:
                progress(done, max(whole, done))
        await self.facts.keep_made([], upto=MadeUpTo(position, self.version))
        return report

    async def _describe(
        self, report: MakeReport, changes: Sequence[ItemChange], mark: MadeUpTo, now: EpochMs
    ) -> MakeReport:
        items = [change.item for change in changes if change.item is not None]
        gone = [str(change.id) for change in changes if change.item is None]
        return await self._store(report, items, now, gone=gone, upto=mark)

    async def _store(
        self,
        report: MakeReport,
        items: Sequence[Item],
        now: EpochMs,
        *,
        gone: Sequence[str] = (),
        upto: MadeUpTo | None = None,
        anew: bool = False,
    ) -> MakeReport:
        known = {} if anew else await self.facts.made_with({str(item.id): source_hash(item) for item in items})
        made = []
        for number, item in enumerate(items, start=1):
            # A new price, say, leaves the text and its facts as they are.
            if known.get(item.id) != self.version:
                made.append(self.described(item, now))
            if number % TOGETHER == 0:
                await asyncio.sleep(0)
        await self.facts.keep_made(made, gone=gone, upto=upto)
        return report.plus(made, len(items) - len(made))

    def described(self, item: Item, now: EpochMs) -> ItemFacts:
        """The facts of one item, each with what the verifier says of it."""
        bearing = for_anyone(item, self.rules)
        proposed = [fact.model_copy(update={"rank": rank, "made_at": now}) for rank, fact in enumerate(self.make(item))]
        facts = [self._verified(fact, item, bearing) for fact in proposed]
        by_id = {fact.id: fact for fact in facts}
        return ItemFacts(str(item.id), source_hash(item), tuple(by_id[name] for name in sorted(by_id)), self.version)

    def _verified(self, fact: Fact, item: Item, bearing: Bearing) -> Fact:
        """A fact with what the verifier says of it: what is refused is kept with the reasons, and never shown."""
        outcome = self.verifier.verify(draft_of(fact, bearing.locale), bearing)
        if isinstance(outcome, Refused):
            return fact.model_copy(update={"status": "refused", "verdicts": outcome.verdicts})
        return fact.model_copy(update={"stamp": self.stamp(outcome, item)})
