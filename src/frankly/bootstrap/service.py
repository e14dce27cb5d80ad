"""Everything that answers requests, opened and closed again."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from threadpoolctl import threadpool_limits

from frankly import __version__
from frankly.adapters.chroma.connection import ChromaServer, EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.mail.template import load_template
from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.policy_files import gather
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.files.words.wordings import load_text
from frankly.adapters.libc_memory import keep_freed_memory
from frankly.adapters.no_index import NoIndex
from frankly.adapters.spared_memory import spared_memory
from frankly.adapters.system_clock import SystemClock
from frankly.bootstrap.model import assistant_of, judge_of
from frankly.bootstrap.secret_files import mail_tokens, suppression_secret
from frankly.bootstrap.stamping import stamps_of
from frankly.bootstrap.stores import open_stores
from frankly.bootstrap.texts import brand_file_of, making_of, vocabulary_of
from frankly.domain.time import SECOND_MS, EpochMs
from frankly.errors import Conflict, FranklyError, Misconfigured
from frankly.pipelines.auditing import drop_older, keep_dropping
from frankly.pipelines.facts.following import keep_making
from frankly.pipelines.index.keeping import drop_old_bases
from frankly.pipelines.index.past import PastSnapshots
from frankly.pipelines.indexing import LOOK_AFTER_MS, LiveIndex
from frankly.pipelines.parts import Parts
from frankly.pipelines.phrasebook.living import LivePhrases
from frankly.ports.clock import Clock
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import VectorIndex
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier

POLL_S = 0.5
"""How often changes that another process wrote to the database are looked for."""


@asynccontextmanager
async def open_frankly(
    settings: Settings, *, clock: Clock | None = None, waits_for_index: bool = True, is_sparing: bool = False
) -> AsyncIterator[Parts]:
    """Open everything, and close it again.

    Args:
        settings: where the data lies, which index and embedder are used.
        clock: tells the time; the system's where none is given.
        waits_for_index: whether the index is looked at before anything else; where not, an embedded one of a catalogue
            that is answered without it waits until the first answers are out.
        is_sparing: whether little memory is taken, for work that goes through the database once: few pages are held,
            and an index that no answer needs is left alone.

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
    surfaces_folder, brand_file = data_folder("surfaces", settings), brand_file_of(settings, brand)
    policies = load_policies(surfaces_folder, policies_folder, brand)
    text = load_text(policies_folder, brand_file)
    template = load_template(brand)
    if settings.config is not None:
        template.look()
    embedder = _embedder(settings)
    prompts_folder = data_folder("prompts", settings)
    async with AsyncExitStack() as opened:
        assistant = await assistant_of(settings, prompts_folder, text, clock, opened)
        judge = await judge_of(settings, prompts_folder, clock, opened)
        # Two threads of linear algebra are slower than one on small matrices, and they contend with other requests.
        opened.enter_context(threadpool_limits(limits=1))
        stores = opened.enter_context(open_stores(settings, is_sparing=is_sparing))
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
            scannable=0 if waits_for_index or settings.chroma_url is not None else settings.exact_items,
            is_sparing=is_sparing,
        )
        files = gather(surfaces_folder, policies_folder, brand, brand_file, prompts_folder)
        verifier = SentenceVerifier(text.lexicons, text.rules, stamps_of(settings))
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
                verifier=verifier,
                wordings=text.wordings,
                rules=text.rules,
                brand=text.brand,
                template=template,
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
                judge=judge,
                making=making_of(stores, policies_folder, text, verifier),
                assistant=assistant,
                phrasing=phrasing,
                campaigns=stores.campaigns,
                mail_tokens=mail_tokens(settings),
                suppression_secret=suppression_secret(settings),
                results=stores.results,
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


@asynccontextmanager
async def open_service(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """The same for a process that answers requests for long, and drops old records; see `open_frankly`."""
    async with open_frankly(settings, clock=clock, waits_for_index=False) as parts:
        beside = [asyncio.create_task(work) for work in (_drop_old(settings, parts), _describe(parts), _kernels())]
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


async def _kernels() -> None:
    """Import what sums the links of whoever did much, beside requests: the first such question would wait for it."""
    await asyncio.sleep(LOOK_AFTER_MS / SECOND_MS)
    await asyncio.to_thread(importlib.import_module, "scipy.sparse")


async def _drop_old(settings: Settings, parts: Parts) -> None:
    chain, days = parts.chain, settings.retention_days
    if chain is None:
        return

    async def drop(now: EpochMs) -> None:
        await drop_older(chain, days, now)
        await drop_old_bases(parts.catalogue, FileSnapshots(settings.data), days, now)
        if parts.campaigns is not None and await parts.campaigns.editions():
            await _forget(settings, parts.campaigns, now)

    await keep_dropping(drop, parts.clock)


async def _forget(settings: Settings, ledger: CampaignLedger, now: EpochMs) -> None:
    """Campaigns are imported where there are any, in a thread: a start without them is quicker."""
    await asyncio.to_thread(importlib.import_module, "frankly.pipelines.campaigning.ageing")
    from frankly.bootstrap.mailing import suppressing_of
    from frankly.pipelines.campaigning.ageing import forget_older

    await forget_older(suppressing_of(settings, ledger), settings.retention_days, now)


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
