"""A preview as files that need nothing from elsewhere: one page for all messages, and one for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.untrusted.admitting import admitted
from frankly.pipelines.previewing.evidence import Explained, explained
from frankly.pipelines.previewing.frames import MODES, Mode, framed
from frankly.pipelines.previewing.personas import Persona
from frankly.pipelines.previewing.showing import Shown

_MODE_WORDS: Final[Mapping[Mode, str]] = {"light": "Light", "dark": "Dark", "no-pictures": "Pictures off"}


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """Everything that is shown.

    Attributes:
        campaign: what is previewed.
        house: name of the brand.
        sender: who the messages are from; empty where the brand names nobody.
        at: moment that the messages are for, as people read it.
        personas: who reads, in their order.
        messages: one for each persona, language and variant.
    """

    campaign: Campaign
    house: str
    sender: str
    at: str
    personas: Sequence[Persona]
    messages: Sequence[Shown]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Languages with variants, in their order."""
        return list(dict.fromkeys((one.locale, one.variant) for one in self.messages))


def pages(preview: Preview) -> dict[str, str]:
    """Make the pages.

    Args:
        preview: what is shown.

    Returns:
        Name of the file → what it holds. None names an address that it would load; their policy allows none.
    """
    found = {"index.html": _index(preview)}
    there = [one for one in preview.messages if one.written is not None]
    for place, one in enumerate(there):
        before, after = (there[place - 1] if place else None), (there[place + 1] if place + 1 < len(there) else None)
        found[file_of(one)] = _message(preview, one, before, after)
    return found


def file_of(one: Shown) -> str:
    """Name of a message's page."""
    return "--".join(part for part in (one.persona.name, one.locale, one.variant) if part) + ".html"


def _index(preview: Preview) -> str:
    by_place = {(one.persona.name, one.locale, one.variant): one for one in preview.messages}
    return _page(
        "index.html.j2",
        preview=preview,
        campaign=preview.campaign,
        by_place=by_place,
        file_of=file_of,
        errors=sum(1 for one in preview.messages if _count(one, "error")),
        made=sum(1 for one in preview.messages if one.written is not None),
        count=_count,
    )


def _message(preview: Preview, one: Shown, before: Shown | None, after: Shown | None) -> str:
    sentences = explained(one)
    html = one.written.html if one.written is not None else ""
    return _page(
        "message.html.j2",
        preview=preview,
        campaign=preview.campaign,
        one=one,
        letter=one.written.letter if one.written is not None else None,
        text=one.written.text if one.written is not None else "",
        size=len(html.encode()),
        frames={mode: framed(html, mode, sentences) for mode in MODES},
        words=_MODE_WORDS,
        sentences=sentences,
        by_place=_by_place(sentences),
        before=before,
        after=after,
        file_of=file_of,
        count=_count,
    )


def _by_place(sentences: Sequence[Explained]) -> Mapping[str, Explained]:
    return {one.place: one for one in sentences}


def _count(one: Shown, severity: str) -> int:
    return sum(1 for found in one.findings if found.severity == severity)


def _page(name: str, **values: Any) -> str:
    style, script = _asset("preview.css"), _asset("preview.js")
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {admitted(script)}; base-uri 'none'; form-action 'none'"
    )
    return _environment().get_template(name).render(style=style, script=script, policy=policy, **values)


@cache
def _environment() -> Environment:
    # Chosen by hand: `select_autoescape` leaves names such as `x.html.j2` unescaped.
    return Environment(
        loader=PackageLoader("frankly.pipelines.previewing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return files("frankly.pipelines.previewing").joinpath("templates", name).read_text(encoding="utf-8")
