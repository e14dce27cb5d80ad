"""Makes outputs of cells in one process: its shops and models are opened once."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.adapters.files.prompts import load_prompts
from frankly.bootstrap.secrets import known_secrets
from frankly.errors import FranklyError, NotFound
from frankly.evals.cases.case import Cell
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.asking import asking, judged, made
from frankly.evals.generating.models import Models, Replies
from frankly.evals.generating.probes import probed
from frankly.evals.generating.shop import OpenShop, open_shop
from frankly.evals.people import people_of
from frankly.evals.runs.output import Output, Probe
from frankly.settings import Settings, data_folder

Load: TypeAlias = Callable[[], DataSet]
"""Reads a data set; it is called in the process that uses it, so it must be picklable."""

Wants: TypeAlias = Mapping[str, Sequence[Probe]]
"""Check → in which other ways a cell is asked for it."""

ERROR: Final = "error"
"""Name in a case's truth of the code with which what it asks must be refused."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a process opens.

    Attributes:
        loads: shop → what reads it.
        replies: where models' replies come from.
        wants: check → in which other ways a cell is asked for it.
    """

    loads: Mapping[str, Load]
    replies: Replies
    wants: Wants

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Maker"]:
        """Open the models; shops are opened when they are first asked.

        Raises:
            Misconfigured: when a file that people edit, or a setting of the model, is wrong.
        """
        prompts = load_prompts(data_folder("prompts", Settings()))
        async with self.replies.open(prompts, self.scrubber()) as models:
            yield Maker(self.loads, models, self.wants)

    def scrubber(self) -> Scrubber:
        """What searches replies that are recorded: for secrets of this process, and for the people of the shops."""
        if self.replies.mode not in {"auto", "record"}:
            return Scrubber()
        return Scrubber(known_secrets(Settings()), people_of((load() for load in self.loads.values()), ()))


@dataclass(slots=True, eq=False)
class Maker:
    """Makes outputs.

    Attributes:
        loads: shop → what reads it.
        models: who replies.
        wants: check → in which other ways a cell is asked for it.
        shops: those that are open.
    """

    loads: Mapping[str, Load]
    models: Models
    wants: Wants
    shops: dict[str, OpenShop] = field(default_factory=dict)

    async def make(self, cell: Cell) -> Output:
        """What a cell asks for; whatever goes wrong becomes an output that says so."""
        try:
            return await self._made(cell)
        except FranklyError as error:
            if cell.truth.get(ERROR) == error.code:
                return Output(cell=cell, answer={ERROR: error.code, "detail": error.message})
            return Output(cell=cell, error=error.message)
        except Exception as error:  # one broken case must not lose the others
            return Output(cell=cell, error=f"{type(error).__name__}: {error}")

    async def _made(self, cell: Cell) -> Output:
        if cell.ask.value is not None:
            return Output(cell=cell, answer=cell.ask.value)
        shop = await self._shop(cell.shop)
        asked = asking(shop, self.models, cell)
        if cell.ask.text:
            return judged(asked)
        main = await made(asked)
        wanted = [probe for use in cell.checks for probe in self.wants.get(use.name, ())]
        if not wanted:
            return main.output
        return main.output.model_copy(update={"probes": await probed(asked, main, wanted)})

    async def _shop(self, name: str) -> OpenShop:
        if name not in self.shops:
            if name not in self.loads:
                raise NotFound(f"There is no shop '{name}'; there are: {', '.join(self.loads)}.")
            self.shops[name] = await open_shop(self.loads[name]())
        return self.shops[name]
