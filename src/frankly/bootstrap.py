"""Builds the parts from the settings: the only place that knows both ports and adapters."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import orjson
from threadpoolctl import threadpool_limits

from frankly import __version__
from frankly.adapters.chroma.connection import ChromaServer, EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.adapters.copying import copy_snapshots
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.aspects import load_aspects, load_quoted_facts
from frankly.adapters.files.copied_decisions import CopiedDecisions, copy_out
from frankly.adapters.files.linting.finding import Folders
from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.policy_files import GatheredPolicyFiles, gather
from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.files.wordings import TextData, load_text
from frankly.adapters.fresh_process import run_afresh
from frankly.adapters.libc_memory import keep_freed_memory
from frankly.adapters.no_index import NoIndex
from frankly.adapters.spared_memory import spared_memory
from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.corrections import SqlCorrections
from frankly.adapters.sql.database import SqlDatabase
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.facts.store import SqlFacts
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.sql.phrasebook.store import SqlPhrases
from frankly.adapters.system_clock import SystemClock
from frankly.domain.canonical import content_hash
from frankly.domain.policies import Policies
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, FranklyError, Misconfigured
from frankly.pipelines.assisting.keeping import VoteKeeper
from frankly.pipelines.auditing import drop_older, keep_dropping
from frankly.pipelines.checking.bearings import Gate
from frankly.pipelines.facts.following import keep_making
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.index.keeping import drop_old_bases
from frankly.pipelines.index.past import PastSnapshots
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.living import LivePhrases
from frankly.pipelines.replaying.ports import RecordedLive
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import Replayed, missing
from frankly.ports.clock import Clock
from frankly.ports.decisions import DecisionStore
from frankly.ports.embedder import Embedder
from frankly.ports.index import VectorIndex
from frankly.settings import Settings, data_folder
from frankly.stages.snapshot.build import empty_snapshot
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.writing.wordings import Wordings

if TYPE_CHECKING:
    from frankly.adapters.model.stack import OpenModel
    from frankly.ports.budget import BudgetStore
    from frankly.ports.model import LanguageModel
    from frankly.ports.votes import VoteStore

POLL_S = 0.5
"""How often changes that another process wrote to the database are looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """The database alone, for work that needs no index: import, export, a person's rights.

    Attributes:
        catalogue: items.
        events: acts.
        people: facts and consent.
        decisions: log of answers.
        chain: the chain over their records.
        corrections: what people said of explanations.
        facts: sentences about items.
        phrases: the phrasebook.
    """

    catalogue: SqlCatalogue
    events: SqlEvents
    people: SqlPeople
    decisions: SqlDecisions
    chain: SqlAudit
    corrections: SqlCorrections
    facts: SqlFacts
    phrases: SqlPhrases


@contextmanager
def open_stores(settings: Settings) -> Iterator[Stores]:
    """Open the database of the data folder; other processes may have it open too.

    Raises:
        StoreUnavailable: when it cannot be opened.
        Misconfigured: when it is no database of ours, or of a newer version.
    """
    with SqlDatabase(settings.data) as database:
        yield Stores(
            SqlCatalogue(database),
            SqlEvents(database),
            SqlPeople(database),
            SqlDecisions(database),
            SqlAudit(database),
            SqlCorrections(database),
            SqlFacts(database),
            SqlPhrases(database),
        )


def open_snapshots(settings: Settings) -> FileSnapshots:
    """The snapshot bases of the data folder; other processes may read and write them too."""
    return FileSnapshots(settings.data)


