"""The demo's story: three readers ask, one hides a book, and then wants no profile. Real requests, real changes."""

from dataclasses import dataclass
from typing import Final

from frankly.cli.demo.shop import restore_mara
from frankly.cli.naming import names_of
from frankly.cli.words import Names
from frankly.demo.catalogue import LANTERN_NOW_MS
from frankly.demo.named import MARA, NAMED_READERS, NamedReader
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest, RequestContext
from frankly.domain.ids import EventId, ItemId
from frankly.domain.person.consent import ConsentInput, Purpose
from frankly.domain.person.event import Event, EventKind, session_key
from frankly.domain.person.profile import PersonRecord
from frankly.domain.time import MINUTE_MS, EpochMs
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.rights import Rights

ITEMS: Final = {MARA.name: 4}
FEWER_ITEMS: Final = 3
HIDE_ID: Final = EventId("sim-reader-mara-hides")


@dataclass(frozen=True, slots=True)
class Visit:
    """One reader and what they were shown.

    Attributes:
        reader: who.
        record: what is stored about them.
        answer: their slate.
    """

    reader: NamedReader
    record: PersonRecord
    answer: Answer


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the demo tells.

    Attributes:
        visits: the three readers.
        hidden: the book that Mara hides.
        after_hiding: her slate then.
        after_opting_out: her slate when she wants no profile.
        names: names of what evidence hangs on.
    """

    visits: tuple[Visit, ...]
    hidden: ItemId
    after_hiding: Answer
    after_opting_out: Answer
    names: Names


async def play(parts: Parts) -> Story:
    """Let the story happen, and put everything back so that it can happen again."""
    await restore_mara(parts)
    visits = tuple([await _visit(parts, reader) for reader in NAMED_READERS])
    mara = next(visit for visit in visits if visit.reader is MARA)
    hidden = mara.answer.items[0].id
    try:
        after_hiding = await _hide(parts, hidden)
        after_opting_out = await _opt_out(parts)
    finally:
        await restore_mara(parts)
    answers = [*(visit.answer for visit in visits), after_hiding, after_opting_out]
    return Story(visits, hidden, after_hiding, after_opting_out, await names_of(parts, answers))


def question(reader: NamedReader) -> RecommendationRequest:
    """What the shop asks for a reader: the start page, or the page of the book that they look at."""
    return RecommendationRequest(
        surface="home" if reader.context_item is None else "item",
        person=reader.person,
        session=reader.session,
        context=RequestContext(item=reader.context_item),
        limit=ITEMS.get(reader.name, FEWER_ITEMS),
        locale="en",
        explain="full",
        fields=("title", "creators", "price"),
    )


async def _visit(parts: Parts, reader: NamedReader) -> Visit:
    key = str(reader.person) if reader.person is not None else session_key(str(reader.session))
    record = await parts.people.read(key, history_limit=parts.history_limit, seen_since=None)
    return Visit(reader, record, await recommend(parts, question(reader), LANTERN_NOW_MS))


async def _hide(parts: Parts, item: ItemId) -> Answer:
    act = Event(id=HIDE_ID, person=MARA.person, kind=EventKind.HIDE, item=item, at=EpochMs(LANTERN_NOW_MS - MINUTE_MS))
    await parts.events.append([act], LANTERN_NOW_MS)
    return await recommend(parts, question(MARA), LANTERN_NOW_MS)


async def _opt_out(parts: Parts) -> Answer:
    decision = ConsentInput(purposes={Purpose.PROFILE: False})
    await Rights(parts.people).put_consent(str(MARA.person), decision, now=LANTERN_NOW_MS)
    return await recommend(parts, question(MARA), LANTERN_NOW_MS)
