"""Loads how the house speaks (`brand/default.yaml`), and how its e-mails look. A mistake names file and line."""

from pathlib import Path

from frankly.adapters.files.mail.brand import mail_of
from frankly.adapters.files.words.lines import part_of, read_lines
from frankly.adapters.files.words.nouns import DEFAULT, load_nouns
from frankly.stages.writing.brand import Brand, MailBrand


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
    name = part_of(document, parts, "name").text()
    mail = mail_of(parts["mail"], name) if "mail" in parts else MailBrand()
    return Brand(name, tones, tone.text(), formality, sold, mail)
