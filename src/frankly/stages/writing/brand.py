"""How the house speaks: its name, its tones, how it addresses people, and how its e-mails look."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from frankly.domain.saying.mail import Mailbox


@dataclass(frozen=True, slots=True)
class Shades:
    """Colours of an e-mail, each as `#rrggbb`.

    Attributes:
        paper: behind everything.
        sheet: behind the message.
        ink: words.
        soft: words that matter less: makers, prices, the footer.
        rule: lines between things.
        tint: behind a reason.
        accent: buttons, and the bar beside a reason.
    """

    paper: str = "#f3f1ec"
    sheet: str = "#ffffff"
    ink: str = "#1d1b18"
    soft: str = "#5f5a52"
    rule: str = "#e3ded4"
    tint: str = "#f6f4ef"
    accent: str = "#1f5c4a"


DARK = Shades(
    paper="#131517", sheet="#1c1f22", ink="#f1efea", soft="#b6b2aa", rule="#33383d", tint="#25292d", accent="#1f5c4a"
)
"""Colours for people who read on dark."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the place of the house's name.

    Attributes:
        image: its address, over https.
        alternative: what is read where pictures are off.
        width: in pixels.
    """

    image: str
    alternative: str
    width: int = 160


@dataclass(frozen=True, slots=True)
class MailBrand:
    """Who sends the house's e-mails, how they look, and where they may lead.

    Attributes:
        home: address of the shop, over https; relative addresses of items begin there. Empty: they lead nowhere.
        hosts: hosts that links and pictures may be of, beside that of `home`; none: any host.
        light: colours.
        dark: the same for people who read on dark.
        sender: who e-mails are from; None where nobody sends.
        reply_to: where answers go; None: to the sender.
        unsubscribe: address that unsubscribes whoever writes to it; empty where nobody reads such mail.
        postal: lines of the postal address.
        privacy: address of the page about privacy; empty where there is none.
        service: where recipients reach this service (unsubscribing, the message in a browser, why), over https.
        logo: picture in the place of the name; None: the name.
    """

    home: str = ""
    hosts: frozenset[str] = frozenset()
    light: Shades = Shades()
    dark: Shades = DARK
    sender: Mailbox | None = None
    reply_to: Mailbox | None = None
    unsubscribe: str = ""
    postal: tuple[str, ...] = ()
    privacy: str = ""
    service: str = ""
    logo: Logo | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Brand:
    """The brand, as `brand/default.yaml` says.

    Attributes:
        name: of the house.
        tones: name → what it means; surfaces and wordings name one.
        tone: where a surface names none.
        formality: language → `sie` or `du`, for languages that have both.
        nouns: language → form → what is sold ("items", "diesem Artikel").
        mail: who sends its e-mails, and how they look.
    """

    name: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    tone: str = "plain"
    formality: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mail: MailBrand = MailBrand()
