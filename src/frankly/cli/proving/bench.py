"""`frankly bench`: measures on this machine, and prints figures by name; docs/benchmarks.md says what each means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.options import AsJson
from frankly.cli.proving.bench_gate import gate
from frankly.cli.proving.figures_view import print_figures

if TYPE_CHECKING:
    from frankly.bench.model.run import Shop
    from frankly.bench.report import Report

bench = typer.Typer(name="bench", no_args_is_help=True, help="Measure speed and ranking on this machine.")


Seed = Annotated[int, typer.Option(help="Seed of the synthetic shop.")]

bench.command("eval")(gate)


@bench.command("request")
def request(
    items: Annotated[str, typer.Option(help="Sizes of catalogues, with commas between them.")] = "1000,100000",
    requests: Annotated[int, typer.Option(help="How many requests are measured.")] = 400,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """How long a request takes: in process, over HTTP, and against the bare libraries. Minutes for 100,000 items."""
    from frankly.bench import commands

    sizes = _sizes(items)
    print_figures(lambda say: commands.request(sizes, requests, seed, say), as_json)


@bench.command("why")
def why(
    items: Annotated[str, typer.Option(help="Sizes of catalogues, with commas between them.")] = "1000",
    requests: Annotated[int, typer.Option(help="How many requests are explained.")] = 100,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """How long why and why-not take, against the request that they explain in the same run."""
    from frankly.bench import commands

    sizes = _sizes(items)
    print_figures(lambda say: commands.why(sizes, requests, seed, say), as_json)


@bench.command("ingest")
def ingest(
    events: Annotated[int, typer.Option(help="Events sent in batches of 1,000.")] = 200_000,
    singles: Annotated[int, typer.Option(help="Events sent one a call, over 64 connections.")] = 10_000,
    lines: Annotated[int, typer.Option(help="Lines of the file that is imported; 0 leaves that out.")] = 1_000_000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """How fast items and events come in, durably: over HTTP, and from a file."""
    from frankly.bench import commands

    print_figures(lambda say: commands.ingest(events, singles, lines, seed, say), as_json)


@bench.command("train")
def train(
    items: Annotated[str, typer.Option(help="Sizes of catalogues, with commas between them.")] = "10000,100000",
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """How long models take to train on 50 acts an item, and how much memory. Ten minutes for 100,000 items."""
    from frankly.bench import commands

    sizes = _sizes(items)
    print_figures(lambda say: commands.train(sizes, seed, say), as_json)


@bench.command("retrieval")
def retrieval(
    items: Annotated[str, typer.Option(help="Sizes of catalogues, with commas between them.")] = "1000,10000,100000",
    requests: Annotated[int, typer.Option(help="How many requests are asked.")] = 200,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """How much of what an exact scan finds the index finds, and how long both take. Minutes for 100,000 items."""
    from frankly.bench import commands

    sizes = _sizes(items)
    print_figures(lambda say: commands.retrieval(sizes, requests, seed, say), as_json)


@bench.command("verify")
def verify(as_json: AsJson = False) -> None:
    """How long the gate takes for a live sentence that it has not seen, against reading its words at all. Seconds."""
    from frankly.bench import commands
    from frankly.evals.liars.suite import written_live

    written = written_live()
    print_figures(lambda say: commands.verify(written, say), as_json)


@bench.command("startup")
def startup(
    items: Annotated[int, typer.Option(min=100, help="Size of the catalogue.")] = 1000,
    starts: Annotated[int, typer.Option(min=1, help="Starts of each program; one more goes before.")] = 9,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """How long a process takes to its first answer, against importing fastapi and chromadb and opening the index."""
    from frankly.bench.speed import startup as starting

    print_figures(lambda say: starting.measure(items, starts, seed, say), as_json)


@bench.command("faults")
def faults(
    requests: Annotated[int, typer.Option(min=1, help="How many are asked, over all processes.")] = 30_000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that ask.")] = 2,
    at_once: Annotated[int, typer.Option(min=1, help="Requests under way at once in each process.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of requests and faults.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Whether answers fail, lie or come late when the language model does all that models do wrong. Half an hour."""
    from frankly.bench.faults import run
    from frankly.cli.proving.evals_data import lantern

    print_figures(lambda say: run.measure(lantern, requests, workers, seed, say, at_once), as_json)


