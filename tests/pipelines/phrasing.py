"""A phrasebook over the demo's first books, in memory."""

from collections.abc import Sequence

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.aspects import load_aspects
from frankly.adapters.files.words.wordings import load_text
from frankly.bootstrap.texts import vocabulary_of
from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.domain.item import Item
from frankly.domain.time import EpochMs
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.building import Building, BuildReport
from frankly.pipelines.phrasebook.due import Wanted
from frankly.pipelines.phrasebook.judge import ModelJudge
from frankly.pipelines.phrasebook.metering import Meter, MeteredModel
from frankly.ports.asking.model import LanguageModel
from frankly.settings import data_folder
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.facts import MemoryFacts
from frankly.testing.memory.phrases import MemoryPhrases

NOW = EpochMs(LANTERN_NOW_MS)
TEXT = load_text(data_folder("policies"), data_folder("brand"))
PROMPTS = load_prompts(data_folder("prompts"))
FACTS = Wanted(frozenset({"facts"}), judges=True)


async def open_book(items: Sequence[Item] | int = 6, made_with: str | None = None) -> Phrasebook:
    catalogue = MemoryCatalogue()
    await catalogue.upsert(list(books())[:items] if isinstance(items, int) else items, NOW)
    return Phrasebook(
        catalogue=catalogue,
        facts=MemoryFacts(),
        phrases=MemoryPhrases(),
        prompts=PROMPTS,
        verifier=SentenceVerifier(TEXT.lexicons, TEXT.rules),
        lexicons=TEXT.lexicons,
        wordings=TEXT.wordings,
        rules=TEXT.rules,
        aspects=load_aspects(data_folder("policies")),
        made_with=made_with or vocabulary_of(TEXT),
    )


def building(
    book: Phrasebook, model: LanguageModel, judge: LanguageModel | None = None, meter: Meter | None = None
) -> Building:
    meter, clock = meter or Meter(), FixedClock(NOW)
    metered = MeteredModel(model, book.phrases, meter, clock)
    judging = ModelJudge(MeteredModel(judge, book.phrases, meter, clock), book.prompts) if judge else None
    return Building(book, metered, judging, clock)


async def build(
    book: Phrasebook,
    model: LanguageModel,
    judge: LanguageModel | None = None,
    *,
    wanted: Wanted = FACTS,
    meter: Meter | None = None,
    concurrency: int = 3,
) -> BuildReport:
    return await building(book, model, judge, meter).run(wanted, concurrency=concurrency)
