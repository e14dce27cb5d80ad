"""The template of e-mails, `brand/mail/message.mjml.j2`: compiled once for each version, when first used."""

import traceback
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Template, UndefinedError

from frankly.adapters.files.mail.allowed import check, engine, sandbox
from frankly.adapters.files.mail.colouring import coloured
from frankly.adapters.files.mail.looking import look_after, look_before
from frankly.adapters.files.mail.marks import Marked, marked, restored
from frankly.adapters.files.mail.mirroring import mirrored
from frankly.adapters.files.mail.samples import SAMPLES
from frankly.domain.canonical import hash_bytes
from frankly.errors import Misconfigured
from frankly.settings import data_folder
from frankly.stages.messaging.letter import Letter, Look

TEMPLATE: Final = Path("mail", "message.mjml.j2")
"""Where the template lies in the folder `brand`."""


@dataclass(frozen=True, slots=True)
class _Directions:
    """A compiled template.

    Attributes:
        left: for scripts that run from left to right.
        right: for those that run from right to left.
    """

    left: Template
    right: Template


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A template; mirrors `pipelines.parts.MessageTemplate`.

    Attributes:
        place: the file, for messages.
        source: what it holds.
        hash: of that.
    """

    place: str
    source: str
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", hash_bytes(self.source.encode()))

    def html(self, letter: Letter) -> str:
        """Write a letter as HTML.

        Raises:
            Misconfigured: when the template is wrong, with file and line.
        """
        both = _coloured(self.place, self.source, letter.look)
        return (both.right if letter.is_right_to_left else both.left).render(letter=letter)

    def look(self) -> None:
        """Look through it without compiling it: fields, branches, elements; for a start, which should not wait long.

        Raises:
            Misconfigured: when the template is wrong, with file and line.
        """
        _looked_through(self.place, self.source)

    def check(self) -> None:
        """Compile it, and write letters of every kind with it.

        Raises:
            Misconfigured: when the template is wrong, with file and line.
        """
        _compiled(self.place, self.source)


@lru_cache(maxsize=16)
def _coloured(place: str, source: str, look: Look) -> _Directions:
    left, right = (engine().from_string(coloured(engine().parse(one), look)) for one in _compiled(place, source))
    return _Directions(left, right)


def template_file(brand: Path) -> Path:
    """The template of a folder `brand`; the shipped one where it has none."""
    own = brand / TEMPLATE
    return own if own.is_file() else data_folder("brand") / TEMPLATE


def load_template(brand: Path) -> MailTemplate:
    """Read the template of a folder `brand`; the shipped one where it has none.

    Args:
        brand: the folder.

    Raises:
        Misconfigured: when it cannot be read.
    """
    path = template_file(brand)
    try:
        return MailTemplate(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The template of e-mails {path} cannot be read: {error}.") from error


@lru_cache(maxsize=16)
def _compiled(place: str, source: str) -> tuple[str, str]:
    """The template as HTML, for scripts that run from left to right and from right to left."""
    # Both packages are Rust, and half of all starts write no e-mail.
    from frankly.adapters.files.mail.compiling import compiled

    marks = _looked_through(place, source)
    html = compiled(place, marks.text)
    look_after(place, html, marks)
    left, right = (restored(place, one, marks) for one in (html, mirrored(html)))
    return left, right


def _looked_through(place: str, source: str) -> Marked:
    check(place, source)
    marks = marked(place, source)
    look_before(place, marks.text)
    _try(place, source)
    return marks


def _try(place: str, source: str) -> None:
    """Fill in the source itself, whose lines are those that people see."""
    template = sandbox().from_string(source)
    for letter in SAMPLES:
        try:
            template.render(letter=letter)
        except UndefinedError as error:
            lines = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == "<template>"]
            raise Misconfigured(f"{place}:{lines[-1] if lines else 1}: {error.message}") from error
        except TypeError as error:
            lines = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == "<template>"]
            raise Misconfigured(f"{place}:{lines[-1] if lines else 1}: loops run over lists: {error}") from error
