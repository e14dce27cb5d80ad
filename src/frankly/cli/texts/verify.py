"""`frankly verify`: text that others wrote, checked before it is sent. Exit code 0: all verified; 1: some not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frankly.domain.evidence import EvidenceKind
    from frankly.domain.item import Item
    from frankly.domain.saying.text import SentenceKind
    from frankly.pipelines.checking.views import CheckedDrafts, CheckedText
    from frankly.settings import Settings

NOT_VERIFIED = 1
COULD_NOT_RUN = 2


def verify(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|-",
            help="JSON lines, a draft each; with --item any text or Markdown. '-' reads standard input.",
            show_default=False,
        ),
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option(
            "--item",
            metavar="ID",
            help="The text names no evidence: hold it against this item; repeat it. With --rules: write of it.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="With --item: exit code 1 also for claims that no field speaks of.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Print the writing rules, for a writer or a prompt.")] = False,
    kind: Annotated[
        Literal["reason", "nudge", "fact"] | None,
        typer.Option("--kind", help="With --rules: of this kind of sentence alone.", show_default=False),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence", metavar="KIND", help="With --rules: for reasons that cite this; repeat it for more."
        ),
    ] = None,
    locale: Annotated[str, typer.Option(help="Language of the rules.")] = "en",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Check text before it is sent. Exit code 0: all of it verified; 1: something refused; 2: it could not be checked.

    A text that is held against items (--item) is never called verified; 0 then means that nothing contradicts it.
    """
    settings = settings_for(context, data)
    if rules:
        _rules(settings, locale, kind, evidence or [], _item(settings, items or []), as_json)
        return
    if file is None:
        raise typer.BadParameter("Name the FILE to check, '-' for standard input, or ask for the rules with --rules.")
    found = _read(file)
    if items:
        _text(existing(settings), found, items, strict, as_json)
    else:
        _drafts(existing(settings), file, found, as_json)


def _read(file: str) -> bytes:
    import sys

    from frankly.errors import Invalid, NotFound

    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}.") from None
    except OSError as error:
        raise Invalid(f"{file} cannot be read ({error.strerror}).") from error


def _drafts(settings: Settings, file: str, data: bytes, as_json: bool) -> None:
    from frankly.cli.screen import put_json
    from frankly.cli.texts.verify_view import show_drafts

    checked = _checked(settings, file, data)
    if as_json:
        put_json(checked.model_dump(mode="json"))
    else:
        show_drafts(checked)
    if checked.unread:
        raise typer.Exit(COULD_NOT_RUN)
    if checked.refused:
        raise typer.Exit(NOT_VERIFIED)


def _checked(settings: Settings, file: str, data: bytes) -> CheckedDrafts:
    import asyncio

    from frankly.bootstrap.texts import open_checking
    from frankly.errors import Invalid
    from frankly.pipelines.checking.drafts import check_drafts, read_lines

    if not data.strip():
        raise Invalid(f"{file} is empty; write one draft a line, such as {_EXAMPLE}")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise Invalid(
            f"{file} holds no JSON lines. A text that names no evidence is held against items: add --item ID. "
            f"Drafts look like this, one a line: {_EXAMPLE}"
        )
    with open_checking(settings) as gate:
        return asyncio.run(check_drafts(gate, read_lines(data)))


def _text(settings: Settings, data: bytes, items: list[str], strict: bool, as_json: bool) -> None:
    from frankly.cli.screen import put_json
    from frankly.cli.texts.verify_view import show_text

    checked = _held(settings, data, items)
    if as_json:
        put_json(checked.model_dump(mode="json"))
    else:
        show_text(checked)
    if checked.report.contradicted or (strict and checked.report.not_found):
        raise typer.Exit(NOT_VERIFIED)


