"""What `frankly bench privacy` works with: the demo's shop in memory, and the prompts in force."""

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.cli.proving.evals_data import lantern
from frankly.evals.world import World, build
from frankly.pipelines.parts import Assistant
from frankly.settings import Settings, data_folder
from frankly.testing.scripted_model import ScriptedModel


async def demo_world() -> World:
    """The demo's shop with its readers."""
    return await build(lantern())


def assistant() -> Assistant:
    """How a model is asked here; the benchmark puts its own model in."""
    settings = Settings()
    text = load_text(data_folder("policies", settings), data_folder("brand", settings) / "default.yaml")
    book = load_prompts(data_folder("prompts", settings))
    return Assistant(ScriptedModel(), book, is_ready=lambda: True, lexicons=text.lexicons, brand=text.brand)
