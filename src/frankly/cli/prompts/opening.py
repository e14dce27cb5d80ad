"""The prompts in force, and what counts tokens and knows prices."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from frankly.adapters.files.prompts import FilePrompts, load_prompts
from frankly.cli.screen import err
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.errors import Invalid, Misconfigured, NotFound
from frankly.ports.asking.model import LanguageModel
from frankly.settings import Settings, data_folder


@dataclass(frozen=True)
class OpenPrompts:
    """The prompts of one run.

    Attributes:
        settings: of the run.
        folder: where they lie.
        book: all of them.
    """

    settings: Settings
    folder: Path
    book: FilePrompts

    def find(self, name: str) -> Prompt:
        """A version by its name, or the one in use by its task.

        Raises:
            NotFound: when there is no such task or version.
            Misconfigured: when none of the task is released.
        """
        task, _, number = name.partition("/v")
        if task not in set(PromptTask):
            raise NotFound(f"There is no task '{task}'; there is: {', '.join(PromptTask)}.")
        if not number:
            return self.book.current(PromptTask(task))
        if not number.isdecimal():
            raise Invalid(f"'{name}' is no version; write it as {task}/v1.")
        return self.book.get(PromptTask(task), int(number))

    @property
    def counter(self) -> LanguageModel | None:
        """The first model of FRANKLY_MODEL, for its tokenizer and its price; None where there is none to be had."""
        return self._counting[0]

    @property
    def why_estimated(self) -> str:
        """Why there is no counter, and what to do; empty where there is one."""
        return self._counting[1]

    @cached_property
    def _counting(self) -> tuple[LanguageModel | None, str]:
        if not self.settings.model:
            return None, "set FRANKLY_MODEL to count exactly and see the price."
        from frankly.adapters.litellm_package import LiteLLMPackage
        from frankly.adapters.model.litellm_model import LiteLLMModel
        from frankly.adapters.model.prices import price_set
        from frankly.adapters.model.stack import models_named

        package = LiteLLMPackage()
        try:
            with err().status("Loading the tokenizer"):
                package.wait()
        except Misconfigured as error:
            return None, error.message
        price = price_set(self.settings.model_price) if self.settings.model_price else None
        return LiteLLMModel(models_named(self.settings)[0], package, price=price), ""


def load(settings: Settings) -> OpenPrompts:
    """Load the prompts in force.

    Raises:
        Misconfigured: when one is wrong, with file and line.
    """
    folder = data_folder("prompts", settings)
    return OpenPrompts(settings, folder, load_prompts(folder))


def folder_of(settings: Settings, path: Path | None) -> Path:
    """A folder that was named, or the one in force.

    Raises:
        NotFound: when there is no such folder.
    """
    if path is None:
        return data_folder("prompts", settings)
    if not path.is_dir():
        raise NotFound(f"There is no folder {path}; name one that holds <task>/v<number>.md.j2.")
    inside = path / "prompts"
    return inside if inside.is_dir() else path