def _held(settings: Settings, data: bytes, items: list[str]) -> CheckedText:
    import asyncio

    from pydantic import ValidationError

    from frankly.bootstrap.texts import open_checking
    from frankly.domain.faults import faults
    from frankly.errors import Invalid
    from frankly.pipelines.checking.unbound import check_text
    from frankly.pipelines.checking.views import TextInput

    try:
        given = TextInput(text=data.decode("utf-8-sig"), items=tuple(items))
    except UnicodeDecodeError as error:
        raise Invalid(f"The text is not UTF-8 at its byte {error.start + 1}; save it as UTF-8.") from error
    except ValidationError as error:
        wrong = faults(error.errors(include_url=False), TextInput)[0]
        raise Invalid(
            f"{(wrong.pointer or '#/text').removeprefix('#/')}: {wrong.detail}. {wrong.hint or ''}"
        ) from error
    with open_checking(settings) as gate:
        return asyncio.run(check_text(gate, given))


def _rules(
    settings: Settings,
    locale: str,
    kind: Literal["reason", "nudge", "fact"] | None,
    evidence: list[str],
    item: Item | None,
    as_json: bool,
) -> None:
    from frankly.bootstrap.texts import open_writing
    from frankly.cli.screen import out, put_json
    from frankly.domain.faults import suggestion
    from frankly.errors import NotFound
    from frankly.stages.verify.writing_rules.live import writing_rules
    from frankly.stages.verify.writing_rules.rewritten import rewriting_rules

    text = open_writing(settings)
    lexicon = text.lexicons.get(locale) or text.lexicons.get(locale.partition("-")[0])
    if lexicon is None:
        hint = suggestion(locale, text.lexicons) or f"There are {', '.join(sorted(text.lexicons))}."
        raise NotFound(f"There is no lexicon for '{locale}'. {hint}")
    told = {}
    for name, one, cited in _situations(kind, evidence):
        told[name] = writing_rules(lexicon, one, cited, item=item, policy=text.rules)
    if kind in {None, "fact"} and not evidence:
        told["fact.rewritten"] = rewriting_rules(lexicon, item)
    if as_json:
        put_json({"locale": locale, "rules": told})
    else:
        out().print("\n".join(told.values()), soft_wrap=True)


def _item(settings: Settings, ids: list[str]) -> Item | None:
    """The item that the rules are asked for, if any."""
    import asyncio

    from frankly.bootstrap.stores import open_stores
    from frankly.errors import NotFound

    if not ids:
        return None
    if len(ids) > 1:
        raise typer.BadParameter("Rules are those of one item: name one with --item.")
    with open_stores(existing(settings)) as stores:
        found = asyncio.run(stores.catalogue.get_many(ids))
    if not found:
        raise NotFound(f"There is no item '{ids[0]}' in this data folder; name one that was imported.")
    return found[ids[0]]


def _situations(
    kind: Literal["reason", "nudge", "fact"] | None, evidence: list[str]
) -> Iterator[tuple[str, SentenceKind, list[EvidenceKind]]]:
    """What rules are told of: one situation, or each sort of sentence with each single kind of evidence."""
    from frankly.domain.evidence import EvidenceKind
    from frankly.domain.faults import suggestion
    from frankly.domain.saying.text_slot import SAYABLE_KINDS
    from frankly.errors import NotFound

    known = [str(one) for one in SAYABLE_KINDS]
    for name in evidence:
        if name not in known:
            hint = suggestion(name, known) or f"Kinds: {', '.join(known)}."
            raise NotFound(f"There is no kind of evidence '{name}' that can be said. {hint}")
    if evidence:
        yield "+".join(evidence), "reason", [EvidenceKind(name) for name in evidence]
        return
    if kind in {None, "reason"}:
        for one in known:
            yield f"reason.{one}", "reason", [EvidenceKind(one)]
    if kind in {None, "nudge"}:
        yield "nudge", "nudge", []
    if kind in {None, "fact"}:
        yield "fact", "fact", []


_EXAMPLE = '{"kind": "fact", "item": "middlemarch", "text": "It costs {item.price}."}'
