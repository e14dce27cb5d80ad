"""What the phrasebook holds: how much of catalogue and reasons it covers, what is stale, how much of it is wrong."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact, source_hash
from frankly.domain.saying.fact_review import was_refused_by_person
from frankly.domain.saying.phrase import PhraseReview, PhraseWork, ReviewWay
from frankly.measure.comparing.proportion import Proportion, proportion
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.due import BATCH, unit_of_item

ENOUGH: Final = 30
"""Texts drawn at random from which on they alone are counted: fewer say little."""


@dataclass(slots=True)
class LocaleStatus:
    """What is there in one language.

    Attributes:
        items: whose text is in it.
        built: items that a build is done with.
        with_facts: level → items with an admitted fact of that level.
        facts: level → admitted facts of present texts.
        waiting: facts that wait for a judge or a person.
        refused: by whom → facts that are refused: `verifier`, `judge`, `person`.
        past: facts of models of past texts, which are never shown.
        cells: kind of evidence → [cells with a phrase in force, cells].
        phrases: level → phrases in force.
        stale: phrases that another vocabulary admitted.
        retired: phrases that the present vocabulary does not admit.
        unworded: phrases that were refused.
    """

    items: int = 0
    built: int = 0
    with_facts: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    past: int = 0
    cells: dict[str, list[int]] = field(default_factory=dict)
    phrases: Counter[str] = field(default_factory=Counter)
    stale: int = 0
    retired: int = 0
    unworded: int = 0


@dataclass(frozen=True, slots=True)
class Residual:
    """What people found wrong of what may be shown.

    Attributes:
        wrong: texts that a person refused or edited, of all that people looked at.
        way: whether they were drawn at random, and so stand for the rest; `riskiest` ones hold more errors.
    """

    wrong: Proportion
    way: ReviewWay


@dataclass(frozen=True, slots=True)
class BookStatus:
    """The whole phrasebook.

    Attributes:
        locales: language → what is there.
        facts: errors of facts that people looked at.
        phrases: errors of phrases that people looked at.
    """

    locales: dict[str, LocaleStatus]
    facts: Residual
    phrases: Residual


async def status(book: Phrasebook) -> BookStatus:
    """Look at everything once.

    Raises:
        StoreUnavailable: when it cannot be read.
    """
    found = {locale: LocaleStatus() for locale in sorted(book.wordings.languages)}
    await _phrases(book, found)
    await _items(book, found)
    reviews = await book.phrases.reviews()
    of_facts = [review for review in reviews if review.about]
    of_phrases = [review for review in reviews if not review.about]
    return BookStatus(found, residual(of_facts), residual(of_phrases))


def residual(reviews: list[PhraseReview]) -> Residual:
    """Errors among what people looked at: of each text what was said of it first.

    A text that a person edited was wrong; it is right now, and says nothing of those that nobody looked at.
    """
    first: dict[str, PhraseReview] = {}
    for review in reviews:
        first.setdefault(review.text, review)
    drawn = [review for review in first.values() if review.way == "random"]
    told, way = (drawn, "random") if len(drawn) >= ENOUGH or len(drawn) == len(first) else (first.values(), "riskiest")
    wrong = sum(review.said != "approved" for review in told)
    return Residual(proportion(wrong, len(told)), "random" if way == "random" and told else "riskiest")


async def _phrases(book: Phrasebook, found: dict[str, LocaleStatus]) -> None:
    covered = set()
    for phrase in await book.phrases.all():
        there = found.setdefault(phrase.locale, LocaleStatus())
        if book.is_in_force(phrase):
            there.phrases[phrase.level] += 1
            covered.add(phrase.cell)
        elif phrase.status == "admitted":
            there.stale += 1
        elif phrase.status == "retired":
            there.retired += 1
        else:
            there.unworded += 1
    for cell in book.cells:
        counted = found[cell.locale].cells.setdefault(cell.kind.value, [0, 0])
        counted[0] += cell in covered
        counted[1] += 1


async def _items(book: Phrasebook, found: dict[str, LocaleStatus]) -> None:
    async for items in book.catalogue.stream(BATCH):
        work = await book.phrases.work_of([unit_of_item(item).name for item in items])
        for item in items:
            there = found.setdefault(item.language.split("-")[0], LocaleStatus())
            there.items += 1
            there.built += _is_built(item, work.get(unit_of_item(item).name))
            for text in await book.facts.texts_of(str(item.id)):
                if text.source == source_hash(item):
                    _count(there, text.facts)
                else:
                    there.past += sum(fact.level != "quoted" for fact in text.facts)


def _is_built(item: Item, work: PhraseWork | None) -> bool:
    return work is not None and work.state == "done" and work.source == source_hash(item)


def _count(there: LocaleStatus, facts: tuple[Fact, ...]) -> None:
    admitted = [fact for fact in facts if fact.status == "admitted"]
    there.facts.update(fact.level for fact in admitted)
    there.with_facts.update({fact.level for fact in admitted})
    there.waiting += sum(fact.status == "waiting" for fact in facts)
    there.refused.update(_by_whom(fact) for fact in facts if fact.status == "refused" and fact.level != "quoted")


def _by_whom(fact: Fact) -> str:
    if was_refused_by_person(fact):
        return "person"
    return "judge" if fact.judge is not None else "verifier"
