"""What stands in an e-mail, in its order: one value that plain text and HTML are both written from.

Every text here is a proved sentence, or a field of an item that code cleaned; nothing is worded here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """One item.

    Attributes:
        title: name of the item.
        creators: who made it, in one line; empty where unknown.
        price: as the language writes it; empty where unknown.
        url: where it is shown; empty where there is no address that a mailbox can follow.
        image: its picture; empty where there is none.
        disclosures: lines that its place must carry.
        reasons: why it is here.
        facts: what it is, in the words of its own text.
        invitation: words of the link; empty where there are none.
    """

    title: str
    creators: str = ""
    price: str = ""
    url: str = ""
    image: str = ""
    disclosures: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole e-mail.

    Attributes:
        language: BCP 47 tag.
        is_right_to_left: whether its script runs so.
        house: name of the shop.
        home: its address; empty where none is known.
        accent: colour of buttons, as `#rrggbb`.
        subject: subject.
        preheader: what mailboxes show beside the subject.
        greeting: greeting without a name.
        name: first name; empty where there is none.
        intro: opening.
        headline: line above the items.
        blocks: the items.
        closing: end; the name of the shop follows.
    """

    language: str
    is_right_to_left: bool
    house: str
    home: str
    accent: str
    subject: str
    preheader: str = ""
    greeting: str = ""
    name: str = ""
    intro: str = ""
    headline: str = ""
    blocks: tuple[Block, ...] = ()
    closing: str = ""
