"""How quickly a campaign is planned and written, beside rendering its messages alone, and what memory it takes."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Final

from frankly.adapters.files.campaigns.recipients import RecipientsFile
from frankly.bench.campaign.costs import in_interval
from frankly.bench.campaign.crew import Together, worked
from frankly.bench.campaign.world import RECIPIENTS, Cast, People, build, campaign_of, settings_of
from frankly.bench.report import Report
from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.domain.campaign.campaign import Mode
from frankly.domain.campaign.recipient import RecipientState
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.world import ledger_of
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.model_server import model_server

MODES: Final[tuple[Mode, ...]] = ("cell", "template", "per_recipient")
SMALL: Final = 1_000
"""Recipients that memory is compared with."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        people: readers of the campaign in cell mode.
        some: of them, those of the two other modes.
        recipients: people who share the version for everybody, for memory; 0 leaves that out.
        simulated: campaigns whose cost is forecast; 0 leaves that out.
        workers: processes.
    """

    people: int = 20_000
    some: int = 1_000
    recipients: int = 1_000_000
    simulated: int = 100
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Course:
    """One campaign from its list to its messages.

    Attributes:
        people: recipients.
        listing_s: writing them into the ledger.
        planned: deciding everybody's fate.
        written: writing every message.
        messages: how many were written.
        cells: texts that recipients share.
        contents: different messages.
    """

    people: int
    listing_s: float
    planned: Together
    written: Together
    messages: int
    cells: int
    contents: int

    @property
    def messages_per_s(self) -> float:
        """Messages that were written in a second of the write phase."""
        return self.messages / self.written.seconds

    @property
    def whole_per_s(self) -> float:
        """Messages a second from the list of recipients to the last written message."""
        return self.messages / (self.listing_s + self.planned.seconds + self.written.seconds)


def measure(cast: Cast, sizes: Sizes, say: Say) -> Report:
    """Measure all of it.

    Args:
        cast: the shop and its readers.
        sizes: how much.
        say: told what is going on.
    """
    report = Report(config={"people": sizes.people, "some": sizes.some, "workers": sizes.workers})
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        server = opened.enter_context(model_server(keeps_calls=False))
        model = {
            "FRANKLY_MODEL": "openai/good",
            "FRANKLY_MODEL_URL": server.url,
            "FRANKLY_MODEL_PRICE": "0/0",
            "OPENAI_API_KEY": "any",
        }
        asyncio.run(build(folder, cast, People(sizes.people), say))
        for mode in MODES:
            people = sizes.people if mode == "cell" else min(sizes.people, sizes.some)
            before = len(server.met)
            course = run(folder, cast, mode, people, sizes.workers, {} if mode == "template" else model, say)
            report.figures[f"campaign.messages_per_s.{mode}"] = course.messages_per_s
            report.figures[f"campaign.calls.{mode}"] = len(server.met) - before
            if mode == "cell":
                say("Rendering the same messages alone")
                bare = worked(folder, "bare", mode, sizes.workers, {})
                report.figures.update(_of_cells(course, bare, len(server.met) - before))
        if sizes.simulated:
            say("Forecasting simulated campaigns")
            figures = asyncio.run(in_interval(folder, MODES[0], sizes.simulated, cast.now))
            report.figures.update(figures)
    if sizes.recipients:
        report.config["recipients"] = sizes.recipients
        report.figures.update(memory(cast, sizes.recipients, say))
    return report


def _of_cells(course: Course, bare: Together, calls: int) -> Mapping[str, float]:
    return {
        "campaign.recipients": course.people,
        "campaign.messages": course.messages,
        "campaign.listed_per_s": course.people / course.listing_s,
        "campaign.planned_per_s": course.planned.per_s,
        "campaign.whole_per_s": course.whole_per_s,
        "campaign.rendered_alone_per_s": bare.per_s,
        "campaign.ratio_to_render": bare.per_s / course.messages_per_s,
        "campaign.cells": course.cells,
        "campaign.calls_ratio": calls / max(1, course.messages),
        "campaign.distinct_texts": course.contents,
    }


def run(folder: Path, cast: Cast, mode: Mode, people: int, workers: int, model: Mapping[str, str], say: Say) -> Course:
    """List, plan and write a campaign named like its mode."""
    say(f"{mode}: listing {people:,} people")
    listing_s = asyncio.run(_listed(folder, cast, mode, people))
    say(f"{mode}: deciding")
    planned = worked(folder, "plan", mode, workers, {})
    say(f"{mode}: writing")
    written = worked(folder, "write", mode, workers, model)
    return asyncio.run(_counted(folder, mode, people, listing_s, planned, written))


async def _listed(folder: Path, cast: Cast, mode: Mode, people: int) -> float:
    """Begin the edition and list its audience; returns seconds."""
    whole, some = folder / "campaigns" / RECIPIENTS, folder / "campaigns" / f"{mode}.jsonl"
    with whole.open("rb") as lines:
        some.write_bytes(b"".join(islice(lines, people)))
    async with open_frankly(settings_of(folder), clock=FixedClock(cast.now), waits_for_index=False) as parts:
        begun = perf_counter()
        await running.begin(parts, ledger_of(parts), campaign_of(mode, mode), cast.now, RecipientsFile(some))
        return perf_counter() - begun


async def _counted(
    folder: Path, mode: Mode, people: int, listing_s: float, planned: Together, written: Together
) -> Course:
    messages, contents = 0, set[str]()
    with open_stores(settings_of(folder)) as stores:
        edition = await stores.campaigns.edition(mode)
        no = 0 if edition is None else edition.no
        async for page in stores.campaigns.stream(no, states=(RecipientState.WRITTEN,)):
            messages += len(page)
            contents.update(row.content for row in page)
        cells = len(await stores.campaigns.cells(no))
    return Course(people, listing_s, planned, written, messages, cells, len(contents))


def memory(cast: Cast, recipients: int, say: Say) -> Mapping[str, float]:
    """Memory of planning and writing by templates, for few recipients and for many."""
    figures: dict[str, float] = {}
    for number in (SMALL, recipients):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            asyncio.run(build(folder, cast, People(0, number), say))
            course = run(folder, cast, "template", number, 1, {}, say)
            figures[f"campaign.rss_mb.{number}"] = max(course.planned.rss_mb, course.written.rss_mb)
            figures[f"campaign.messages_per_s.general.{number}"] = course.messages_per_s
            figures[f"campaign.planned_per_s.general.{number}"] = course.planned.per_s
            shutil.rmtree(folder / "campaigns")
    figures["campaign.rss_ratio"] = figures[f"campaign.rss_mb.{recipients}"] / figures[f"campaign.rss_mb.{SMALL}"]
    return figures
