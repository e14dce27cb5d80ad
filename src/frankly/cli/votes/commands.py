"""`frankly vote`: how far a language model's order is trusted; compare it with the base order, or begin anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, require_surface, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frankly.domain.deciding.vote import VoteRecord
    from frankly.pipelines.voting.check import Checked
    from frankly.settings import Settings

vote = typer.Typer(
    name="vote", no_args_is_help=True, help="See how far a language model's order is trusted, and compare it."
)

KEPT = "Nothing was kept; the vote stands as it stood."


@vote.command("status")
def status(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """Show how far the vote is trusted, by surface, model and prompt version, and what was counted."""
    import asyncio

    from frankly.cli.screen import put_json
    from frankly.cli.votes.view import as_plain, show

    settings = existing(settings_for(context, data))
    records = asyncio.run(_records(settings))
    if as_json:
        put_json({"votes": [as_plain(record) for record in records]})
    else:
        show(records)


@vote.command("check")
def check(
    context: typer.Context,
    surface: Annotated[str, typer.Option(help="The surface whose slates are voted on.")] = "home",
    votes: Annotated[
        int, typer.Option(min=10, max=2000, help="Votes at most; each is one call of the model, some are two.")
    ] = 100,
    seed: Annotated[int, typer.Option(help="Another seed draws other people.")] = 0,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compare the model's order with the base order, on what people went on to choose; exit code 1 where it does harm.

    Asked about are people who let a language model help, as they were before the newest stretch of time. Costs one call
    a vote (about 700 tokens), within the budgets. What is found decides how much the vote counts from now on.
    """
    import asyncio

    from frankly.cli.door import keeping
    from frankly.cli.screen import put_json
    from frankly.cli.votes.view import checked_as_plain, show_checked

    settings = existing(settings_for(context, data))
    with keeping(lambda: KEPT):
        found = asyncio.run(_check(settings, surface, votes, seed))
    if as_json:
        put_json(checked_as_plain(found))
    else:
        show_checked(found)
    if found.standing.state == "suspended":
        raise typer.Exit(1)


@vote.command("reset")
def reset(
    context: typer.Context,
    surface: Annotated[str | None, typer.Option(help="Only this surface; else all.", show_default=False)] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Forget what was counted, so that a suspended vote gets another chance, by half until it is compared."""
    import asyncio

    from frankly.cli.screen import out, put_json

    settings = existing(settings_for(context, data))
    number = asyncio.run(_reset(settings, surface))
    if as_json:
        put_json({"forgotten": number})
    else:
        out().print(f"{number} forgotten; a running service follows at once.")


async def _records(settings: Settings) -> Sequence[VoteRecord]:
    from frankly.bootstrap.stores import open_votes

    with open_votes(settings) as store:
        return await store.all()


async def _reset(settings: Settings, surface: str | None) -> int:
    from frankly.bootstrap.stores import open_votes

    with open_votes(settings) as store:
        if surface is not None:
            require_surface(settings, surface, [record.key.surface for record in await store.all()])
        return await store.reset(surface)


async def _check(settings: Settings, surface: str, votes: int, seed: int) -> Checked:
    from functools import partial

    from frankly.bootstrap.service import open_frankly
    from frankly.bootstrap.stores import open_votes
    from frankly.cli.progress import phases
    from frankly.domain.model.call import Payer
    from frankly.domain.model.prompt import PromptTask
    from frankly.errors import Misconfigured
    from frankly.pipelines.request.surfacing import surface_named
    from frankly.pipelines.tuning.training import Stored
    from frankly.pipelines.voting.check import check as compare
    from frankly.pipelines.voting.trial import Trier

    if not settings.model:
        raise Misconfigured("FRANKLY_MODEL names no model, so nobody votes; set it, for example to openai/gpt-4o-mini.")
    with phases() as advance, open_votes(settings) as store:
        async with open_frankly(settings, waits_for_index=False) as parts:
            assert parts.assistant is not None  # noqa: S101  a model is set
            policy, now = surface_named(parts, surface), parts.clock.now()
            parts.assistant.load()
            read = partial(parts.catalogue.get_many, at=parts.live.snapshot.position)
            prompt = parts.assistant.prompts.current(PromptTask.RANK)
            # Each call counts as a request of its own: a budget of one request is not meant for a hundred.
            trier = Trier(parts.assistant.model, prompt, parts.rules, read, 60_000, Payer())
            stored = Stored(parts.events, parts.people, parts.live.snapshot, parts.policies.training, now)
            return await compare(stored, policy, trier, store, votes=votes, seed=seed, progress=advance)
