"""What becomes of a reply: facts and phrases, each with what the verifier says of it. Nothing is dropped silently."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from frankly.domain.item import Item
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.reply import ModelReply
from frankly.domain.model.tasks.phrase import PhraseReply, PhraseSentence
from frankly.domain.saying.fact import PROOF_LEVELS, Fact, draft_of, fact_id, source_hash
from frankly.domain.saying.fact_review import REFUSED_BY_PERSON
from frankly.domain.saying.phrase import Phrase, PhraseCell, phrase_id
from frankly.domain.saying.text import Refused, Verdict
from frankly.domain.time import EpochMs
from frankly.pipelines.facts.proving import for_anyone, with_proof
from frankly.pipelines.phrasebook.asking import MOST_FACTS, MOST_PATTERNS
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.stages.replies.shaping import read_reply

MOST_CHARACTERS = 300
"""Of one sentence; a longer one is none."""


@dataclass(frozen=True, slots=True)
class ReadSentences:
    """The sentences of a reply.

    Attributes:
        sentences: in the model's order; what was cut off is left out.
        faults: what was wrong with the reply, mended or not.
    """

    sentences: tuple[PhraseSentence, ...]
    faults: tuple[ReplyFault, ...] = ()


def sentences_of(reply: ModelReply) -> ReadSentences:
    """Read a reply; one of another shape holds no sentences."""
    read = read_reply(reply.text, PhraseReply)
    if read.value is None:
        return ReadSentences((), read.faults)
    found = read.value.sentences
    # A reply that breaks off may break off inside its last sentence, and half a sentence may say something else.
    return ReadSentences(found[:-1] if ReplyFault.TRUNCATED in read.faults else found, read.faults)


def facts_of(
    book: Phrasebook, item: Item, written: Sequence[PhraseSentence], refused: Collection[str], now: EpochMs
) -> list[Fact]:
    """The facts that a model wrote of an item.

    Args:
        book: the gate, and what facts can speak of.
        item: whose text they cite.
        written: by the model.
        refused: sentences that a person refused of any text of this item.
        now: when they are made.

    Returns:
        Each sentence once: `waiting` for the judge where its words may be said, else `refused` with the reasons.
    """
    source, locale = source_hash(item), item.language.split("-")[0]
    made: dict[str, Fact] = {}
    for sentence in written[: 2 * MOST_FACTS]:
        text = " ".join(sentence.text.split())
        cites = (sentence.cites.strip() or "none",)
        if not 0 < len(text) <= MOST_CHARACTERS or len(cites[0]) > 20:
            continue
        fact = Fact(
            id=fact_id(item.id, source, cites, locale, text, "rewritten"),
            item=item.id,
            source=source,
            cites=cites,
            locale=locale,
            text=text,
            aspects=book.aspects.of(text, locale),
            level="rewritten",
            origin="phrasebook",
            pattern=book.prompts.current(PromptTask.PHRASE).name,
            rank=len(made),
            status="waiting",
            made_at=now,
        )
        made.setdefault(fact.id, _checked(book, item, fact, is_refused=text in refused))
    return list(made.values())


def _checked(book: Phrasebook, item: Item, fact: Fact, *, is_refused: bool) -> Fact:
    against = verdicts_on_fact(book, item, fact)
    if is_refused:
        hint = "a person refused this sentence of the item before"
        against = (*against, Verdict(code=REFUSED_BY_PERSON, span=(0, len(fact.text)), hint=hint))
    return fact.model_copy(update={"status": "refused", "verdicts": against}) if against else fact


def verdicts_on_fact(book: Phrasebook, item: Item, fact: Fact) -> tuple[Verdict, ...]:
    """What the verifier has against a fact, a judge's and a person's word aside."""
    draft = draft_of(fact, item.language)
    outcome = book.verifier.verify(draft, with_proof(for_anyone(item, book.rules, PROOF_LEVELS), item, draft))
    return outcome.verdicts if isinstance(outcome, Refused) else ()


def phrases_of(
    book: Phrasebook, cell: PhraseCell, written: Sequence[PhraseSentence], model: str, now: EpochMs
) -> list[Phrase]:
    """The phrases that a model wrote for a cell, each once: admitted, or refused with the reasons."""
    made: dict[str, Phrase] = {}
    for sentence in written[: 2 * MOST_PATTERNS]:
        text = " ".join(sentence.text.split())
        if not 0 < len(text) <= MOST_CHARACTERS:
            continue
        phrase = Phrase(
            id=phrase_id(cell, text),
            locale=cell.locale,
            kind=cell.kind,
            form=cell.form,
            text=text,
            model=model,
            prompt=book.prompts.current(PromptTask.PHRASE).name,
            made_with=book.made_with,
            made_at=now,
        )
        against = book.verdicts_on(cell, text)
        refused = {"status": "refused", "verdicts": against}
        made[phrase.id] = phrase.model_copy(update=refused) if against else phrase
    return list(made.values())
