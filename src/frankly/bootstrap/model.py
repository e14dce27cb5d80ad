"""The language model that the settings name, with its budgets, its cache and what is known of its votes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import TextData
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.system_clock import SystemClock
from frankly.pipelines.assisting.vote.keeping import VoteKeeper
from frankly.pipelines.parts import Assistant
from frankly.pipelines.phrasebook.judge import ModelJudge
from frankly.ports.asking.judge import Judge
from frankly.ports.clock import Clock
from frankly.settings import Settings

if TYPE_CHECKING:
    from frankly.adapters.model.stack import OpenModel
    from frankly.ports.asking.model import LanguageModel
from frankly.bootstrap.stores import open_votes


async def assistant_of(
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
        budgets=model.budgets,
        limits=model.limits,
        watch=model.watch,
    )
    opened.push_async_callback(assistant.behind.close)
    return assistant


async def judge_of(settings: Settings, prompts: Path, clock: Clock, opened: AsyncExitStack) -> Judge | None:
    """The model that judges rewritten facts when they are stored; None where the settings name none for it.

    Raises:
        Misconfigured: when a setting that belongs to it or a prompt is wrong.
    """
    if not settings.judge_model:
        return None
    judging = settings.model_copy(update={"model": settings.judge_model})
    model = await opened.enter_async_context(open_model(judging, clock=clock))
    # Its package is loaded by the first fact, not by the start: mostly no fact is written while a service runs.
    return ModelJudge(model.model, load_prompts(prompts), model.package.wait)


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
