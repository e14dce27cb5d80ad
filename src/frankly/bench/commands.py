"""The benchmarks as plain functions, one a command; the command line only parses and prints."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.policies import load_policies, load_surface, load_training
from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.bench import privacy as leaking
from frankly.bench import replay as replaying
from frankly.bench import voting
from frankly.bench.model import run as asking
from frankly.bench.model.run import Shop
from frankly.bench.privacy import World
from frankly.bench.ranking import run as ranking_run
from frankly.bench.ranking.methods import METHODS
from frankly.bench.ranking.run import Plan
from frankly.bench.ranking.sets import FORMS, Protocol
from frankly.bench.replay_world import Data
from frankly.bench.report import Report
from frankly.bench.speed import explaining, training, verifying
from frankly.bench.speed import ingest as ingesting
from frankly.bench.speed import request as requesting
from frankly.bench.speed import retrieval as retrieving
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.model.prompt import PromptTask
from frankly.domain.surface import Surface
from frankly.errors import Invalid, NotFound
from frankly.pipelines.parts import Assistant
from frankly.settings import Settings, data_folder

Say = Callable[[str], None]


def _silent(line: str) -> None:
    """Progress that nobody asked for."""


def _require_enough(items: Sequence[int], requests: int) -> None:
    if not items or min(items) < 100:
        raise Invalid("Sizes of catalogues start at 100 items, for example --items 1000,100000.")
    if requests < 10:
        raise Invalid("Measure at least 10 requests, or percentiles mean nothing.")


def request(items: Sequence[int], requests: int = 400, seed: int = 1, say: Say = _silent) -> Report:
    """How long a request takes, by size of catalogue.

    Args:
        items: sizes of catalogues; each gets a fresh data folder.
        requests: how many are measured.
        seed: of the synthetic shop.
        say: told what is going on.

    Raises:
        Invalid: for a size under 100, or less than ten requests.
    """
    _require_enough(items, requests)
    return asyncio.run(requesting.measure(items, requests, seed, say))


def why(items: Sequence[int], requests: int = 100, seed: int = 1, say: Say = _silent) -> Report:
    """How long explanations take beside the requests that they explain, by size of catalogue.

    Args:
        items: sizes of catalogues; each gets a fresh data folder.
        requests: how many are explained.
        seed: of the synthetic shop.
        say: told what is going on.

    Raises:
        Invalid: for a size under 100, or less than ten requests.
    """
    _require_enough(items, requests)
    return asyncio.run(explaining.measure(items, requests, seed, say))


def ingest(
    events: int = 200_000, singles: int = 10_000, lines: int = 1_000_000, seed: int = 1, say: Say = _silent
) -> Report:
    """How fast events and items come in, over HTTP and from a file.

    Args:
        events: sent in batches.
        singles: sent one a call.
        lines: of the imported file; 0 leaves that out.
        seed: of the synthetic shop.
        say: told what is going on.

    Raises:
        Invalid: when nothing is to be sent.
    """
    if events < 1 or singles < 1 or lines < 0:
        raise Invalid("Send at least one event in batches and one alone; lines of the file may be 0.")
    return ingesting.measure(events, singles, lines, seed, say)


def train(items: Sequence[int], seed: int = 1, say: Say = _silent) -> Report:
    """How long models take to train, by size of catalogue.

    Args:
        items: sizes of catalogues; each is trained in a process of its own.
        seed: of the synthetic shop.
        say: told what is going on.

    Raises:
        Invalid: for a size under 100.
    """
    if not items or min(items) < 100:
        raise Invalid("Sizes of catalogues start at 100 items, for example --items 10000,100000.")
    return training.measure(items, seed, say)


def retrieval(items: Sequence[int], requests: int = 200, seed: int = 1, say: Say = _silent) -> Report:
    """How well and how fast the index finds what an exact scan finds.

    Args:
        items: sizes of catalogues; each gets a fresh index.
        requests: how many are asked.
        seed: of the synthetic shop and of the clusters.
        say: told what is going on.

    Raises:
        Invalid: for a size under 400, or less than ten requests.
    """
    if not items or min(items) < 400:
        raise Invalid(
            "Sizes of catalogues start at 400 items, twice what is asked for, for example --items 1000,100000."
        )
    if requests < 10:
        raise Invalid("Ask at least 10 requests, or medians mean nothing.")
    return asyncio.run(retrieving.measure(items, requests, _surface(requesting.SURFACE), seed, say))


def model(
    shop: Shop | None = None, calls: int = 100, naive: Path = Path("benchmarks/naive_prompt.md.j2"), say: Say = _silent
) -> Report:
    """What asking a language model costs: tokens beside a naive prompt, time beside a bare call.

    Args:
        shop: in which slates are told; None leaves tokens out.
        calls: of each kind that are timed; 0 leaves time out.
        naive: file of the naive prompt.
        say: told what is going on.

    Raises:
        Invalid: for too few calls, or where nobody gets a whole slate.
        NotFound: when the naive prompt is not there.
    """
    if shop is not None and not naive.is_file():
        raise NotFound(f"There is no {naive}; it lies in the repository, in the folder benchmarks.")
    return asyncio.run(asking.measure(shop, calls, naive, say))


def verify(written: Sequence[verifying.Pair] = (), say: Say = _silent) -> Report:
    """How long the gate takes for a live sentence, beside reading its words.

    Args:
        written: sentences of models, with what they lean on; the shipped wordings are measured in any case.
        say: told what is going on.
    """
    return verifying.measure(written, say)


def replay(
    sets: Mapping[str, Callable[[], Data]], decisions: int = 10_000, seed: int = 1, say: Say = _silent
) -> Report:
    """Whether recorded decisions come out byte for byte as they were.

    Args:
        sets: name → reads the data.
        decisions: how many in all.
        seed: of the requests.
        say: told what is going on.

    Raises:
        Invalid: when there is nothing to replay.
    """
    if not sets or decisions < len(sets):
        raise Invalid("Replay at least one decision of each data set, and name one data set at least.")
    return asyncio.run(replaying.measure(sets, decisions, seed, say))


def privacy(
    world: Callable[[], Awaitable[World]], assistant: Assistant, people: int, seed: int = 1, say: Say = _silent
) -> Report:
    """Whether anything private leaves in a prompt.

    Args:
        world: opens the shop that people with planted secrets ask.
        assistant: how a model is asked.
        people: how many.
        seed: of what is planted.
        say: told what is going on.

    Raises:
        Invalid: for less than one person.
    """
    if people < 1:
        raise Invalid("Ask for at least one person, or nothing is sent.")

    async def measured() -> Report:
        return await leaking.measure(await world(), assistant, people, seed, say)

    return asyncio.run(measured())


def vote(sets: Mapping[str, voting.SetOf], requests: int = voting.MOST_REQUESTS, say: Say = _silent) -> Report:
    """How soon a harmful voter is suspended, and what it costs until then.

    Args:
        sets: name → reads the set.
        requests: most requests of a set.
        say: told what is going on.

    Raises:
        Invalid: when there is nothing to vote on.
    """
    if not sets or requests < 10:
        raise Invalid("Vote on at least 10 requests of at least one data set.")
    settings = Settings()
    rules = load_text(data_folder("policies", settings), data_folder("brand", settings)).rules
    prompt = load_prompts(data_folder("prompts", settings)).current(PromptTask.RANK)
    terms = voting.Terms(_surface(requesting.SURFACE), _training(None), prompt, rules, requests)
    return asyncio.run(voting.measure(sets, terms, LsaEmbedder, say))


@dataclass(frozen=True, slots=True)
class RankingChoices:
    """What may be chosen about a ranking benchmark.

    Attributes:
        methods: some of `METHODS`; all of them when none is named.
        protocol: `full` or `sampled`; None for what the form suggests.
        back: 1 for the test, 2 and more for what lies before it.
        lengths: of cut histories, for the cold start, which is measured besides.
        surface: name of a surface, or a file with one.
        training: file of the training policy; None for the shipped one.
        is_tuned: learn the surface's weights on the set's own validation windows first.
    """

    methods: Sequence[str] = ()
    protocol: Protocol | None = None
    back: int = 1
    lengths: Sequence[int] = ()
    surface: str = requesting.SURFACE
    training: Path | None = None
    is_tuned: bool = False


def ranking(name: str, form: str, path: Path, choices: RankingChoices = RankingChoices(), say: Say = _silent) -> Report:
    """How well the additive order predicts what people did next, beside plain methods.

    Args:
        name: name of the set in the figures.
        form: one of `FORMS`.
        path: the file, or the folder of the preset.
        choices: what else may be chosen.
        say: told what is going on.

    Raises:
        NotFound: when there is no such file, folder or surface.
        Invalid: for an unknown form or method, or data that cannot be read.
        Misconfigured: for a surface or a training policy that cannot be read.
    """
    _check(name, form, choices)
    files = ("sequence", "sampled")
    if not (path.is_file() if form in files else path.is_dir()):
        kind = "file" if form in files else "folder"
        raise NotFound(f"There is no {kind} {path}; name one that holds the data, docs/benchmarks.md says which.")
    plan = Plan(
        path,
        form,
        name,
        surface=_surface(choices.surface),
        training=_training(choices.training),
        methods=choices.methods or tuple(METHODS),
        protocol=choices.protocol,
        back=choices.back,
        lengths=choices.lengths,
        is_tuned=choices.is_tuned,
    )

    def progress(phase: str, done: int, total: int) -> None:
        say(f"{phase}: {done:,} of {total:,} people")

    return asyncio.run(ranking_run.run(plan, LsaEmbedder(), progress))


def _check(name: str, form: str, choices: RankingChoices) -> None:
    if not name or "." in name:
        raise Invalid("Give the set a name without dots, for example --name toys: figures are named by it.")
    if form not in FORMS:
        raise Invalid(f"'{form}' is no form of data; use {', '.join(FORMS)}.")
    unknown = [method for method in choices.methods if method not in METHODS]
    if unknown:
        raise Invalid(f"'{unknown[0]}' is no method; use {', '.join(METHODS)}.")
    if any(length < 0 for length in choices.lengths):
        raise Invalid("Lengths of histories are whole numbers from 0, for example --history-lengths 0,1,2,5,10.")


def _surface(named: str) -> Surface:
    """A surface by its name, or from a file."""
    settings = Settings()
    policies = data_folder("policies", settings)
    if Path(named).suffix in {".yaml", ".yml"}:
        if not Path(named).is_file():
            raise NotFound(f"There is no surface file {named}.")
        return load_surface(Path(named), policies)
    surfaces = load_policies(data_folder("surfaces", settings), policies, data_folder("brand", settings)).surfaces
    if named not in surfaces:
        raise NotFound(f"There is no surface '{named}'; there are {', '.join(surfaces)}, or name a YAML file.")
    return surfaces[named]


def _training(file: Path | None) -> TrainingPolicy:
    if file is not None and not file.is_file():
        raise NotFound(f"There is no training policy {file}.")
    return load_training(file or data_folder("policies", Settings()) / "training.yaml")
