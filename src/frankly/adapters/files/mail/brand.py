"""Loads `mail` of the brand: who sends e-mails, how they look, where they lead. A mistake names file and line."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from frankly.adapters.files.words.lines import Line
from frankly.domain.saying.mail import Mailbox
from frankly.stages.messaging.contrast import LEAST, contrast
from frankly.stages.writing.brand import DARK, Logo, MailBrand, Shades

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_NAMES: Final = (
    "home",
    "hosts",
    "accent",
    "light",
    "dark",
    "sender",
    "reply_to",
    "unsubscribe",
    "postal",
    "privacy",
    "service",
    "logo",
)
_SHADES: Final = tuple(one.name for one in fields(Shades))
_READ_ON: Final = (("ink", "sheet"), ("soft", "sheet"), ("soft", "paper"), ("ink", "tint"))
_MOST_LINES: Final = 6
_MOST_CHARACTERS: Final = 120
_WIDEST: Final = 528


def mail_of(entry: Line, house: str) -> MailBrand:
    """Read `mail`.

    Args:
        entry: the part of the file.
        house: name of the house: that of the sender where none is written.

    Raises:
        Misconfigured: with file and line.
    """
    parts = entry.named(names=_NAMES)
    hosts = [host.lower() for host in parts["hosts"].words()] if "hosts" in parts else []
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise parts["hosts"].wrong(f"'{host}' is no host; write a name such as images.shop.example.")
    light = _shades(parts, "light", Shades())
    if "accent" in parts:
        light = replace(light, accent=_colour(parts["accent"]))
    return MailBrand(
        home=_address(parts, "home", "of a shop"),
        hosts=frozenset(hosts),
        light=light,
        dark=_shades(parts, "dark", DARK if light.accent == Shades().accent else replace(DARK, accent=light.accent)),
        sender=_mailbox(parts["sender"], house) if "sender" in parts else None,
        reply_to=_mailbox(parts["reply_to"], "") if "reply_to" in parts else None,
        unsubscribe=_unsubscribe(parts["unsubscribe"]) if "unsubscribe" in parts else "",
        postal=_postal(parts["postal"]) if "postal" in parts else (),
        privacy=_address(parts, "privacy", "of a page about privacy"),
        service=_address(parts, "service", "of this service").rstrip("/"),
        logo=_logo(parts["logo"], house) if "logo" in parts else None,
    )


def _address(parts: Mapping[str, Line], name: str, of_what: str) -> str:
    said = parts[name].text().strip() if name in parts else ""
    if said and not _is_address(said):
        raise parts[name].wrong(f"'{said}' is no address {of_what}; write one such as https://shop.example.")
    return said


def _is_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    is_plain = said.isascii() and said.isprintable() and not set(' "<>\\') & set(said) and "@" not in parts.netloc
    return is_plain and parts.scheme == "https" and bool(_HOST.fullmatch(parts.hostname or ""))


def _colour(line: Line) -> str:
    said = line.text()
    if not _COLOUR.fullmatch(said):
        raise line.wrong(f"'{said}' is no colour; write six hexadecimal digits such as '#1f5c4a'.")
    return said.lower()


def _shades(parts: Mapping[str, Line], name: str, shipped: Shades) -> Shades:
    if name not in parts:
        return shipped
    said = parts[name].named(names=_SHADES)
    shades = replace(shipped, **{shade: _colour(line) for shade, line in said.items()})
    for front, back in _READ_ON:
        stands_out = contrast(getattr(shades, front), getattr(shades, back))
        if stands_out < LEAST:
            raise parts[name].wrong(
                f"'{front}' on '{back}' has a contrast of {stands_out:.1f}; many people read nothing below {LEAST}."
            )
    return shades


def _mailbox(line: Line, house: str) -> Mailbox | None:
    """A sender as `{name: …, address: …}`, or an address alone; none where it is empty."""
    if not line.is_mapping:
        return _checked(line, house, line.text().strip())
    said = line.named(names=("name", "address"))
    address = said["address"].text().strip() if "address" in said else ""
    return _checked(said.get("address", line), said["name"].text().strip() if "name" in said else house, address)


def _unsubscribe(line: Line) -> str:
    box = _checked(line, "", line.text().strip())
    return "" if box is None else box.address


def _checked(line: Line, name: str, address: str) -> Mailbox | None:
    if not address:
        return None
    try:
        return Mailbox(address=address, name=name)
    except ValidationError as error:
        raise line.wrong(f"'{address}': {str(error.errors()[0]['msg']).removeprefix('Value error, ')}.") from error


def _postal(line: Line) -> tuple[str, ...]:
    found = tuple(" ".join(item.text().split()) for item in line.items())
    if len(found) > _MOST_LINES or not all(0 < len(one) <= _MOST_CHARACTERS for one in found):
        raise line.wrong(
            f"a postal address has at most {_MOST_LINES} lines, none empty and none longer than {_MOST_CHARACTERS} "
            "characters."
        )
    return found


def _logo(line: Line, house: str) -> Logo | None:
    said = line.named(names=("image", "alternative", "width"))
    image = _address(said, "image", "of a picture")
    if not image:
        return None
    alternative = said["alternative"].text().strip() if "alternative" in said else house
    if not alternative:
        raise line.wrong("'alternative' is empty; write what people read where pictures are off: the name of the shop.")
    width = said["width"].text() if "width" in said else "160"
    if not (width.isdecimal() and width.isascii() and 16 <= int(width) <= _WIDEST):
        raise said["width"].wrong(f"'{width}' is no width; write a number of pixels from 16 to {_WIDEST}.")
    return Logo(image, alternative, int(width))
