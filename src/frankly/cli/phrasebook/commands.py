"""`frankly phrasebook`: sentences that a model writes once; build them, look at them, sign them, carry them along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

phrasebook = typer.Typer(
    name="phrasebook",
    no_args_is_help=True,
    help="Text of a model's quality without a model call per person: build it, review it, carry it along.",
)

Kinds = Literal["facts", "reasons", "both"]
Only = Annotated[Kinds, typer.Option("--only", help="Facts about items, patterns of reasons, or both.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who signs; it stands with each text from then on.")]


@phrasebook.command("build")
def build(
    context: typer.Context,
    only: Only = "both",
    locale: Annotated[str, typer.Option(help="Some of the languages, with commas between them; else all.")] = "",
    items: Annotated[int | None, typer.Option(min=1, help="The first so many items of the catalogue alone.")] = None,
    budget: Annotated[
        str,
        typer.Option(metavar="AMOUNT", help="The most that it may take: '2 USD', '500000 tokens', or both."),
    ] = "",
    concurrency: Annotated[int, typer.Option(min=1, max=200, help="Units under way at once.")] = 8,
    judge: Annotated[
        bool, typer.Option("--judge/--no-judge", help="Have facts judged, or leave them to people.")
    ] = True,
    anew: Annotated[bool, typer.Option("--anew", help="Ask again also for what was made before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and ask nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Begin without asking back.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Have the model write what is missing: patterns of reasons, and facts of each item. Says first what it will take.

    Stop it whenever you like: it goes on where it stopped, and asks for nothing twice. FRANKLY_MODEL writes,
    FRANKLY_JUDGE_MODEL judges.
    """
    import asyncio

    from frankly.cli.door import keeping
    from frankly.cli.phrasebook.build_run import BuildChoices, run_build

    settings = existing(settings_for(context, data))
    choices = BuildChoices(
        only=only,
        locales=frozenset(name.strip() for name in locale.split(",") if name.strip()),
        items=items,
        budget=budget,
        concurrency=concurrency,
        has_judge=judge,
        anew=anew,
        dry_run=dry_run,
        is_agreed=yes,
        as_json=as_json,
    )
    unasked = "" if yes else ", with --yes where nobody can answer"
    with keeping(lambda: f"What was made stays; run the same command again to go on{unasked}."):
        asyncio.run(run_build(settings, choices))


@phrasebook.command("status")
def status(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """Show what is covered, by kind, language and level; what is stale; and how much of it people found wrong."""
    import asyncio

    from frankly.bootstrap.texts import open_phrasebook
    from frankly.cli.phrasebook.admitting import surfaces_admitting
    from frankly.cli.phrasebook.views import status_plain, status_view
    from frankly.cli.screen import out, put_json
    from frankly.pipelines.phrasebook.status import status as look

    settings = existing(settings_for(context, data))
    with open_phrasebook(settings) as book:
        found = asyncio.run(look(book))
    surfaces = surfaces_admitting(settings)
    if as_json:
        put_json({**status_plain(found), "surfaces": surfaces})
    else:
        out().print(status_view(found, surfaces))


@phrasebook.command("review")
def review(
    context: typer.Context,
    by: By,
    only: Only = "both",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most texts to look at.")] = 20,
    random: Annotated[
        bool,
        typer.Option("--random", help="Drawn by lot, to learn how much of the rest is wrong; else the riskiest first."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 1,
    listed: Annotated[bool, typer.Option("--list", help="List them and decide nothing.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Look at what a model wrote, beside its source: approve, edit or refuse. What you write is verified again."""
    import asyncio

    from frankly.bootstrap.texts import open_phrasebook
    from frankly.cli.door import keeping
    from frankly.cli.phrasebook.review_run import run_review

    with open_phrasebook(existing(settings_for(context, data))) as book:
        with keeping(lambda: "What you decided is stored."):
            asyncio.run(
                run_review(
                    book,
                    by=by,
                    kinds=only,
                    way="random" if random else "riskiest",
                    limit=limit,
                    seed=seed,
                    is_listed=listed or as_json,
                    as_json=as_json,
                )
            )


@phrasebook.command("export")
def export(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="JSON lines; standard output without one.")
    ] = None,
    data: Data = None,
) -> None:
    """Write all phrases and facts of models and people as JSON lines, with who wrote, judged and signed each."""
    import asyncio
    import sys

    from frankly.bootstrap.texts import open_phrasebook
    from frankly.cli.door import keeping
    from frankly.cli.phrasebook.exchange_run import write_file, write_out

    with open_phrasebook(existing(settings_for(context, data))) as book:
        if file is None:
            asyncio.run(write_out(book, sys.stdout.buffer))
            return
        with keeping(lambda: f"{file} is as it was before; nothing half written is left."):
            asyncio.run(write_file(book, file))


@phrasebook.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines, as 'export' writes them.", exists=True)],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take phrases and facts in. Each is verified by the vocabulary here; judges and signatures are taken as told."""
    import asyncio
    from dataclasses import asdict

    from frankly.bootstrap.texts import open_phrasebook
    from frankly.cli.phrasebook.views import imported_view
    from frankly.cli.screen import out, put_json
    from frankly.pipelines.phrasebook.exchange import imported

    with open_phrasebook(existing(settings_for(context, data))) as book, file.open("rb") as lines:
        report = asyncio.run(imported(book, lines))
    if as_json:
        put_json(asdict(report))
    else:
        out().print(imported_view(report))


@phrasebook.command("prune")
def prune(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=0, max=3650, help="Forget replies that are older than this.")] = 90,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Hold stale phrases to the present vocabulary and retire what it refuses; forget old replies. Asks no model."""
    import asyncio
    from dataclasses import asdict

    from frankly.adapters.system_clock import SystemClock
    from frankly.bootstrap.texts import open_phrasebook
    from frankly.cli.phrasebook.views import pruned_view
    from frankly.cli.screen import out, put_json
    from frankly.pipelines.phrasebook.pruning import prune as retire

    with open_phrasebook(existing(settings_for(context, data))) as book:
        report = asyncio.run(retire(book, now=SystemClock().now(), days=days))
    if as_json:
        put_json(asdict(report))
    else:
        out().print(pruned_view(report))
