"""The three readers that the demo shows: Mara with a long history, Jonas who is new, and somebody unknown.

They are written by hand, and as made up as the others; what they do does not depend on the seed.
"""

from dataclasses import dataclass

from frankly.demo.statements import stated
from frankly.domain.ids import EventId, ItemId, PersonId, SessionId
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.profile import Fact, FactField, FactKind
from frankly.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, EpochMs


@dataclass(frozen=True, slots=True)
class NamedReader:
    """A reader that the demo shows.

    Attributes:
        name: name that is shown.
        person: id; None for somebody unknown.
        session: session id of somebody unknown.
        about: one line that says who they are.
        context_item: the book being looked at, where the demo shows an item page.
    """

    name: str
    person: PersonId | None
    session: SessionId | None
    about: str
    context_item: ItemId | None = None


MARA = NamedReader("Mara", PersonId("reader-mara"), None, "A regular: mysteries, gothic tales, some travel writing")
JONAS = NamedReader("Jonas", PersonId("reader-jonas"), None, "Came today and said what he likes: poetry and walking")
ANONYMOUS = NamedReader(
    "Anonymous",
    None,
    SessionId("sim-visit"),
    "Nothing is known but the book on the page",
    context_item=ItemId("the-time-machine"),
)

NAMED_READERS = (MARA, JONAS, ANONYMOUS)
"""In the order in which the demo shows them."""

# Days ago, book, acts of one sitting. A number after a colon is percent or stars; words after it are those of a search.
_MARA_SITTINGS: tuple[tuple[int, str, str], ...] = (
    (420, "the-hound-of-the-baskervilles", "click view add_to_cart purchase"),
    (417, "the-hound-of-the-baskervilles", "start"),
    (411, "the-hound-of-the-baskervilles", "complete rate:5"),
    (405, "a-study-in-scarlet", "view"),
    (404, "a-study-in-scarlet", "view add_to_cart purchase"),
    (398, "a-study-in-scarlet", "complete rate:4"),
    (330, "the-moonstone", "search:detectives view"),
    (326, "the-moonstone", "click view"),
    (325, "the-moonstone", "view add_to_cart purchase"),
    (300, "the-moonstone", "complete rate:5 like"),
    (298, "the-woman-in-white", "view save"),
    (241, "travels-with-a-donkey-in-the-cevennes", "search:walking view add_to_cart purchase"),
    (228, "travels-with-a-donkey-in-the-cevennes", "complete like"),
    (180, "dracula", "click view"),
    (178, "dracula", "view add_to_cart purchase"),
    (160, "dracula", "complete rate:5"),
    (158, "carmilla", "view"),
    (121, "the-great-god-pan", "view"),
    (118, "the-great-god-pan", "view dislike"),
    (96, "carmilla", "view save"),
    (61, "wild-wales", "view save"),
    (45, "the-woman-in-white", "click view add_to_cart purchase"),
    (43, "the-woman-in-white", "start"),
    (30, "the-woman-in-white", "complete rate:5 like"),
    (22, "the-turn-of-the-screw", "view add_to_cart purchase"),
    (19, "the-turn-of-the-screw", "start progress:40"),
    (9, "the-lodger", "view"),
    (6, "carmilla", "click view"),
    (3, "the-innocence-of-father-brown", "search:detectives view save"),
    (1, "the-lodger", "click view"),
)


def mara_events(now_ms: int) -> list[Event]:
    """Mara's acts in the fourteen months before `now_ms`, in order of time."""
    acts: list[Event] = []
    for days_ago, book, words in _MARA_SITTINGS:
        begin_ms = now_ms - days_ago * DAY_MS - 4 * HOUR_MS
        for step, word in enumerate(words.split()):
            acts.append(_mara_act(len(acts) + 1, book, word, begin_ms + 2 * step * MINUTE_MS))
    return acts


def _mara_act(number: int, book: str, word: str, at_ms: int) -> Event:
    name, _, detail = word.partition(":")
    kind = EventKind(name)
    return Event(
        id=EventId(f"sim-{MARA.person}-{number:04d}"),
        person=MARA.person,
        kind=kind,
        item=None if kind is EventKind.SEARCH else ItemId(book),
        at=EpochMs(at_ms),
        query=detail if kind is EventKind.SEARCH else None,
        rating=int(detail) if kind is EventKind.RATE else None,
        progress_percent=int(detail) if kind is EventKind.PROGRESS else None,
        order=f"sim-order-{MARA.person}-{number}" if kind is EventKind.PURCHASE else None,
        region="GB",
    )


def mara_consent(now_ms: int) -> Consent:
    """What Mara decided: all uses but the model. She stated nothing, all that is known of her is what she did."""
    purposes = {purpose: purpose is not Purpose.MODEL for purpose in Purpose}
    return Consent(purposes=purposes, at=EpochMs(now_ms - 420 * DAY_MS), origin="import")


def jonas_facts(now_ms: int) -> tuple[Fact, ...]:
    """Jonas's two stated interests."""
    at_ms = now_ms - 2 * HOUR_MS
    return (
        stated(FactKind.INTEREST, "poetry", at_ms, FactField.CATEGORY),
        stated(FactKind.INTEREST, "walking", at_ms, FactField.TAG),
    )
