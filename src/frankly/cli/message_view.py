"""How `frankly message` shows an e-mail, and where it puts it."""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from frankly.cli.asking import fallbacks
from frankly.cli.screen import clean, err, out, put_json
from frankly.domain.saying.message import Message
from frankly.errors import Invalid


def put(message: Message, *, owner: str | None, as_json: bool, html: Path | None, text: Path | None) -> None:
    """Print an e-mail, and write the files that were asked for.

    Args:
        message: the e-mail.
        owner: the running service that keeps the index to itself; None when there is none.
        as_json: whether a program reads it.
        html: file for the HTML.
        text: file for the plain text.

    Raises:
        Invalid: when a file cannot be written.
    """
    for path, content in ((html, message.html), (text, message.text)):
        if path is not None:
            _write(path, content)
    if as_json:
        put_json(message.model_dump(mode="json"))
        return
    out().print(_view(message, owner))
    for path in (html, text):
        if path is not None:
            err().print(f"Written: {path}")


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Invalid(f"{path}: cannot be written: {error.strerror}. Name another file.") from error


def _view(message: Message, owner: str | None) -> RenderableType:
    scope = "profile" if "profile" in message.scope.purposes else "no profile: the version for everybody"
    head = f"{message.surface} · {message.locale} · {message.tone} · {scope} · decision {message.decision}"
    subject = Text(clean(message.subject.text), style="bold")
    preheader = Text(clean(message.preheader.text) if message.preheader else "", style="dim")
    body = Text("\n".join(clean(line) if line else line for line in message.text.rstrip("\n").split("\n")))
    missing = [f"left out: {one.code.replace('_', ' ')} {one.item}".rstrip() for one in message.left_out]
    notes = [Text(f"Note: {clean(note)}", style="yellow") for note in missing] + fallbacks(message.degradations, owner)
    return Group(
        Text(head, style="dim"),
        Panel(Group(subject, preheader, Text(), body), padding=(1, 2)),
        *notes,
    )
