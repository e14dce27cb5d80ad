"""A message of a campaign as it leaves: for whom, what it says, and the key by which a second delivery is known."""

from dataclasses import dataclass

from frankly.domain.time import EpochMs


@dataclass(frozen=True, slots=True)
class OutgoingItem:
    """An item of a message, for senders that count clicks by item.

    Attributes:
        id: the item.
        title: its name as the message has it.
        url: where the message's link leads; empty without one.
    """

    id: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One message for one person.

    Attributes:
        no: number of the recipient in the edition.
        person: id of the person.
        address: e-mail address; empty where the sender knows it by the person's id.
        first_name: empty where unknown.
        locale: language.
        campaign: name of the campaign.
        edition: which planning of the campaign it is, counted from 1.
        variant: of the subject; empty without any.
        propensity_ppm: chance with which that was dealt, in parts per million; all of them without variants.
        decision: id of the record that says why.
        content: hash of what it says.
        key: idempotency key.
        at: when it was written.
        subject: subject.
        preheader: what mailboxes show beside it.
        text: as plain text.
        html: as HTML, the same sentences.
        unsubscribe: address for one click (RFC 8058).
        view: address to see it in a browser.
        why: address that says why it was sent.
        items: what it is about.
        header: further fields of its header, name and value.
        mime: the whole as RFC 5322 bytes; empty where there is no address.
    """

    no: int
    person: str
    address: str
    first_name: str
    locale: str
    campaign: str
    edition: int
    variant: str
    propensity_ppm: int
    decision: str
    content: str
    key: str
    at: EpochMs
    subject: str
    preheader: str
    text: str
    html: str
    unsubscribe: str = ""
    view: str = ""
    why: str = ""
    items: tuple[OutgoingItem, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    mime: bytes = b""


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of a hand-over.

    Attributes:
        name: path inside the folder, with `/` between its parts.
        data: what stands in it.
    """

    name: str
    data: bytes
