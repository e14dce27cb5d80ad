"""Addresses that may stand in an e-mail: absolute, over https, of an allowed host. Others are left out with a code."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import quote, urljoin, urlsplit

MOST_CHARACTERS: Final = 1_000
"""Longest address; longer ones are for machines, and six of them would fill an e-mail."""

AddressFault = Literal["not_absolute", "not_https", "host", "too_long"]
"""Why an address is not used."""

_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_PLAIN: Final = "%/:=&?~#+!$,;@()*-._"
"""Signs that an address keeps; quotation marks, brackets and everything beyond ASCII are written as %xx."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where addresses may lead.

    Attributes:
        home: address of the shop over https, where relative addresses begin; empty where they lead nowhere.
        hosts: hosts beside that of `home`; none: any.
    """

    home: str = ""
    hosts: frozenset[str] = frozenset()


@lru_cache(maxsize=4_096)
def address(raw: str, allowed: Allowed) -> tuple[str, AddressFault | None]:
    """Make an address fit for an e-mail; those of items come again in many messages.

    Args:
        raw: as the catalogue has it.
        allowed: where it may lead.

    Returns:
        The whole address, and None; or nothing, and why it is not used.
    """
    is_relative = raw.startswith("/") and not raw.startswith(("//", "/\\"))
    if is_relative and not allowed.home:
        return "", "not_absolute"
    whole = quote(urljoin(allowed.home, raw) if is_relative else raw, safe=_PLAIN)
    if len(whole) > MOST_CHARACTERS:
        return "", "too_long"
    try:
        parts = urlsplit(whole)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "", "host"
    if not parts.scheme:
        return "", "not_absolute"
    if parts.scheme != "https":
        return "", "not_https"
    if "@" in parts.netloc or not _HOST.fullmatch(host) or not _is_allowed(host, allowed):
        return "", "host"
    return whole, None


def _is_allowed(host: str, allowed: Allowed) -> bool:
    return not allowed.hosts or host in allowed.hosts or host == urlsplit(allowed.home).hostname
