"""What stands in an e-mail, in its order: one value that plain text and HTML are both written from.

Every text here is a proved sentence, a field of an item that code cleaned, or a line that people wrote in a file;
nothing is worded here. Templates name these fields (docs/how-to/write-a-message.md), so a new name breaks theirs.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

from frankly.domain.saying.mail import AiPart
from frankly.stages.messaging.addressing import comma_of

Part = Literal["intro", "items", "note", "closing"]
"""Parts between greeting and footer."""

ORDER: Final[tuple[Part, ...]] = ("intro", "items", "closing")
"""Where nobody says otherwise."""


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
class Link:
    """A link with its words.

    Attributes:
        words: what people read.
        url: where it leads.
    """

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands below the message.

    Attributes:
        sender: who sends it.
        postal: lines of the postal address.
        reason: why the recipient gets mail at all.
        disclosures: what else must be said, such as that a model wrote some of it.
        links: unsubscribing, why, the message in a browser, privacy; those that there are.
    """

    sender: str = ""
    postal: tuple[str, ...] = ()
    reason: str = ""
    disclosures: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the house.

    Attributes:
        image: its address.
        alternative: what is read in its place.
        width: in pixels.
    """

    image: str
    alternative: str
    width: int


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours, each as `#rrggbb`.

    Attributes:
        paper: behind everything.
        sheet: behind the message.
        ink: words.
        soft: words that matter less.
        rule: lines between things.
        tint: behind a reason.
        accent: buttons.
        on_accent: words on them.
    """

    paper: str
    sheet: str
    ink: str
    soft: str
    rule: str
    tint: str
    accent: str
    on_accent: str


@dataclass(frozen=True, slots=True)
class Look:
    """How it looks.

    Attributes:
        light: colours.
        dark: colours for people who read on dark.
        logo: picture in the place of the house's name; None: the name.
    """

    light: Colours
    dark: Colours
    logo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole e-mail.

    Attributes:
        language: BCP 47 tag.
        is_right_to_left: whether its script runs so.
        house: name of the shop.
        home: its address; empty where none is known.
        look: colours and logo.
        subject: subject.
        preheader: what mailboxes show beside the subject.
        greeting: greeting without a name.
        name: first name; empty where there is none.
        comma: what ends the line of the greeting, in its script.
        intro: opening.
        headline: line above the items.
        blocks: the items.
        note: a line that people wrote.
        closing: end; the name of the shop follows.
        order: parts between greeting and footer, in their order.
        footer: what stands below.
        ai: what a model wrote of it, as `AI-Disclosure` has it; empty: nothing.
    """

    language: str
    is_right_to_left: bool
    house: str
    home: str
    look: Look
    subject: str
    preheader: str = ""
    greeting: str = ""
    name: str = ""
    intro: str = ""
    headline: str = ""
    blocks: tuple[Block, ...] = ()
    note: str = ""
    closing: str = ""
    order: tuple[Part, ...] = ORDER
    footer: Footer = field(default_factory=Footer)
    ai: AiPart | Literal[""] = ""
    comma: str = field(init=False, default=",")

    def __post_init__(self) -> None:
        """Take the comma of the greeting's script."""
        object.__setattr__(self, "comma", comma_of(self.greeting or self.name))
