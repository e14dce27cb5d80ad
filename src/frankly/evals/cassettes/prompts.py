"""What cassettes know of prompts: whether a version reads as it did when it was recorded, and which rules it lost."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from frankly.domain.canonical import content_hash
from frankly.domain.model.prompt import Prompt, PromptStatus
from frankly.evals.cassettes.line import Line
from frankly.ports.asking.prompts import PromptBook


def wording_of(prompt: Prompt) -> str:
    """Hash of everything in a prompt version that a model reads or is told; its status is no part of it."""
    told = prompt.model_dump(mode="json", include={"task", "version", "input", "output", "parameters", "rules", "body"})
    return content_hash(told)


class KnownPrompts:
    """The prompts in force, as recordings are held to them."""

    def __init__(self, book: PromptBook | None) -> None:
        """Take the prompts; without any, nothing is called changed and no rule lost."""
        self._book = book

    @property
    def book(self) -> PromptBook | None:
        """The prompts themselves."""
        return self._book

    @cached_property
    def _all(self) -> dict[str, Prompt]:
        return {one.name: one for one in self._book.all()} if self._book is not None else {}

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Name of a version → hash of its wording."""
        return {name: wording_of(one) for name, one in self._all.items()}

    @property
    def is_known(self) -> bool:
        """Whether there is anything to hold recordings to."""
        return self._book is not None

    def reads_as(self, line: Line) -> bool:
        """Whether a recorded prompt version is there and reads as it did."""
        return not self.is_known or not line.prompt_hash or self.hashes.get(line.prompt) == line.prompt_hash

    def referred(self, name: str, lines: Iterable[Line]) -> tuple[str, ...]:
        """Ids of rules that calls of a version are expected to state.

        A version that was changed is held to what its recorded calls stated; a draft to the version in use before it.
        What a newer version lost and was released without, somebody decided.

        Args:
            name: of the version that is asked now.
            lines: recorded replies of the same model.
        """
        own = self.hashes.get(name, "")
        recorded = _always_stated(one for one in lines if one.prompt == name and one.prompt_hash not in {own, ""})
        if recorded:
            return recorded
        prompt = self._all.get(name)
        if prompt is None or prompt.status != PromptStatus.DRAFT:
            return ()
        earlier = [
            one
            for one in self._all.values()
            if one.task == prompt.task and one.version < prompt.version and one.status != PromptStatus.DRAFT
        ]
        return tuple(rule.id for rule in max(earlier, key=lambda one: one.version).rules) if earlier else ()


def _always_stated(lines: Iterable[Line]) -> tuple[str, ...]:
    """Rules that every one of some calls stated: what depends on what is asked is not lost where it is absent."""
    stated_in: dict[str, int] = defaultdict(int)
    number = 0
    for one in lines:
        number += 1
        for rule in one.rules:
            stated_in[rule] += 1
    return tuple(rule for rule, times in stated_in.items() if times == number)
