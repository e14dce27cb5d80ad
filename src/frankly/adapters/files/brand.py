"""Loads how the house speaks (`brand/default.yaml`), and how its e-mails look. A mistake names file and line."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from frankly.adapters.files.lines import Line, part_of, read_lines
from frankly.adapters.files.nouns import DEFAULT, load_nouns
from frankly.stages.writing.brand import Brand, MailBrand

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def load_brand(path: Path) -> Brand:
    """Load `brand/default.yaml`.

    Raises:
        Misconfigured: with file and line.
    """
    document = read_lines(path)
    parts = document.named(names=("name", "tones", "tone", "formality", "nouns", "mail"))
    tones = parts["tones"].pairs() if "tones" in parts else {}
    tone = part_of(document, parts, "tone")
    if tone.text() not in tones:
        raise tone.wrong(f"'{tone.text()}' is none of the tones: {', '.join(tones) or 'none'}.")
    formality = parts["formality"].pairs() if "formality" in parts else {}
    sold = load_nouns(parts["nouns"]) if "nouns" in parts else DEFAULT
    mail = _mail(parts["mail"]) if "mail" in parts else MailBrand()
    return Brand(part_of(document, parts, "name").text(), tones, tone.text(), formality, sold, mail)


def _mail(entry: Line) -> MailBrand:
    parts = entry.named(names=("home", "hosts", "accent"))
    home = parts["home"].text().strip() if "home" in parts else ""
    if home and (urlsplit(home).scheme != "https" or not _HOST.fullmatch(urlsplit(home).hostname or "")):
        raise parts["home"].wrong(f"'{home}' is no address of a shop; write one such as https://shop.example.")
    hosts = [host.lower() for host in parts["hosts"].words()] if "hosts" in parts else []
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise parts["hosts"].wrong(f"'{host}' is no host; write a name such as images.shop.example.")
    accent = parts["accent"].text() if "accent" in parts else MailBrand().accent
    if not _COLOUR.fullmatch(accent):
        raise parts["accent"].wrong(f"'{accent}' is no colour; write six hexadecimal digits such as '#1f5c4a'.")
    return MailBrand(home, frozenset(hosts), accent.lower())
