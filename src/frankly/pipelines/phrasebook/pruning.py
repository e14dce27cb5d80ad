"""Retires what is stale and forgets what nobody needs any more."""

from dataclasses import dataclass

from frankly.domain.saying.fact import source_hash
from frankly.domain.saying.phrase import PhraseWork
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.building import BuildReport, renew


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was pruned.

    Attributes:
        renewed: stale phrases that the present vocabulary admits too.
        retired: stale phrases that it does not admit.
        replies: stored replies that were forgotten.
        work: items that are gone, or have another text, whose work was forgotten.
    """

    renewed: int
    retired: int
    replies: int
    work: int


async def prune(book: Phrasebook, *, now: EpochMs, days: int) -> PruneReport:
    """Hold stale phrases to the present vocabulary; forget old replies, and the work on items that changed.

    Facts of past texts need nothing: they are not found by the present text, and serve again where the old one
    comes back.

    Args:
        book: the phrasebook.
        now: the moment.
        days: age from which on stored replies are forgotten.

    Raises:
        StoreUnavailable: what was pruned until then stays so.
    """
    report = BuildReport()
    await renew(book, report)
    replies = work = 0
    async for some in book.phrases.stream_work():
        old = [one.unit for one in some if one.reply is not None and one.at < now - days * DAY_MS]
        gone = await _gone(book, [one for one in some if one.unit.startswith("item:")])
        await book.phrases.drop_work([*old, *gone])
        replies, work = replies + len(old), work + len(gone)
    renewed = report.renewed
    return PruneReport(renewed["admitted"], renewed["retired"], replies, work)


async def _gone(book: Phrasebook, work: list[PhraseWork]) -> list[str]:
    items = await book.catalogue.get_many([one.unit.partition(":")[2] for one in work])
    sources = {name: source_hash(item) for name, item in items.items()}
    return [one.unit for one in work if sources.get(one.unit.partition(":")[2]) != one.source]
