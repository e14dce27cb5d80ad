"""The phrasebook as JSON lines: out with all that is known of each text, in again through the verifier."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from pydantic import ValidationError

from frankly.domain.canonical import canonical
from frankly.domain.saying.fact import Fact, fact_id, source_hash
from frankly.domain.saying.phrase import Phrase, phrase_id
from frankly.errors import Invalid
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.reading import verdicts_on_fact

LONGEST: Final = 20_000
"""Characters of one line."""


async def exported(book: Phrasebook) -> AsyncIterator[bytes]:
    """A line for each phrase, then for each fact that no template made; refused ones too: they say what not to say.

    Raises:
        StoreUnavailable: when the store cannot be read.
    """
    for phrase in await book.phrases.all():
        yield _line("phrase", phrase.model_dump(mode="json", exclude_defaults=True))
    async for texts in book.facts.stream():
        for text in texts:
            for fact in text.facts:
                if fact.origin != "template":
                    yield _line("fact", fact.model_dump(mode="json", exclude_defaults=True))


def _line(name: str, plain: Any) -> bytes:
    return canonical({name: plain}) + b"\n"


@dataclass(slots=True)
class ImportReport:
    """What came in.

    Attributes:
        phrases: status → phrases that are new here.
        facts: status → facts that are new here.
        known: texts that were here before; they stay as they are.
        past: facts of an item that is not here, or has another text here.
        codes: code of the first verdict → texts that the verifier refuses here.
    """

    phrases: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    known: int = 0
    past: int = 0
    codes: Counter[str] = field(default_factory=Counter)


async def imported(book: Phrasebook, lines: Iterable[bytes]) -> ImportReport:
    """Take lines in. Each text is held to the vocabulary here; who judged and signed it is taken as the file says.

    Raises:
        Invalid: naming the first line that is wrong; those before it are stored.
        StoreUnavailable: when the store cannot be written.
    """
    report = ImportReport()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            told = _read(number, line)
            await (_phrase(book, told, report) if isinstance(told, Phrase) else _fact(book, told, report))
    return report


def _read(number: int, line: bytes) -> Phrase | Fact:
    try:
        plain = orjson.loads(line[:LONGEST])
        [(name, told)] = plain.items()
        if name == "phrase":
            phrase = Phrase.model_validate(told)
            return phrase.model_copy(update={"id": phrase_id(phrase.cell, phrase.text)})
        if name == "fact":
            fact = Fact.model_validate(told)
            level = "rewritten" if fact.level == "approved" else fact.level
            own = fact_id(fact.item, fact.source, fact.cites, fact.locale, fact.text, level)
            return fact.model_copy(update={"id": own})
    except (ValueError, AttributeError, TypeError, ValidationError) as error:
        told = str(error).splitlines()[0]
        raise Invalid(f"Line {number} is no line of a phrasebook: {told}. Export one to see the form.") from error
    raise Invalid(f"Line {number} holds a '{name}'; a line holds one 'phrase' or one 'fact'.")


async def _phrase(book: Phrasebook, phrase: Phrase, report: ImportReport) -> None:
    checked = book.verified(phrase)
    if not await book.phrases.put([checked]):
        report.known += 1
        return
    report.phrases[checked.status] += 1
    report.codes.update(verdict.code for verdict in checked.verdicts[:1] if checked.status == "retired")


async def _fact(book: Phrasebook, fact: Fact, report: ImportReport) -> None:
    item = (await book.catalogue.get_many([str(fact.item)])).get(str(fact.item))
    if item is None or source_hash(item) != fact.source:
        report.past += 1
        return
    against = verdicts_on_fact(book, item, fact) if fact.status != "refused" else fact.verdicts
    checked = fact.model_copy(update={"status": "refused", "verdicts": against}) if against else _vouched(fact)
    if not await book.facts.put([checked]):
        report.known += 1
        return
    report.facts[checked.status] += 1
    report.codes.update(verdict.code for verdict in against[:1])


def _vouched(fact: Fact) -> Fact:
    """A fact that says neither who judged nor who signed it waits here, whatever it says of itself."""
    is_vouched = fact.level == "quoted" or fact.reviewer or (fact.level == "rewritten" and fact.judge)
    if is_vouched or fact.status == "refused":
        return fact
    return fact.model_copy(update={"status": "waiting", "level": "rewritten"})
