"""The benchmarks as plain functions, one a command; the command line only parses and prints."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.policies import load_policies
from frankly.bench import ingest as ingesting
from frankly.bench import request as requesting
from frankly.bench.ranking import run as ranking_run
from frankly.bench.ranking.methods import METHODS
from frankly.bench.report import Report
from frankly.errors import Invalid, NotFound
from frankly.settings import Settings, data_folder

Say = Callable[[str], None]
FORMS = ("sequence", "online-retail", "movielens")
"""Forms of data that `ranking` reads: a sequence file, or the folder of a preset."""


def _silent(line: str) -> None:
    """Progress that nobody asked for."""


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
    if not items or min(items) < 100:
        raise Invalid("Sizes of catalogues start at 100 items, for example --items 1000,100000.")
    if requests < 10:
        raise Invalid("Measure at least 10 requests, or percentiles mean nothing.")
    return asyncio.run(requesting.measure(items, requests, seed, say))


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


def ranking(name: str, form: str, path: Path, methods: Sequence[str] = (), say: Say = _silent) -> Report:
    """How well the additive order predicts what people did next, beside plain methods.

    Args:
        name: name of the set in the figures.
        form: `sequence`, `online-retail` or `movielens`.
        path: sequence file, or folder of the preset.
        methods: some of `METHODS`; all of them when none is named.
        say: told what is going on.

    Raises:
        NotFound: when there is no such file or folder.
        Invalid: for an unknown form or method.
    """
    if form not in FORMS:
        raise Invalid(f"'{form}' is no form of data; use {', '.join(FORMS)}.")
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise Invalid(f"'{unknown[0]}' is no method; use {', '.join(METHODS)}.")
    is_there = path.is_file() if form == "sequence" else path.is_dir()
    if not is_there:
        kind = "file" if form == "sequence" else "folder"
        raise NotFound(f"There is no {kind} {path}; name one that holds the data, docs/benchmarks.md says which.")
    settings = Settings()
    surface = load_policies(
        data_folder("surfaces", settings), data_folder("policies", settings), data_folder("brand", settings)
    ).surfaces[requesting.SURFACE]

    def progress(phase: str, done: int, total: int) -> None:
        say(f"{phase}: {done:,} of {total:,} people")

    return asyncio.run(ranking_run.run(path, form, name, surface, LsaEmbedder(), methods or tuple(METHODS), progress))
