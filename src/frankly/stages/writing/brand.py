"""How the house speaks: its name, its tones, and how it addresses people."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailBrand:
    """How the house's e-mails look, and where they may lead.

    Attributes:
        home: address of the shop, over https; relative addresses of items begin there. Empty: they lead nowhere.
        hosts: hosts that links and pictures may be of, beside that of `home`; none: any host.
        accent: colour of buttons and of what marks a reason, as `#rrggbb`.
    """

    home: str = ""
    hosts: frozenset[str] = frozenset()
    accent: str = "#1f5c4a"


@dataclass(frozen=True, slots=True, eq=False)
class Brand:
    """The brand, as `brand/default.yaml` says.

    Attributes:
        name: of the house.
        tones: name → what it means; surfaces and wordings name one.
        tone: where a surface names none.
        formality: language → `sie` or `du`, for languages that have both.
        nouns: language → form → what is sold ("items", "diesem Artikel").
        mail: how its e-mails look.
    """

    name: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    tone: str = "plain"
    formality: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mail: MailBrand = MailBrand()