@bench.command("budgets")
def budgets(
    races: Annotated[int, typer.Option(min=1, help="How often.")] = 10,
    processes: Annotated[int, typer.Option(min=1, help="At the same time.")] = 4,
    calls: Annotated[int, typer.Option(min=1, help="Of each process, at the same time.")] = 64,
    as_json: AsJson = False,
) -> None:
    """Whether processes that spend from one budget at the same moment ever pass its cap. Seconds."""
    from frankly.bench import spending

    print_figures(lambda say: spending.measure(races, processes, calls, say), as_json)


@bench.command("model")
def model(
    sets: Annotated[
        Path | None,
        typer.Option(
            "--sets",
            metavar="FOLDER",
            help="Folder that holds the folder retail-demo-store; without it, tokens are not counted.",
            show_default=False,
        ),
    ] = None,
    slates: Annotated[int, typer.Option(min=1, max=300, help="Slates whose tokens are counted.")] = 40,
    calls: Annotated[int, typer.Option(min=0, help="Calls of each kind that are timed; 0 leaves time out.")] = 100,
    naive: Annotated[Path, typer.Option(help="The naive prompt.")] = Path("benchmarks/naive_prompt.md.j2"),
    as_json: AsJson = False,
) -> None:
    """Tokens of a slate with text beside a naive prompt, and what our stack adds to a call. A minute or two."""
    from frankly.bench import commands

    def measured(say: Callable[[str], None]) -> Report:
        return commands.model(_shop(sets, slates, say), calls, naive, say)

    print_figures(measured, as_json)


def _shop(sets: Path | None, slates: int, say: Callable[[str], None]) -> Shop | None:
    """The shop whose slates are counted; None without a catalogue."""
    from frankly.bench.model.run import Shop
    from frankly.evals.shop import open_shop

    if sets is None:
        return None
    opened = asyncio.run(open_shop("retail-demo-store", sets, say))
    return Shop(opened.parts, opened.people[:slates], opened.now, opened.files)


