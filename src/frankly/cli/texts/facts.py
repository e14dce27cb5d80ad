"""`frankly facts`: sentences about items, made ahead of time; make them, look at them, sign or refuse one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from frankly.domain.saying.fact import ItemFacts
    from frankly.pipelines.facts.making import MakeReport
    from frankly.pipelines.facts.views import ItemFactsView, ItemFactView
    from frankly.pipelines.parts import Parts
    from frankly.settings import Settings

Result = TypeVar("Result")

facts = typer.Typer(
    no_args_is_help=True, help="Sentences about items: make them, look at them, sign or refuse one.", name="facts"
)

ItemId = Annotated[str, typer.Argument(metavar="ITEM", help="Id of the item.")]
FactName = Annotated[str, typer.Argument(metavar="FACT", help="Id of the fact, as 'frankly facts show ITEM' tells it.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who signs; it stands with the fact from then on.")]


@facts.command("make")
def make(
    context: typer.Context,
    anew: Annotated[bool, typer.Option("--anew", help="Make also what was made with these frames before.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make the facts of the whole catalogue, by code alone; needed once after frames or policies changed.

    Imports and a running service make facts by themselves. What people wrote, signed or refused stays as it is.
    """
    import asyncio
    from dataclasses import asdict

    from frankly.cli.door import keeping
    from frankly.cli.screen import out, put_json
    from frankly.cli.texts.facts_view import made_view

    settings = existing(settings_for(context, data))
    with keeping(lambda: "What was made stays; run the same command again to go on."):
        report = asyncio.run(_made(settings, anew=anew))
    if as_json:
        put_json(asdict(report))
    else:
        out().print(made_view(report))


async def _made(settings: Settings, *, anew: bool) -> MakeReport:
    from functools import partial

    from frankly.adapters.system_clock import SystemClock
    from frankly.bootstrap.texts import open_making
    from frankly.cli.progress import phases

    with open_making(settings) as (_, making), phases() as advance:
        return await making.make_all(SystemClock().now(), partial(advance, "Making facts"), anew=anew)


@facts.command("list")
def list_(
    context: typer.Context,
    status: Annotated[Literal["waiting", "refused", "admitted", "any"], typer.Option(help="Which facts.")] = "waiting",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most facts to list.")] = 50,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List facts of all items: by default those that wait for a person."""
    import asyncio

    from frankly.cli.screen import out, put_json
    from frankly.cli.texts.facts_view import list_view

    settings = existing(settings_for(context, data))
    found, others = asyncio.run(_listed(settings, status, limit))
    if as_json:
        put_json({"facts": [fact.model_dump(mode="json") for text in found for fact in text.facts], "more": others})
    else:
        out().print(list_view(found, others, status))


async def _listed(settings: Settings, status: str, limit: int) -> tuple[list[ItemFacts], int]:
    from dataclasses import replace

    from frankly.bootstrap.stores import open_stores

    found: list[ItemFacts] = []
    room, others = limit, 0
    with open_stores(settings) as stores:
        async for texts in stores.facts.stream():
            for text in texts:
                fitting = tuple(fact for fact in text.facts if status in {fact.status, "any"})
                if fitting[:room]:
                    found.append(replace(text, facts=fitting[:room]))
                others += len(fitting[room:])
                room -= len(fitting[:room])
    return found, others


@facts.command("show")
def show(context: typer.Context, item: ItemId, data: Data = None, as_json: AsJson = False) -> None:
    """Show the facts of one item: what each cites, what proves it, whether it may be shown, and why not."""
    from frankly.cli.screen import out, put_json
    from frankly.cli.texts.facts_view import item_view
    from frankly.pipelines.facts.editing import facts_of

    async def ask(parts: Parts) -> ItemFactsView:
        return await facts_of(parts, item)

    found = _with_parts(context, data, ask)
    if as_json:
        put_json(found.model_dump(mode="json"))
    else:
        out().print(item_view(found))


@facts.command("approve")
def approve(
    context: typer.Context, item: ItemId, fact: FactName, by: By, data: Data = None, as_json: AsJson = False
) -> None:
    """Sign a fact: a rewritten one is `approved` from then on, and shown where that level is admitted."""
    _review(context, item, fact, by, data, approves=True, because="", as_json=as_json)


@facts.command("refuse")
def refuse(
    context: typer.Context,
    item: ItemId,
    fact: FactName,
    by: By,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; kept with the fact.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Refuse a fact for good: it is never shown again, and neither is the same sentence of a later text."""
    _review(context, item, fact, by, data, approves=False, because=because, as_json=as_json)


def _review(
    context: typer.Context,
    item: str,
    fact: str,
    by: str,
    data: Path | None,
    *,
    approves: bool,
    because: str,
    as_json: bool,
) -> None:
    from frankly.cli.screen import out, put_json
    from frankly.cli.texts.facts_view import reviewed_view
    from frankly.pipelines.facts.editing import review_fact

    async def ask(parts: Parts) -> tuple[ItemFactView, list[str]]:
        now = parts.clock.now()
        found = await review_fact(parts, item, fact, reviewer=by, approves=approves, now=now, because=because)
        admitting = [
            name
            for name, surface in parts.policies.surfaces.items()
            if found.level in surface.text.levels and surface.text.facts
        ]
        return found, admitting

    found, admitting = _with_parts(context, data, ask)
    if as_json:
        put_json(found.model_dump(mode="json"))
    else:
        out().print(reviewed_view(found, admitting))


def _with_parts(context: typer.Context, data: Path | None, ask: Callable[[Parts], Awaitable[Result]]) -> Result:
    import asyncio

    return asyncio.run(_asked(existing(settings_for(context, data)), ask))


async def _asked(settings: Settings, ask: Callable[[Parts], Awaitable[Result]]) -> Result:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.screen import err

    with err().status("Opening the data folder"):
        async with open_frankly(settings) as parts:
            return await ask(parts)
