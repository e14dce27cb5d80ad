"""Links and pictures are encrypted, of hosts that the brand names, and say where they lead."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnLink, shown
from frankly.stages.mail_checks.mail import CheckedMail, House, Setting

SHORTENERS: Final = frozenset(
    "bit.ly bitly.com tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly t.ly rb.gy shorturl.at tiny.cc "
    "lnkd.in s.id v.gd bl.ink dlvr.it soo.gd urlz.fr kutt.it short.io".split()
)
"""Hosts that hide where a link leads; filters for spam refuse them."""

_IP: Final = re.compile(r"[\d.]+|\[.*\]|0x[0-9a-f]+", re.IGNORECASE)
_LINK: Final = re.compile(r'(<a\b[^>]*\bhref=")https://[^"]*(")')


def host_of(address: str) -> str:
    """Host of an address in small letters; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def is_of(house: House, host: str) -> bool:
    """Whether a host is one of the house's."""
    return not house.hosts or host in house.hosts or host == host_of(house.home)


def _scheme(address: str, _setting: Setting) -> Iterator[Found]:
    plain = address.strip().lower()
    if not plain:
        yield Found("html", "A link leads nowhere: its address is empty. Take the link out.")
    elif not plain.startswith(("https://", "mailto:", "tel:", "#")):
        yield Found("html", f"{shown(address)} is not encrypted, or leads nowhere from a mailbox. Use https.")


def _host(address: str, setting: Setting) -> Iterator[Found]:
    if not address.strip().lower().startswith("https://"):
        return
    host = host_of(address)
    if not host or _IP.fullmatch(host) or "@" in address.partition("//")[2].partition("/")[0]:
        yield Found("html", f"{shown(address)} names no host that people could know. Use the shop's name.")
    elif not is_of(setting.house, host) and host not in SHORTENERS:
        yield Found("html", f"'{host}' is none of the brand's hosts. Name it under 'mail.hosts', or take the link out.")


def _shortened(address: str, _setting: Setting) -> Iterator[Found]:
    host = host_of(address)
    if host in SHORTENERS or host.removeprefix("www.") in SHORTENERS:
        yield Found("html", f"'{host}' hides where the link leads. Give the whole address.")


def _leading(address: str, mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=_LINK.sub(rf"\g<1>{address}\g<2>", mail.html, count=1))


CHECKS: Final = (
    MailCheck(
        code="link_not_https",
        severity="error",
        says="Links and pictures are over https.",
        why="Others can read along, and programs warn of them or load nothing.",
        looks=OnLink(_scheme),
        passes="https://shop.example/books/7",
        fails=Damage("http://", lambda mail: _leading("http://lantern-books.example/a", mail)),
    ),
    MailCheck(
        code="link_host",
        severity="error",
        says="They lead to the shop, or to a host that the brand names.",
        why="A catalogue may hold an address that leads to somebody else.",
        looks=OnLink(_host),
        passes="a host under 'mail.hosts'",
        fails=Damage("an unknown host", lambda mail: _leading("https://evil.example/a", mail)),
    ),
    MailCheck(
        code="link_shortened",
        severity="error",
        says="No link goes through a shortener.",
        why="Filters take shortened links for spam, since nobody sees where they lead.",
        looks=OnLink(_shortened),
        passes="the whole address",
        fails=Damage("bit.ly", lambda mail: _leading("https://bit.ly/3xyz", mail)),
    ),
)
