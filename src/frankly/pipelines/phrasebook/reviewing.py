"""A person looks at what models wrote: the riskiest first, or drawn by lot to learn how much of the rest is wrong."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact, fact_id, source_hash
from frankly.domain.saying.fact_review import REFUSED_BY_PERSON
from frankly.domain.saying.phrase import Phrase, PhraseReview, ReviewWay, ReviewWord, phrase_id
from frankly.domain.saying.text import Verdict
from frankly.domain.seed import below, derive
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.pipelines.facts.proving import cited_text
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.due import BATCH
from frankly.pipelines.phrasebook.reading import verdicts_on_fact
from frankly.pipelines.phrasebook.risk import risk_of_fact, risk_of_phrase

Kinds = Literal["facts", "reasons", "both"]


@dataclass(frozen=True, slots=True, eq=False)
class Reviewable:
    """One text that a person may look at.

    Attributes:
        text: as it is stored.
        beside: the source of a fact; the cell of a phrase.
        risk: points; the most first.
        about: id of the item; empty for a phrase.
        title: of the item.
        fact: the fact; None for a phrase.
        phrase: the phrase; None for a fact.
        item: the item; None for a phrase.
    """

    text: str
    beside: str
    risk: int
    about: str = ""
    title: str = ""
    fact: Fact | None = None
    phrase: Phrase | None = None
    item: Item | None = None

    @property
    def id(self) -> str:
        """Of the fact or phrase."""
        return str(self.fact.id if self.fact else self.phrase.id if self.phrase else "")


async def to_review(
    book: Phrasebook, *, kinds: Kinds = "both", way: ReviewWay = "riskiest", limit: int = 20, seed: int = 1
) -> list[Reviewable]:
    """What nobody has looked at yet.

    Args:
        book: the phrasebook.
        kinds: facts, patterns of reasons, or both.
        way: the riskiest first, or drawn by lot among what may be shown.
        limit: most texts.
        seed: of the draw.
    """
    found = [one async for one in _reviewable(book, kinds)]
    if way == "random":
        lot = derive("review", seed)
        found = [one for one in found if one.fact is None or one.fact.status == "admitted"]
        return sorted(found, key=lambda one: (below(2**53, lot, one.id), one.id))[:limit]
    return sorted(found, key=lambda one: (-one.risk, one.id))[:limit]


async def _reviewable(book: Phrasebook, kinds: Kinds) -> AsyncIterator[Reviewable]:
    if kinds != "facts":
        for phrase in await book.phrases.all():
            if book.is_in_force(phrase) and phrase.reviewer is None:
                yield Reviewable(phrase.text, phrase.cell.name, risk_of_phrase(phrase), phrase=phrase)
    if kinds != "reasons":
        async for items in book.catalogue.stream(BATCH):
            for item in items:
                for fact in await _facts(book, item):
                    yield fact


async def _facts(book: Phrasebook, item: Item) -> list[Reviewable]:
    lexicon = book.lexicon(item.language)
    if lexicon is None:
        return []
    texts = [text for text in await book.facts.texts_of(str(item.id)) if text.source == source_hash(item)]
    found = []
    for fact in (fact for text in texts for fact in text.facts):
        if fact.level == "rewritten" and fact.status != "refused" and fact.reviewer is None:
            span = cited_text(item, fact.cites)
            risk = risk_of_fact(fact, span, lexicon)
            found.append(Reviewable(fact.text, span, risk, str(item.id), item.title, fact=fact, item=item))
    return found


async def review(
    book: Phrasebook,
    shown: Reviewable,
    said: ReviewWord,
    *,
    reviewer: str,
    now: EpochMs,
    way: ReviewWay = "riskiest",
    text: str = "",
    because: str = "",
) -> str:
    """Do what a person decided of one text, and note that they looked at it.

    Args:
        book: the phrasebook.
        shown: what they looked at.
        said: approve, refuse, or put another wording in its place.
        reviewer: who signs.
        now: the moment.
        way: how they came to look at it.
        text: the other wording, where it is edited.
        because: why not.

    Returns:
        Id of the text that may be shown now; empty where it was refused.

    Raises:
        Invalid: when the verifier refuses what was written or is to be approved; nothing was changed.
        Conflict: when somebody else refused it meanwhile.
    """
    if said == "edited" and not text.strip():
        raise Invalid("An edited sentence needs its new wording.")
    if shown.phrase is not None:
        name = await _phrase(book, shown.phrase, said, reviewer, now, " ".join(text.split()), because)
    elif shown.fact is not None and shown.item is not None:
        name = await _fact(book, shown.item, shown.fact, said, reviewer, now, " ".join(text.split()), because)
    else:
        raise Invalid("There is nothing to review.")
    await book.phrases.keep_review(PhraseReview(shown.id, shown.about, said, way, reviewer, now))
    return name


async def _phrase(
    book: Phrasebook, phrase: Phrase, said: ReviewWord, reviewer: str, now: EpochMs, text: str, because: str
) -> str:
    signed = {"reviewer": reviewer, "reviewed_at": now}
    hint = because or ("a person put another wording in its place" if said == "edited" else "a person refused it")
    against = Verdict(code=REFUSED_BY_PERSON, span=(0, len(phrase.text)), hint=hint)
    refused = phrase.model_copy(update={"status": "refused", "verdicts": (against,), **signed})
    if said == "refused":
        await book.phrases.replace([refused])
        return ""
    words = text if said == "edited" else phrase.text
    _require_sayable(book.verdicts_on(phrase.cell, words))
    approved = phrase.model_copy(
        update={"level": "approved", "status": "admitted", "made_with": book.made_with, "verdicts": (), **signed}
    )
    if said == "approved":
        await book.phrases.replace([approved])
        return str(phrase.id)
    new = phrase_id(phrase.cell, words)
    edited = approved.model_copy(update={"id": new, "text": words, "origin": "edited", "made_at": now})
    await book.phrases.replace([edited] if new == phrase.id else [refused, edited])
    return str(new)


async def _fact(
    book: Phrasebook, item: Item, fact: Fact, said: ReviewWord, reviewer: str, now: EpochMs, text: str, because: str
) -> str:
    about = str(item.id)
    if said == "refused":
        await book.facts.review(about, fact.id, reviewer=reviewer, approves=False, at=now, because=because)
        return ""
    told = fact
    if said == "edited":
        name = fact_id(item.id, fact.source, fact.cites, fact.locale, text, "rewritten")
        told = fact.model_copy(
            update={
                "id": name,
                "text": text,
                "aspects": book.aspects.of(text, fact.locale),
                "origin": "edited",
                "judge": None,
                "status": "waiting",
                "made_at": now,
            }
        )
    _require_sayable(verdicts_on_fact(book, item, told))
    if told.id != fact.id:
        await book.facts.put([told])
        hint = because or "a person put another wording in its place"
        await book.facts.review(about, fact.id, reviewer=reviewer, approves=False, at=now, because=hint)
    await book.facts.review(about, told.id, reviewer=reviewer, approves=True, at=now)
    return str(told.id)


def _require_sayable(verdicts: tuple[Verdict, ...]) -> None:
    if verdicts:
        hints = "; ".join(f"{verdict.code}: {verdict.hint}" for verdict in verdicts[:3])
        plain = [verdict.model_dump(mode="json") for verdict in verdicts]
        raise Invalid(f"The verifier refuses this sentence. {hints}", details={"verdicts": plain})
