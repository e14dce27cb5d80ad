"""A data set opened as a shop in memory: the whole pipeline over it, facts of its items, prompts, a second verifier.

Each process opens its own. Facts are made of an item when it is first told, so that opening waits for none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from frankly import __version__
from frankly.adapters.files.mail.template import load_template
from frankly.adapters.files.prompts import FilePrompts, load_prompts
from frankly.adapters.files.words.aspects import load_quoted_facts
from frankly.adapters.files.words.wordings import TextData, load_text
from frankly.domain.item import Item
from frankly.domain.saying.fact import FactSheet
from frankly.domain.time import EpochMs
from frankly.evals.data_sets import DataSet
from frankly.evals.world import World, build
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.parts import Parts
from frankly.ports.verifier import Verifier
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.testing.allowing import allowing
from frankly.testing.memory.facts import MemoryFacts


class FactsWhenAsked(MemoryFacts):
    """Port `FactStore`: facts of an item are made when they are first asked for."""

    def __init__(self, items: Mapping[str, Item], making: FactMaking, now: EpochMs) -> None:
        """Prepare.

        Args:
            items: id → item.
            making: describes them.
            now: when the facts are made.
        """
        super().__init__()
        self._items, self._making, self._now = items, making, now

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, FactSheet]:
        """Facts that may be shown of some items."""
        known = await self.made_with(sources)
        new = [self._items[name] for name in sources if name not in known and name in self._items]
        await self.keep_made([self._making.described(item, self._now) for item in new])
        return await super().of(sources, locale)


@dataclass(frozen=True, slots=True, eq=False)
class OpenShop:
    """A shop in which cases are asked.

    Attributes:
        world: the pipeline over it, without a model.
        items: id → item.
        prompts: how models are asked.
        text: words, constructions, rules, brand.
        second: a verifier that has nothing in common with the pipeline's but the rules.
    """

    world: World
    items: Mapping[str, Item]
    prompts: FilePrompts
    text: TextData
    second: Verifier

    def parts(self, *, allows: bool) -> Parts:
        """The pipeline's parts.

        Args:
            allows: whether everyone who has not decided meets a model, and nobody is held out.
        """
        parts = self.world.parts
        return replace(parts, policies=allowing(parts.policies)) if allows else parts


async def open_shop(data: DataSet, say: Callable[[str], None] = lambda words: None) -> OpenShop:
    """Open a data set.

    Args:
        data: the set.
        say: told what is going on.

    Raises:
        Misconfigured: when a file that people edit is wrong, with file and line.
    """
    return shop_over(await build(data, say), data)


def shop_over(world: World, data: DataSet) -> OpenShop:
    """A data set's world as a shop.

    Args:
        world: the pipeline over it.
        data: the set.

    Raises:
        Misconfigured: when a file that people edit is wrong, with file and line.
    """
    settings = Settings()
    policies = data_folder("policies", settings)
    brand = data_folder("brand", settings)
    text = load_text(policies, brand / "default.yaml")
    items = {str(item.id): item for item in data.items}
    making = FactMaking(
        world.parts.catalogue, MemoryFacts(), load_quoted_facts(policies), world.parts.verifier, __version__, text.rules
    )
    facts = FactsWhenAsked(items, making, world.now)
    parts = replace(world.parts, facts=facts, brand=text.brand, template=load_template(brand))
    book = load_prompts(data_folder("prompts", settings))
    return OpenShop(replace(world, parts=parts), items, book, text, SentenceVerifier(text.lexicons, text.rules))
