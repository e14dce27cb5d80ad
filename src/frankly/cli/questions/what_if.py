"""`frankly what-if`: the slate as it is beside the slate as it would be. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.pipelines.explaining.changes import Changes
    from frankly.pipelines.explaining.supposing import Revisited
    from frankly.pipelines.explaining.what_if_views import WhatIfView
    from frankly.pipelines.parts import Parts
    from frankly.settings import Settings

Many = list[str] | None


def what_if(
    context: typer.Context,
    decision: Annotated[
        str | None, typer.Option(help="A recorded answer, in the world as it was.", show_default=False)
    ] = None,
    person: Annotated[str | None, typer.Option(help="Or whom to recommend to now.", show_default=False)] = None,
    surface: Annotated[str, typer.Option(help="Where the slate appears.")] = "home",
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Ask as of this moment (ISO 8601).", show_default=False)
    ] = None,
    act: Annotated[
        Many,
        typer.Option(metavar="KIND:ITEM", help="An act that is supposed to have happened; may be repeated."),
    ] = None,
    forget: Annotated[
        Many, typer.Option(metavar="EVENT", help="Id of an act that is supposed not to have happened.")
    ] = None,
    without: Annotated[
        Many, typer.Option(metavar="KIND:ITEM", help="All acts of a kind on an item, supposed not to have happened.")
    ] = None,
    fact: Annotated[
        Many,
        typer.Option(metavar="KIND:[FIELD:]VALUE", help="A stated fact, such as interest:category:poetry."),
    ] = None,
    allow: Annotated[Many, typer.Option(help="A purpose or kind of evidence that is supposed to be allowed.")] = None,
    refuse: Annotated[Many, typer.Option(help="A purpose or kind of evidence that is supposed to be refused.")] = None,
    available: Annotated[Many, typer.Option(metavar="ITEM", help="An item that is supposed to be had.")] = None,
    unavailable: Annotated[Many, typer.Option(metavar="ITEM", help="An item that is supposed not to be had.")] = None,
    weight: Annotated[
        Many, typer.Option(metavar="SOURCE=WEIGHT", help="Another weight of a candidate source, such as popular=0.5.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what a slate would be if something were otherwise. Writes nothing.

    Ask about a recorded answer with --decision, or about somebody now with --person.
    """
    import asyncio

    from frankly.cli.questions.what_if_view import what_if_view
    from frankly.cli.screen import out, put_json

    changes = changes_of(
        {
            "add_events": [_act(text) for text in act or ()],
            "remove_events": forget or [],
            "remove_acts": [_act(text) for text in without or ()],
            "add_facts": [_fact(text) for text in fact or ()],
            "consent": consent_of(allow or (), refuse or ()),
            "available": available or [],
            "unavailable": unavailable or [],
            "weights": dict(_weight(text) for text in weight or ()),
        }
    )
    settings = existing(settings_for(context, data))
    question = {"surface": surface, "person": person}
    found = asyncio.run(_ask(settings, decision, question, at, changes))
    if as_json:
        put_json(found.model_dump(mode="json"))
    else:
        out().print(what_if_view(found))


async def _ask(
    settings: Settings, decision: str | None, question: Mapping[str, Any], at: str | None, changes: Changes
) -> WhatIfView:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.screen import err
    from frankly.pipelines.explaining.what_if import what_if as compared

    with err().status("Opening the data folder"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            world = await _world(parts, decision, question, at)
            return await compared(world, changes, decision=decision)


async def _world(parts: Parts, decision: str | None, question: Mapping[str, Any], at: str | None) -> Revisited:
    from frankly.cli.asking import moment, request_of
    from frankly.cli.questions.why import recorded
    from frankly.pipelines.explaining.revisiting import present, revisit

    if decision is not None:
        return await revisit(parts, await recorded(parts, decision))
    return await present(parts, request_of(question), parts.clock.now() if at is None else moment(at))


def changes_of(given: Mapping[str, Any]) -> Changes:
    """Make the changes.

    Raises:
        Invalid: naming what is wrong, and what was expected.
    """
    from pydantic import ValidationError

    from frankly.domain.faults import faults
    from frankly.errors import Invalid
    from frankly.pipelines.explaining.changes import Changes

    try:
        return Changes.model_validate(given)
    except ValidationError as error:
        wrong = faults(error.errors(), Changes)[0]
        raise Invalid(f"{(wrong.pointer or '#')[2:]}: {wrong.detail}. {wrong.hint or ''}".rstrip()) from error


def _act(text: str) -> dict[str, object]:
    kind, separator, item = text.partition(":")
    if not separator or not item:
        _refuse(text, "KIND:ITEM, such as like:emma")
    return {"kind": kind, "query" if kind == "search" else "item": item}


def _fact(text: str) -> dict[str, object]:
    parts = text.split(":", 2)
    if len(parts) == 2:
        return {"kind": parts[0], "value": parts[1]}
    if len(parts) != 3:
        _refuse(text, "KIND:VALUE or KIND:FIELD:VALUE, such as interest:category:poetry")
    return {"kind": parts[0], "field": parts[1], "value": parts[2]}


def _weight(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        _refuse(text, "SOURCE=WEIGHT, such as popular=0.5")
    return name, value


def consent_of(allow: Sequence[str], refuse: Sequence[str]) -> dict[str, object] | None:
    """Consent by the names of purposes and kinds of evidence; what is neither is taken for a sensitive topic."""
    from frankly.domain.person.consent import EvidenceGroup, Purpose

    if not allow and not refuse:
        return None
    said = {**dict.fromkeys(allow, True), **dict.fromkeys(refuse, False)}
    purposes = {name: value for name, value in said.items() if name in set(Purpose)}
    groups = {name: value for name, value in said.items() if name in set(EvidenceGroup)}
    topics = {name: value for name, value in said.items() if name not in {**purposes, **groups}}
    return {"purposes": purposes, "evidence": groups, "sensitive": topics}


def _refuse(text: str, expected: str) -> NoReturn:
    from frankly.errors import Invalid

    raise Invalid(f"'{text}': expected {expected}.")