@asynccontextmanager
async def open_frankly(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """Open everything, and close it again.

    Args:
        settings: where the data lies, which index and embedder are used.
        clock: tells the time; the system's where none is given.

    Yields:
        The parts, with the live index started and following the database.

    Raises:
        Misconfigured: when settings or data files are wrong, with file and line.
        StoreUnavailable: when the database cannot be opened.
    """
    keep_freed_memory()
    clock = clock or SystemClock()
    lock = FileOwnerLock(settings.data)
    policies_folder, brand = data_folder("policies", settings), data_folder("brand", settings)
    surfaces_folder, brand_file = data_folder("surfaces", settings), _brand_file(settings, brand)
    policies = load_policies(surfaces_folder, policies_folder, brand)
    text = load_text(policies_folder, brand_file)
    embedder = _embedder(settings)
    # Two threads of linear algebra are slower than one on small matrices, and they contend with other requests.
    prompts_folder = data_folder("prompts", settings)
    async with AsyncExitStack() as opened:
        assistant = await _assistant(settings, prompts_folder, text, clock, opened)
        opened.enter_context(threadpool_limits(limits=1))
        stores = opened.enter_context(open_stores(settings))
        refusal = _claim(lock)
        index = _index(settings, refusal)
        snapshots = FileSnapshots(settings.data)
        live = LiveIndex(
            stores.catalogue,
            stores.events,
            stores.people,
            index,
            embedder,
            snapshots,
            policies.segments,
            is_owner=refusal is None,
            training=policies.training,
        )
        files = gather(surfaces_folder, policies_folder, brand, brand_file, prompts_folder)
        phrasing = LivePhrases(stores.phrases, text.wordings, files, vocabulary_of(text))
        following: asyncio.Task[None] | None = None
        try:
            await live.start(clock.now())
            await phrasing.refresh()
            following = asyncio.create_task(_follow(live, phrasing, clock))
            yield Parts(
                catalogue=stores.catalogue,
                events=stores.events,
                people=stores.people,
                decisions=stores.decisions,
                corrections=stores.corrections,
                index=index,
                embedder=embedder,
                live=live,
                verifier=SentenceVerifier(text.lexicons, text.rules),
                wordings=text.wordings,
                rules=text.rules,
                brand=text.brand,
                policies=policies,
                clock=clock,
                holdout_salt=settings.holdout_salt.get_secret_value(),
                exact_items=settings.exact_items,
                history_limit=settings.history_limit,
                engine=__version__,
                past=PastSnapshots(stores.catalogue, snapshots, live),
                policy_files=files,
                chain=stores.chain,
                facts=stores.facts,
                making=making_of(stores, policies_folder, text),
                assistant=assistant,
                phrasing=phrasing,
            )
        finally:
            if following is not None:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
            await live.close()
            await index.close()
            with suppress(FranklyError):
                await stores.decisions.flush()
            lock.release()


async def _assistant(
    settings: Settings, prompts: Path, text: TextData, clock: Clock, opened: AsyncExitStack
) -> Assistant | None:
    """The language model that the settings name, ready to be asked; None where they name none.

    Raises:
        Misconfigured: when a setting that belongs to it or a prompt is wrong, or litellm is not installed.
    """
    if not settings.model:
        return None
    book = load_prompts(prompts)
    model = await opened.enter_async_context(open_model(settings, clock=clock))
    package = model.package
    votes = opened.enter_context(open_votes(settings))
    assistant = Assistant(
        model.model,
        book,
        # Where it cannot be loaded, asking says why; waiting for it would never end.
        is_ready=lambda: package.state in {"ready", "failed"},
        lexicons=text.lexicons,
        brand=text.brand,
        warm=package.start,
        load=package.wait,
        votes=VoteKeeper(votes, clock),
    )
    opened.push_async_callback(assistant.behind.close)
    return assistant


def making_of(stores: Stores, policies: Path, text: TextData) -> FactMaking:
    """What makes facts of the catalogue's items, with the frames and policies in force.

    Raises:
        Misconfigured: when frames or aspects are wrong, with file and line.
    """
    quoted = load_quoted_facts(policies)
    words = [f"{locale}:{lexicon.version}" for locale, lexicon in sorted(text.lexicons.items())]
    version = content_hash([__version__, quoted.version, *words, text.rules.version])
    verifier = SentenceVerifier(text.lexicons, text.rules)
    return FactMaking(stores.catalogue, stores.facts, quoted, verifier, version, text.rules)


@contextmanager
def open_making(settings: Settings) -> Iterator[tuple[Stores, FactMaking]]:
    """Open the database and what makes facts, for work that needs no index.

    Raises:
        Misconfigured: when a data file is wrong.
        StoreUnavailable: when the database cannot be opened.
    """
    policies = data_folder("policies", settings)
    text = load_text(policies, _brand_file(settings, data_folder("brand", settings)))
    with open_stores(settings) as stores:
        yield stores, making_of(stores, policies, text)


def vocabulary_of(text: TextData) -> str:
    """Hash of what phrases are verified by: vocabulary, rules, and what the brand calls what it sells."""
    words = [f"{locale}:{lexicon.version}" for locale, lexicon in sorted(text.lexicons.items())]
    nouns = {locale: dict(forms) for locale, forms in text.brand.nouns.items()}
    return content_hash([*words, text.rules.version, nouns])


@contextmanager
def open_phrasebook(settings: Settings) -> Iterator[Phrasebook]:
    """Open the phrasebook with all that phrases are made of; no index and no model.

    Raises:
        Misconfigured: when a data file is wrong, with file and line.
        StoreUnavailable: when the database cannot be opened.
    """
    policies, text = data_folder("policies", settings), open_writing(settings)
    with open_stores(settings) as stores:
        yield Phrasebook(
            catalogue=stores.catalogue,
            facts=stores.facts,
            phrases=stores.phrases,
            prompts=load_prompts(data_folder("prompts", settings)),
            verifier=SentenceVerifier(text.lexicons, text.rules),
            lexicons=text.lexicons,
            wordings=text.wordings,
            rules=text.rules,
            aspects=load_aspects(policies),
            made_with=vocabulary_of(text),
        )


@asynccontextmanager
async def open_writers(settings: Settings) -> AsyncIterator[tuple["LanguageModel", "LanguageModel"]]:
    """Open the model that writes phrases and the one that judges facts, their package loaded.

    Raises:
        Misconfigured: when no model is named, or a setting that belongs to it is wrong.
        StoreUnavailable: when the database cannot be opened.
    """
    # A build keeps its replies itself, for good; another cache would give them again where new ones are wanted.
    writing = settings.model_copy(update={"model_cache_days": 0})
    judging = writing.model_copy(update={"model": settings.judge_model or settings.model})
    async with open_model(writing) as writer, open_model(judging) as judge:
        for opened in (writer, judge):
            await asyncio.to_thread(opened.package.wait)
        yield writer.model, judge.model


@contextmanager
def open_checking(settings: Settings) -> Iterator[Gate]:
    """Open what checks text that others wrote: the database and the rules, without an index.

    Raises:
        Misconfigured: when a data file is wrong, with file and line.
        StoreUnavailable: when the database cannot be opened.
    """
    policies_folder, brand = data_folder("policies", settings), data_folder("brand", settings)
    policies = load_policies(data_folder("surfaces", settings), policies_folder, brand)
    text = open_writing(settings)
    with open_stores(settings) as stores:
        verifier = SentenceVerifier(text.lexicons, text.rules)
        yield Gate(stores.catalogue, stores.decisions, verifier, text.rules, policies.labels)


def open_writing(settings: Settings) -> TextData:
    """Words, constructions and rules, for whoever writes: no database is opened.

    Raises:
        Misconfigured: when a data file is wrong, with file and line.
    """
    policies, brand = data_folder("policies", settings), data_folder("brand", settings)
    return load_text(policies, _brand_file(settings, brand))


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


def edited_folders(settings: Settings) -> Folders:
    """Where all that people edit lies, for looking through it.

    Raises:
        Misconfigured: when one of the folders is missing.
    """
    brand = data_folder("brand", settings)
    return Folders(
        surfaces=data_folder("surfaces", settings),
        policies=data_folder("policies", settings),
        brand=brand,
        brand_file=_brand_file(settings, brand),
    )


@asynccontextmanager
async def open_model(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator["OpenModel"]:
    """Open the language model that the settings name, with its budgets and its cache in the data folder.

    Raises:
        Misconfigured: when no model is named, or a setting that belongs to it is wrong.
        StoreUnavailable: when the database cannot be opened.
    """
    # Here, so that a process without a model pays nothing for it.
    from frankly.adapters.model.stack import build_model
    from frankly.adapters.sql.model.budgets import SqlBudgets
    from frankly.adapters.sql.model.replies import SqlReplies

    with SqlDatabase(settings.data) as database:
        built = build_model(settings, SqlBudgets(database), SqlReplies(database), clock or SystemClock())
        try:
            yield built
        finally:
            await built.close()


@contextmanager
def open_budgets(settings: Settings) -> Iterator["BudgetStore"]:
    """Open what language models took, and nothing else.

    Raises:
        StoreUnavailable: when the database cannot be opened.
        Misconfigured: when it is no database of ours, or of a newer version.
    """
    from frankly.adapters.sql.model.budgets import SqlBudgets

    with SqlDatabase(settings.data) as database:
        yield SqlBudgets(database)


@contextmanager
def open_votes(settings: Settings) -> Iterator["VoteStore"]:
    """Open what is known of models' votes, and nothing else.

    Raises:
        StoreUnavailable: when the database cannot be opened.
        Misconfigured: when it is no database of ours, or of a newer version.
    """
    from frankly.adapters.sql.model.votes import SqlVotes

    with SqlDatabase(settings.data) as database:
        yield SqlVotes(database)


def _brand_file(settings: Settings, brand: Path) -> Path:
    """The brand that holds: that of `config`, else the data folder's own, as the demo has one, else the shipped one."""
    own = settings.data / "brand.yaml"
    is_chosen = settings.config is not None and brand.is_relative_to(settings.config)
    return brand / "default.yaml" if is_chosen or not own.is_file() else own


@asynccontextmanager
async def open_service(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """The same for a process that answers requests for long, and drops old records; see `open_frankly`."""
    async with open_frankly(settings, clock=clock) as parts:
        beside = [asyncio.create_task(_drop_old(settings, parts)), asyncio.create_task(_describe(parts))]
        try:
            with spared_memory():
                yield parts
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


async def _describe(parts: Parts) -> None:
    if parts.making is not None:
        await keep_making(parts.making, parts.clock)


async def _drop_old(settings: Settings, parts: Parts) -> None:
    chain, days = parts.chain, settings.retention_days
    if chain is None:
        return

    async def drop(now: EpochMs) -> None:
        await drop_older(chain, days, now)
        await drop_old_bases(parts.catalogue, FileSnapshots(settings.data), days, now)

    await keep_dropping(drop, parts.clock)


def _embedder(settings: Settings) -> Embedder:
    if settings.embedder == "lsa":
        return LsaEmbedder()
    kind, _, model = settings.embedder.partition("/")
    if kind == "litellm" and model:
        from frankly.adapters.embedders.litellm import LiteLLMEmbedder

        return LiteLLMEmbedder(model, settings.embedder_url)
    raise Misconfigured(f"FRANKLY_EMBEDDER is '{settings.embedder}'; use 'lsa' or 'litellm/<model>'.")


def _claim(lock: FileOwnerLock) -> str | None:
    """Own the data folder where nobody else does; returns why not."""
    try:
        lock.acquire()
    except Conflict as error:
        return error.message
    return None


def _index(settings: Settings, refusal: str | None) -> VectorIndex:
    if settings.chroma_url is not None:
        return ChromaIndex(ChromaServer(settings.chroma_url))
    # Embedded Chroma belongs to one process: another one would read an index that stands still.
    return ChromaIndex(EmbeddedChroma(settings.data)) if refusal is None else NoIndex(refusal)


async def _follow(live: LiveIndex, phrasing: LivePhrases, clock: Clock) -> None:
    """Pick up what other processes write. A failing store is tried again; requests tell of it themselves."""
    while True:
        await asyncio.sleep(POLL_S)
        with suppress(FranklyError):
            await live.refresh(clock.now())
        with suppress(FranklyError):
            await phrasing.refresh()
