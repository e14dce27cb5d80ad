"""What checks look at: one e-mail with all that is known of it, and what the messages of an edition share.

Everything is told by value or by a function of values, so that checks need no other stage and stay pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from frankly.domain.campaign.campaign import MessageCap
from frankly.domain.saying.text import Role, SentenceKind, TextOrigin
from frankly.domain.time import EpochMs
from frankly.stages.mail_checks.reading.covering import Fixed, Taken, Taker

Span = tuple[int, int]
"""First character and the one after the last."""


_SOMEWHERE: Final = "https://shop.example"


def flat(text: str) -> str:
    """A text on one line, with single spaces: as it is read, however it is broken."""
    return " ".join(text.split())


@lru_cache(maxsize=4_096)
def line(text: str) -> str:
    """The same of a sentence, which comes again in many messages."""
    return flat(text)


@dataclass(slots=True)
class Told:
    """One proved sentence of the e-mail; not frozen, because a message has some twenty and freezing costs more.

    Attributes:
        place: where it stands: `subject`, `intro`, `items.0.sentences.1`.
        text: what people read.
        role: what it is in the e-mail.
        kind: what it does.
        evidence: ids of what bears it.
        origin: who wrote it.
        pattern: name of its wording.
    """

    place: str
    text: str
    role: Role = "sentence"
    kind: SentenceKind = "nudge"
    evidence: tuple[str, ...] = ()
    origin: TextOrigin = "template"
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One item of the e-mail.

    Attributes:
        id: of the item.
        title: as it is shown.
        is_sponsored: whether somebody paid for its place.
        disclosures: what is shown beside it because the law wants it.
    """

    id: str
    title: str
    is_sponsored: bool = False
    disclosures: tuple[str, ...] = ()


def _nothing_found(_text: str) -> Sequence[str]:
    return ()


def _nothing_refused(_told: Told) -> Sequence[str]:
    return ()


def _nothing_claimed(_text: str) -> Sequence[tuple[str, Span]]:
    return ()


@dataclass(frozen=True, eq=False)
class House:
    """Who sends the e-mail, and what it says by itself.

    Attributes:
        name: of the house.
        home: address of the shop over https.
        hosts: hosts that links and pictures may be of, beside that of `home`; none: any.
        sender: address that messages are from; empty where the sender's own tool says it.
        postal: lines of the postal address.
        says: texts that a message may hold and that no sentence proves: labels, disclosures, the template's own words.
        unsubscribe: label of the link by which people leave.
        why: label of the link to the reasons; empty where there is none.
        model_note: what is said where a model wrote; empty where the house has no words for it.
        advertising: what the campaign must say in the footer; empty where there is nothing.
    """

    name: str
    home: str = ""
    hosts: frozenset[str] = frozenset()
    sender: str = ""
    postal: tuple[str, ...] = ()
    says: frozenset[str] = frozenset()
    unsubscribe: str = ""
    why: str = ""
    model_note: str = ""
    advertising: str = ""

    @cached_property
    def fixed(self) -> Fixed:
        """What is never taken for words of one message."""
        return Fixed(self.says, self.home or _SOMEWHERE)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What all messages of an edition in one language share.

    Attributes:
        locale: language, as a BCP 47 tag.
        is_right_to_left: whether its script runs so.
        house: who sends.
        personal: finds personal data in a text, in words.
        foreign: finds that a text is of another language, in words.
        refuses: codes with which the verifier refuses a sentence that it looks at once more.
        taker: takes their HTML apart.
        claims: finds words that press or praise, as name of the claim (`urgency`, `scarcity` …) and place.
    """

    locale: str
    house: House
    is_right_to_left: bool = False
    personal: Callable[[str], Sequence[str]] = _nothing_found
    foreign: Callable[[str], Sequence[str]] = _nothing_found
    claims: Callable[[str], Sequence[tuple[str, Span]]] = _nothing_claimed
    refuses: Callable[[Told], Sequence[str]] = _nothing_refused
    taker: Taker = field(default_factory=Taker)


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody got before.

    Attributes:
        contents: hashes of what messages said that were handed over to them.
        handed: moments at which messages of any campaign were, newest first.
        caps: most messages that one person gets.
        at: moment that this one is for.
    """

    contents: frozenset[str] = frozenset()
    handed: tuple[EpochMs, ...] = ()
    caps: tuple[MessageCap, ...] = ()
    at: int = 0


NOTHING_BEFORE: Final = Before()
"""Nobody was written to."""


@dataclass(frozen=True, eq=False)
class CheckedMail:
    """One e-mail, with all that is known of it.

    Attributes:
        setting: what it shares with others.
        text: as plain text.
        html: as HTML.
        told: its proved sentences, in the order in which they are read.
        items: what it is about.
        values: words of the catalogue and of the recipient that it shows, each on one line: titles, makers, prices, the
            first name.
        links: addresses of items, pictures and of the recipient's own pages.
        headers: header fields in their order; None where there is no envelope yet.
        is_model_written: whether a model wrote any of it.
        content: hash of what it says.
        before: what the person got before.
    """

    setting: Setting
    text: str
    html: str
    told: tuple[Told, ...]
    items: tuple[CheckedItem, ...] = ()
    values: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] | None = None
    is_model_written: bool = False
    content: str = ""
    before: Before = NOTHING_BEFORE

    @property
    def subject(self) -> Told | None:
        """Its subject."""
        return next((one for one in self.told if one.role == "subject"), None)

    @cached_property
    def flat_text(self) -> str:
        """The plain text on one line."""
        return flat(self.text)

    @cached_property
    def own(self) -> frozenset[str]:
        """What this message says and others may not: its sentences and values, each on one line."""
        return frozenset([line(one.text) for one in self.told]).union(self.values)

    @cached_property
    def taken(self) -> Taken:
        """The HTML with what belongs to this message alone covered, and its words."""
        return self.setting.taker.taken(self.html, self.own, frozenset(self.links), self.setting.house.fixed)

    @property
    def run_list(self) -> tuple[str, ...]:
        """The words between the tags of the HTML's body, each run on one line, without a look at what the tags are."""
        return self.taken.runs

    @cached_property
    def runs(self) -> frozenset[str]:
        """The same without an order."""
        return frozenset(self.run_list)

    @cached_property
    def flat_html(self) -> str:
        """The same as one line."""
        return " ".join(self.run_list)

    def header(self, name: str) -> list[str]:
        """All values of a header field, whatever the capitals of its name."""
        return [value for field_name, value in self.headers or () if field_name.lower() == name.lower()]

    @cached_property
    def by_place(self) -> Mapping[str, Told]:
        """Sentences by place."""
        return {one.place: one for one in self.told}
