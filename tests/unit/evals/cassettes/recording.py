"""What tests of cassettes share: the shipped prompts' example calls, and cassettes with a counted live model."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from frankly.adapters.files.prompting.classes import example_call
from frankly.adapters.files.prompts import FilePrompts, load_prompts
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import Prompt, PromptStatus
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.cassettes.playing import Mode
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.settings import data_folder
from frankly.testing.replying_model import ReplyingModel

MODEL = "acme/writer-1"
DAY = "2026-11-21"


@lru_cache(maxsize=1)
def book() -> FilePrompts:
    return load_prompts(data_folder("prompts"))


def call_of(name: str = "write/v1", prompts: FilePrompts | None = None) -> ModelCall:
    """The example's call of a version."""
    return _shipped(name) if prompts is None else _of(prompts, name)


@lru_cache(maxsize=8)
def _shipped(name: str) -> ModelCall:
    return _of(book(), name)


def _of(prompts: FilePrompts, name: str) -> ModelCall:
    return example_call(next(one for one in prompts.all() if one.name == name))


def without(prompt: Prompt, rule: str) -> Prompt:
    """A version that does not state one of its rules any more."""
    stated = f"{{{{ rule('{rule}') }}}}"
    assert stated in prompt.body
    return prompt.model_copy(update={"body": prompt.body.replace(stated, "")})


def changed_without(rule: str) -> FilePrompts:
    """The shipped prompts with a rule taken out of write/v1, in place."""
    return FilePrompts(tuple(without(one, rule) if one.name == "write/v1" else one for one in book().all()))


def draft_without(rule: str) -> FilePrompts:
    """The shipped prompts and a draft beside them, which lost a rule."""
    draft = {"version": 9, "status": PromptStatus.DRAFT}
    written = next(one for one in book().all() if one.name == "write/v1")
    return FilePrompts((*book().all(), without(written, rule).model_copy(update=draft)))


def counting(reply: Callable[[ModelCall], str] = lambda call: '{"items": []}') -> ReplyingModel:
    """A live model that keeps every call that reaches it."""
    return ReplyingModel(reply, MODEL)


def opened(
    folder: Path,
    mode: Mode = "replay",
    live: ReplyingModel | None = None,
    *,
    simulated: bool = False,
    prompts: FilePrompts | None = None,
    scrubber: Scrubber | None = None,
    wanted: Path | None = None,
) -> Cassettes:
    return Cassettes(
        folder,
        mode,
        live=None if live is None else lambda name: live,
        simulated=simulated,
        prompts=book() if prompts is None else prompts,
        scrubber=scrubber,
        day=DAY,
        wanted=wanted,
    )


async def recorded(folder: Path, *calls: ModelCall, live: ReplyingModel | None = None) -> ReplyingModel:
    """Record replies to some calls, as a whole recording does."""
    model = live or counting()
    cassettes = opened(folder, "auto", model)
    for call in calls:
        await cassettes.model(MODEL).complete(call)
    cassettes.close()
    return model
