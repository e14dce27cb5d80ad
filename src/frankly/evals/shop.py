"""A catalogue that comes without acts as a running shop: made-up visitors, facts of its items, the shipped prompts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from frankly import __version__
from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.aspects import load_quoted_facts
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.time import EpochMs
from frankly.evals.data_sets import items_alone
from frankly.evals.visitors import visitors
from frankly.evals.world import build
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.parts import Assistant, Parts
from frankly.settings import Settings, data_folder
from frankly.testing.memory.facts import MemoryFacts
from frankly.testing.scripted_model import ScriptedModel

VISITORS: Final = 300
"""People who look around, so that there are statistics; each has thirty acts."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelShop:
    """A shop in which slates are told.

    Attributes:
        parts: the pipeline's parts, with an assistant that nobody answers.
        people: who may ask.
        now: when.
        files: file → SHA-256.
    """

    parts: Parts
    people: Sequence[str]
    now: EpochMs
    files: dict[str, str]


async def open_shop(name: str, folder: Path, say: Callable[[str], None] = lambda words: None) -> ModelShop:
    """Open a catalogue as a shop.

    Args:
        name: of its preset.
        folder: that holds it.
        say: told what is going on.

    Raises:
        NotFound: when it is not there.
    """
    data = items_alone(name, folder)
    people = visitors(data.items, VISITORS, data.now)
    world = await build(replace(data, events=people.events, people=people.people), say)
    settings = Settings()
    policies = data_folder("policies", settings)
    text = load_text(policies, data_folder("brand", settings) / "default.yaml")
    facts, parts = MemoryFacts(), world.parts
    quoted = load_quoted_facts(policies)
    making = FactMaking(parts.catalogue, facts, quoted, parts.verifier, __version__, parts.rules)
    say(f"{name}: facts")
    await making.make_all(world.now)
    book = load_prompts(data_folder("prompts", settings))
    assistant = Assistant(ScriptedModel(), book, lambda: True, lexicons=text.lexicons, brand=text.brand)
    names = [name for name, _, _ in people.people]
    return ModelShop(replace(parts, facts=facts, assistant=assistant), names, world.now, data.files)
