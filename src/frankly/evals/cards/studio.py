"""Makes the good outputs that cards are dealt from: real answers of the demo's shop.

`demo` is for developing, `demo-2` has other readers and is set aside. What a model says, the rule-following writer
says: it keeps to its prompt, so its slates are good ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from frankly.adapters.files.prompts import FilePrompts
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.seed import Seed, below, derive
from frankly.evals.cards.damage import Kind
from frankly.evals.cases.case import Ask, Cell, CheckUse
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.asking import OWN, asking, made
from frankly.evals.generating.models import CassetteModels, Models
from frankly.evals.generating.probes import probed
from frankly.evals.generating.shop import OpenShop
from frankly.evals.runs.output import Output, Probe

SET_ASIDE: Final = "demo-2"
DEVELOPING: Final = "demo"

NOWHERE: Final = Path("no-cassettes")
"""Nothing is recorded of the writer that keeps to its prompt: it is asked each time."""

WRITER: Final = "simulated/rule-following"
WRITES: Final = "en"
"""The language that it writes well: it lacks German for some acts, and what it writes instead is no good output."""

LOCALES: Final = ("en", "de")

ENOUGH_ACTS: Final = 3
"""A reader with fewer acts gets a slate for everybody, of which little can be wrong."""

TWINS: Final = {"session": ["anna-and-her-phone", "mehmet-and-his-phone"]}
"""What twins differ in: a session is no input where the person is known."""

Load = Callable[[], DataSet]


@dataclass(slots=True, eq=False)
class Studio:
    """A shop in which good outputs are made.

    Attributes:
        shop: the shop.
        models: who replies.
        name: of the shop.
    """

    shop: OpenShop
    models: Models
    name: str
    _made: dict[tuple[Kind, int, tuple[Probe, ...]], Output] = field(default_factory=dict)

    def readers(self) -> list[str]:
        """Readers of whom enough is known."""
        records = self.shop.world.records
        return sorted(key for key, record in records.items() if len(record.history) >= ENOUGH_ACTS)

    def cell(self, kind: Kind, number: int, seed: Seed) -> Cell:
        """The cell of one good output: its reader, language, and page.

        Args:
            kind: of the output.
            number: counted from 0.
            seed: of the draws.
        """
        readers = self.readers()
        start = below(len(readers), seed, kind)
        person, locale = readers[(start + number) % len(readers)], LOCALES[number % len(LOCALES)]
        if kind == "model":
            locale = WRITES
        request = RecommendationRequest(
            surface="email" if kind == "message" else "home", person=person, locale=locale, seed=number
        )
        ask = Ask(message=request) if kind == "message" else Ask(recommend=request)
        model = WRITER if kind == "model" else ""
        case = f"{kind}-{number:03}"
        return Cell(
            suite="cards",
            case=case,
            ask=ask,
            shop=self.name,
            model=model,
            variables={"locale": locale},
            # Asks for what `own` looks at, which is tried only where it is wanted.
            checks=(CheckUse(name=OWN),) if kind == "plain" else (),
            truth={"twins": TWINS},
        )

    async def good(
        self, kind: Kind, most: int, seed: int, probes: Sequence[Probe] = (), first: int = 0
    ) -> list[Output]:
        """Good outputs, each made once.

        Args:
            kind: of them.
            most: how many.
            seed: of the draws.
            probes: in which other ways they are asked besides.
            first: number of the first one, so that several processes can share the work.
        """
        drawn = derive(seed, self.name)
        return [await self._good(kind, first + number, drawn, tuple(probes)) for number in range(most)]

    async def _good(self, kind: Kind, number: int, seed: Seed, probes: tuple[Probe, ...]) -> Output:
        key = (kind, number, probes)
        if key not in self._made:
            asked = asking(self.shop, self.models, self.cell(kind, number, seed))
            main = await made(asked)
            others = await probed(asked, main, probes) if probes else {}
            self._made[key] = main.output.model_copy(update={"probes": others}) if probes else main.output
        return self._made[key]

    async def again(self, output: Output) -> Output:
        """What comes of an output's cell here, where something is wrong."""
        return (await made(asking(self.shop, self.models, output.cell))).output

    async def drafting(self, prompts: FilePrompts, name: str, output: Output) -> Output:
        """What comes of an output's cell where a draft of a prompt is asked.

        Args:
            prompts: all of them, the draft too.
            name: of the draft, as `write/v2`.
            output: made before.
        """
        cell = output.cell
        asks = cell.model_copy(update={"variables": {**cell.variables, "prompt": name}})
        cassettes = Cassettes(NOWHERE, "replay", simulated=True, prompts=prompts)
        shop = replace(self.shop, prompts=prompts)
        return (await made(asking(shop, CassetteModels(cassettes), asks))).output

    def elsewhere(self, **changed: object) -> "Studio":
        """A studio whose shop is another in something."""
        return replace(self, shop=replace(self.shop, **changed), _made={})  # type: ignore[arg-type]
