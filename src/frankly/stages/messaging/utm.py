"""Says at the shop which campaign a visit came from: names of the campaign in the link, and nothing of a person."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from frankly.errors import Invalid
from frankly.stages.messaging.addresses import Allowed

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
_ASKED: Final = re.compile(r"(?:^|&)(utm_[a-z]+)(?==|&|$)")


@dataclass(frozen=True, slots=True)
class Utm:
    """Where a visit came from. Each is a name that people gave: letters, digits, `.`, `_`, `~`, `-`, at most 64.

    Attributes:
        source: who sent it, such as `newsletter`.
        medium: how, such as `email`.
        campaign: name of the campaign.
        content: which variant or block; empty where nobody wants to know.
    """

    source: str
    medium: str
    campaign: str
    content: str = ""

    def __post_init__(self) -> None:
        for name, value in self.pairs():
            # An address has an @ and a name of a person has a space: neither gets in.
            if not _NAME.fullmatch(value):
                raise Invalid(
                    f"{name}: '{value}' cannot stand in links; take letters, digits, '.', '_', '~' and '-', at most "
                    "64, and nothing that names a person."
                )

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Parameters with their values."""
        said = (self.source, self.medium, self.campaign)
        content = (("utm_content", self.content),) if self.content else ()
        return (*zip(("utm_source", "utm_medium", "utm_campaign"), said, strict=True), *content)


def tagged(address: str, utm: Utm, allowed: Allowed) -> str:
    """An address with the campaign's names in it; its own query and fragment stay as they are.

    Args:
        address: whole, over https.
        utm: names of the campaign.
        allowed: the shop and its hosts; an address of another host is left as it is.

    Returns:
        The address; parameters that it has already keep their values.
    """
    parts = urlsplit(address)
    if not parts.hostname or parts.hostname not in allowed.hosts | {urlsplit(allowed.home).hostname}:
        return address
    before, mark, fragment = address.partition("#")
    has = set(_ASKED.findall(parts.query))
    more = "&".join(f"{name}={value}" for name, value in utm.pairs() if name not in has)
    if not more:
        return address
    between = "" if before.endswith(("?", "&")) else "&" if "?" in before else "?"
    return f"{before}{between}{more}{mark}{fragment}"
