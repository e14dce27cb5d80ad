"""Builds the parts from the settings: the only place that knows both ports and adapters."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from frankly import __version__
from frankly.adapters.chroma.connection import ChromaServer, EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.policy_files import gather
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.files.wordings import load_text
from frankly.adapters.libc_memory import keep_freed_memory
from frankly.adapters.no_index import NoIndex
from frankly.adapters.spared_memory import spared_memory
from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.corrections import SqlCorrections
from frankly.adapters.sql.database import SqlDatabase
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.system_clock import SystemClock
from frankly.errors import Conflict, FranklyError, Misconfigured
from frankly.pipelines.auditing import keep_dropping
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.ports.clock import Clock
from frankly.ports.embedder import Embedder
from frankly.ports.index import VectorIndex
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier

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
    """

    catalogue: SqlCatalogue
    events: SqlEvents
    people: SqlPeople
    decisions: SqlDecisions
    chain: SqlAudit
    corrections: SqlCorrections


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
    with threadpool_limits(limits=1), open_stores(settings) as stores:
        refusal = _claim(lock)
        index = _index(settings, refusal)
        live = LiveIndex(
            stores.catalogue,
            stores.events,
            stores.people,
            index,
            embedder,
            FileSnapshots(settings.data),
            policies.segments,
            is_owner=refusal is None,
            training=policies.training,
        )
        following: asyncio.Task[None] | None = None
        try:
            await live.start(clock.now())
            following = asyncio.create_task(_follow(live, clock))
            yield Parts(
                catalogue=stores.catalogue,
                events=stores.events,
                people=stores.people,
                decisions=stores.decisions,
                corrections=stores.corrections,
                index=index,
                embedder=embedder,
                live=live,
                verifier=SentenceVerifier(text.lexicons),
                wordings=text.wordings,
                policies=policies,
                clock=clock,
                holdout_salt=settings.holdout_salt.get_secret_value(),
                exact_items=settings.exact_items,
                history_limit=settings.history_limit,
                engine=__version__,
                policy_files=gather(surfaces_folder, policies_folder, brand, brand_file),
                chain=stores.chain,
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


def _brand_file(settings: Settings, brand: Path) -> Path:
    """The brand that holds: that of `config`, else the data folder's own, as the demo has one, else the shipped one."""
    own = settings.data / "brand.yaml"
    is_chosen = settings.config is not None and brand.is_relative_to(settings.config)
    return brand / "default.yaml" if is_chosen or not own.is_file() else own


@asynccontextmanager
async def open_service(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """The same for a process that answers requests for long, and drops old records; see `open_frankly`."""
    async with open_frankly(settings, clock=clock) as parts:
        dropping = asyncio.create_task(_drop_old(settings, parts))
        try:
            with spared_memory():
                yield parts
        finally:
            dropping.cancel()
            await asyncio.gather(dropping, return_exceptions=True)


async def _drop_old(settings: Settings, parts: Parts) -> None:
    if parts.chain is not None:
        await keep_dropping(parts.chain, settings.retention_days, parts.clock)


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


async def _follow(live: LiveIndex, clock: Clock) -> None:
    """Pick up what other processes write. A failing store is tried again; requests tell of it themselves."""
    while True:
        await asyncio.sleep(POLL_S)
        with suppress(FranklyError):
            await live.refresh(clock.now())
