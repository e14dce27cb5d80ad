"""The models that cells ask, out of cassettes: each cell has its own, which notes what it was asked and replied."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from frankly.bootstrap.model import open_model
from frankly.bootstrap.secrets import known_secrets
from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import NotFound
from frankly.evals.cases.case import Cell
from frankly.evals.cassettes.cassettes import Cassettes, Live
from frankly.evals.cassettes.line import prompt_of
from frankly.evals.cassettes.playing import CassetteModel, Mode
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.evals.runs.output import Called
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.prompts import PromptBook
from frankly.settings import Settings


class NotedModel(LanguageModel, Protocol):
    """A model that tells what came of each call."""

    def called(self) -> tuple[Called, ...]:
        """Every call, in order."""
        ...

    def stale(self) -> tuple[str, ...]:
        """Calls that nobody can tell the reply of, each by prompt and key."""
        ...


class Models(Protocol):
    """Where models come from."""

    def of(self, cell: Cell) -> NotedModel | None:
        """The model that a cell asks; None where it asks none."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class HeardModel:
    """Port `LanguageModel` out of a cassette, for one cell.

    Attributes:
        inner: the recorded model, which notes its calls.
    """

    inner: CassetteModel

    @property
    def name(self) -> str:
        """Its name."""
        return self.inner.name

    async def complete(self, call: ModelCall) -> ModelReply:
        """What is recorded, or what the mode allows to ask."""
        return await self.inner.complete(call)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The same in one piece."""
        reply = await self.inner.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return self.inner.count(text)

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar."""
        return self.inner.price(usage)

    def called(self) -> tuple[Called, ...]:
        """Every call, in order."""
        return tuple(one.as_called() for one in self.inner.heard)

    def stale(self) -> tuple[str, ...]:
        """Calls that nobody can tell the reply of, each by prompt and key."""
        return tuple(dict.fromkeys(f"{prompt_of(one.call)} {one.key}" for one in self.inner.heard if one.is_stale))


@dataclass(frozen=True, slots=True, eq=False)
class CassetteModels:
    """Models out of cassettes.

    Attributes:
        cassettes: the cassettes of this run.
    """

    cassettes: Cassettes

    def of(self, cell: Cell) -> HeardModel | None:
        """The model that a cell asks; None where it asks none.

        Raises:
            Misconfigured: when its cassette is wrong, with file and line.
            Invalid: when the mode asks models themselves and nobody gives them.
        """
        if not cell.model:
            return None
        told = cell.variables.get("temperature")
        freedom = None if told is None else round(float(told) * 1000)
        payer = Payer(campaign=f"eval-{cell.suite}")
        found = self.cassettes.model(cell.model, sample=cell.sample, temperature_milli=freedom, payer=payer)
        return HeardModel(found)


@dataclass(frozen=True, slots=True)
class Replies:
    """Where replies come from, in words that a process can be handed.

    Attributes:
        folder: where cassettes lie.
        mode: whether models themselves are asked.
        simulated: whether the rule-following writer stands in for what is not recorded.
        day: of recording, `YYYY-MM-DD`, UTC.
        wanted: file to which calls that are not recorded are appended.
        is_anew: whether what was recorded before the recording that is under way counts as not recorded.
    """

    folder: Path
    mode: Mode = "replay"
    simulated: bool = False
    day: str = ""
    wanted: Path | None = None
    is_anew: bool = False

    @asynccontextmanager
    async def open(self, prompts: PromptBook, scrubber: Scrubber | None = None) -> AsyncIterator[CassetteModels]:
        """Open the cassettes, and the configured model where the mode asks it; at the end what was recorded is kept.

        Args:
            prompts: those in force.
            scrubber: searches each line before it is written; where none is given, for every secret of this process.

        Raises:
            Misconfigured: when a setting of the model is wrong.
        """
        async with AsyncExitStack() as opened:
            live = None if self.mode == "replay" else await _live(opened)
            cassettes = Cassettes(
                self.folder,
                self.mode,
                live=live,
                simulated=self.simulated,
                anew=self.is_anew,
                prompts=prompts,
                scrubber=scrubber or Scrubber(known_secrets(Settings())),
                day=self.day,
                wanted=self.wanted,
            )
            try:
                yield CassetteModels(cassettes)
            finally:
                cassettes.close()


async def _live(opened: AsyncExitStack) -> Live | None:
    """Gives the model that FRANKLY_MODEL names; None where it names none."""
    settings = Settings()
    if not settings.model:
        return None
    # What is recorded is kept by the cassettes; the service's own cache would give old replies where new ones are due.
    model = await opened.enter_async_context(open_model(settings.model_copy(update={"model_cache_days": 0})))
    await asyncio.to_thread(model.package.wait)

    def live(name: str) -> LanguageModel:
        if name != settings.model:
            raise NotFound(f"'{name}' is to be asked, and FRANKLY_MODEL is '{settings.model}'. Set it to '{name}'.")
        return model.model

    return live
