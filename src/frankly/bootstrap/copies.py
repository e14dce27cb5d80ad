"""Recorded decisions taken out of their store and replayed elsewhere."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import orjson
from threadpoolctl import threadpool_limits

from frankly import __version__
from frankly.adapters.copying import copy_snapshots
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.copied_decisions import CopiedDecisions, copy_out
from frankly.adapters.files.policy_files import GatheredPolicyFiles
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.fresh_process import run_afresh
from frankly.adapters.no_index import NoIndex
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.corrections import SqlCorrections
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.system_clock import SystemClock
from frankly.domain.policies import Policies
from frankly.pipelines.index.past import PastSnapshots
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.ports import RecordedLive
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import Replayed, missing
from frankly.ports.decisions import DecisionStore
from frankly.settings import Settings
from frankly.stages.snapshot.build import empty_snapshot
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.writing.wordings import Wordings


async def copy_decisions(settings: Settings, parts: Parts, decisions: Sequence[str], to: Path) -> None:
    """Copy some decisions with all that is needed to make them again, and nothing else, into a folder of its own.

    Args:
        settings: where the data lies.
        parts: over that data.
        decisions: their ids.
        to: an existing, empty folder.

    Raises:
        NotFound: when one of them, or what it depends on, is not there any more.
        Invalid: when one cannot be replayed.
    """
    snapshots = set()
    for one in decisions:
        told = await recorded(parts.decisions, one)
        copy_out(to, told.plain, told.kept())
        snapshots.add(str(told.inputs["snapshot"]))
    copy_snapshots(settings.data, snapshots, to)


@contextmanager
def open_copy(folder: Path) -> Iterator[tuple[Parts, Sequence[str]]]:
    """Open such a copy: enough to replay what is in it, and to do nothing else; with the ids of its decisions.

    Raises:
        NotFound: when it is no such copy.
    """
    decisions = CopiedDecisions.open(folder)
    with threadpool_limits(limits=1), SqlDatabase(folder) as database:
        catalogue = SqlCatalogue(database)
        parts = Parts(
            catalogue=catalogue,
            events=SqlEvents(database),
            people=SqlPeople(database),
            decisions=cast(DecisionStore, decisions),
            corrections=SqlCorrections(database),
            index=NoIndex("this is a copy of some decisions"),
            embedder=LsaEmbedder(),
            live=RecordedLive(empty_snapshot()),
            verifier=SentenceVerifier({}),
            wordings=Wordings({}),
            policies=Policies({}, {}, {}),
            clock=SystemClock(),
            holdout_salt="",
            history_limit=0,
            engine=__version__,
            past=PastSnapshots(catalogue, FileSnapshots(folder)),
            policy_files=GatheredPolicyFiles(b"{}", ""),
        )
        yield parts, list(decisions.places)


async def replayed_apart(settings: Settings, parts: Parts, ids: Sequence[str]) -> list[Replayed]:
    """Replay decisions in a fresh process, on a copy of nothing but them and their snapshots."""
    lost = {one: reason for one in ids if (reason := await missing(parts, one))}
    there = [one for one in ids if one not in lost]
    answers = [Replayed(one, False, reason=reason) for one, reason in lost.items()]
    if not there:
        return answers
    with tempfile.TemporaryDirectory(prefix="frankly-replay-") as folder:
        await copy_decisions(settings, parts, there, Path(folder))
        said = await asyncio.to_thread(run_afresh, ["replay", "--from", folder, "--level", "r1", "--json"])
    return answers + [
        Replayed(one["id"], one["is_identical"], tuple(one["differences"]), one["reason"])
        for one in orjson.loads(said)["decisions"]
    ]