@bench.command("replay")
def replay(
    decisions: Annotated[int, typer.Option(help="Decisions that are recorded and replayed, over all data sets.")] = 300,
    sets: Annotated[
        Path | None,
        typer.Option(
            "--sets",
            metavar="FOLDER",
            help="Folder that holds the folders online-retail and movielens-latest-small; without it, the demo alone.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[str, typer.Option(help="Some of the data sets, with commas between them.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of the requests.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Whether decisions come out byte for byte as they were: from the record, made again, and in a fresh process."""
    from frankly.bench import commands
    from frankly.cli.proving.evals_data import loads_of

    found = loads_of(("demo", "online-retail", "movielens"), sets, _names(only))
    loads = {name: load for name, load in found.items() if load is not None}
    print_figures(lambda say: commands.replay(loads, decisions, seed, say), as_json)


@bench.command("vote")
def vote(
    sets: Annotated[
        Path | None,
        typer.Option(
            "--sets",
            metavar="FOLDER",
            help="Folder that holds the folders online-retail and movielens-latest-small; without it, the demo alone.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[str, typer.Option(help="Some of the data sets, with commas between them.")] = "",
    requests: Annotated[int, typer.Option(help="Requests of each data set at most.")] = 200,
    as_json: AsJson = False,
) -> None:
    """How soon a harmful voter (simulated) is suspended, and what it costs until then. Minutes with all data sets."""
    from frankly.bench import commands
    from frankly.cli.proving.voted_sets import voted_sets

    found = voted_sets(sets, _names(only))
    print_figures(lambda say: commands.vote(found, requests, say), as_json)


@bench.command("privacy")
def privacy(
    people: Annotated[int, typer.Option(min=1, help="How many people with planted secrets.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed of the secrets.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Whether anything private leaves in a prompt: every byte sent for people of the demo with planted secrets."""
    from frankly.bench import commands
    from frankly.cli.proving.prompt_privacy import assistant, demo_world

    print_figures(lambda say: commands.privacy(demo_world, assistant(), people, seed, say), as_json)


@bench.command("ranking")
def ranking(
    name: Annotated[str, typer.Option(help="Name of the set in the figures.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="With --format: the file, plain or gzipped.", show_default=False),
    ] = None,
    format: Annotated[
        Literal["sequence", "sampled"] | None,
        typer.Option(
            "--format",
            help="sequence: a line per person, items from oldest to newest. sampled: JSON lines of user, history, "
            "candidates, truth.",
            show_default=False,
        ),
    ] = None,
    preset: Annotated[
        tuple[str, Path] | None,
        typer.Option(
            "--preset",
            metavar="NAME FOLDER",
            help="Read a known data set, online-retail or movielens, and its folder.",
            show_default=False,
        ),
    ] = None,
    protocol: Annotated[
        Literal["full", "sampled"] | None,
        typer.Option(help="Rank all items, or the candidates that the file names.", show_default="what the form says"),
    ] = None,
    methods: Annotated[
        str, typer.Option(help="Methods that are compared, with commas between them; all when not given.")
    ] = "",
    history_lengths: Annotated[
        str,
        typer.Option(
            help="Cold start besides: only the last so many acts of each history known, for example 0,1,2,5,10."
        ),
    ] = "",
    back: Annotated[
        int, typer.Option(min=1, help="1: the test. 2 and more: what lies before it, to make choices on.")
    ] = 1,
    surface: Annotated[str, typer.Option(metavar="NAME|FILE", help="Surface whose weights 'ours' uses.")] = "home",
    training: Annotated[
        Path | None,
        typer.Option(help="Training policy of its models.", show_default="policies/training.yaml"),
    ] = None,
    tune: Annotated[
        bool, typer.Option("--tune", help="Learn the weights first, on what lies before what is measured.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """How well the additive order predicts what people did next, beside popularity, item–item and EASE."""
    from frankly.bench import commands

    if (format is None) == (preset is None) or (file is None) != (format is None):
        raise typer.BadParameter("Name the data with '--format FORM FILE' or with '--preset NAME FOLDER'.")
    form, path = (str(format), file) if file is not None else preset or ("", Path())
    choices = commands.RankingChoices(
        methods=_names(methods),
        protocol=protocol,
        back=back,
        lengths=_sizes(history_lengths) if history_lengths else (),
        surface=surface,
        training=training,
        is_tuned=tune,
    )
    print_figures(lambda say: commands.ranking(name, form, path, choices, say), as_json)


@bench.command("phrasebook")
def phrasebook(
    sizes: Annotated[str, typer.Option(help="Numbers of the demo's items, with commas between them.")] = "100,300,589",
    requests: Annotated[int, typer.Option(min=10, help="How many requests are timed, with and without.")] = 400,
    audience: Annotated[int, typer.Option(min=1, help="Requests at which calls of a model are counted.")] = 2000,
    as_json: AsJson = False,
) -> None:
    """What a built phrasebook costs a request, and what building takes, with a simulated model. Minutes."""
    import asyncio

    from frankly.bench import phrasing
    from frankly.cli.proving.evals_data import lantern

    chosen = _sizes(sizes)
    print_figures(lambda say: asyncio.run(phrasing.measure(lantern(), chosen, requests, audience, say)), as_json)


@bench.command("campaign")
def campaign(
    people: Annotated[
        int, typer.Option(min=50, help="Readers of the demo that the campaign in cell mode writes to.")
    ] = 20_000,
    some: Annotated[int, typer.Option(min=10, help="Of them, those of the two other modes.")] = 1_000,
    recipients: Annotated[
        int, typer.Option(min=0, help="People without a profile whose campaign's memory is measured; 0 leaves it out.")
    ] = 1_000_000,
    simulated: Annotated[
        int, typer.Option(min=0, help="Simulated campaigns whose cost is forecast; 0 leaves that out.")
    ] = 100,
    workers: Annotated[int, typer.Option(min=1, help="Processes that plan and write.")] = 2,
    as_json: AsJson = False,
) -> None:
    """How fast a campaign is planned and written, beside rendering its messages alone; memory; calls. An hour."""
    from frankly.bench.campaign import run
    from frankly.cli.proving.campaign_cast import LanternCast

    sizes = run.Sizes(people, some, recipients, simulated, workers)
    print_figures(lambda say: run.measure(LanternCast(), sizes, say), as_json)


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _sizes(items: str) -> list[int]:
    try:
        return [int(size) for size in items.replace("_", "").split(",")]
    except ValueError as error:
        raise typer.BadParameter(f"'{items}' is no list of whole numbers such as 1000,100000.") from error
