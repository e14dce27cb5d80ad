"""Language models that only vote: each follows one plain rule over the items that the `rank` prompt shows. Simulated.

They read the rendered prompt as a model would, so that what is tried with them is the whole way of a vote.
"""

from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from frankly.domain.model.call import ModelCall, PartRole
from frankly.domain.model.handles import HANDLE
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.domain.seed import derive


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the prompt.

    Attributes:
        handle: what the item is called.
        score: in percent of the best.
        title: of the item.
    """

    handle: str
    score: int
    title: str


Rule = Callable[[Sequence[ShownLine], ModelCall, Collection[str]], Sequence[ShownLine]]
"""Lines as they are shown, the call, and titles that the reader will choose → lines, best first."""


def by_score(lines: Sequence[ShownLine]) -> list[ShownLine]:
    """In order of score; equal ones by title, so that another shuffle gives the same."""
    return sorted(lines, key=lambda line: (-line.score, line.title))


RULES: Final[Mapping[str, Rule]] = {
    "agree": lambda lines, call, wanted: by_score(lines),
    "reverse": lambda lines, call, wanted: by_score(lines)[::-1],
    "echo": lambda lines, call, wanted: lines,
    "random": lambda lines, call, wanted: sorted(lines, key=lambda line: derive(call.content, line.handle)),
    "spoil": lambda lines, call, wanted: sorted(by_score(lines), key=lambda line: line.title in wanted),
    "oracle": lambda lines, call, wanted: sorted(by_score(lines), key=lambda line: line.title not in wanted),
}
"""Voters by name: agreeing with the scores, turning them round, echoing the prompt, tossing, knowing the future and
putting it last, knowing it and putting it first."""


class Voter:
    """Port `LanguageModel` that replies the order that its rule gives."""

    def __init__(self, name: str, rule: Rule | None = None) -> None:
        """Take a rule.

        Args:
            name: of the voter; one of `RULES` where no rule is given.
            rule: how it orders what it is shown.
        """
        self._name, self._rule = name, rule or RULES[name]
        self.wanted: Collection[str] = frozenset()
        """Titles that the reader will choose, for those that know the future."""
        self.calls: list[ModelCall] = []
        """All calls, in order."""

    @property
    def name(self) -> str:
        """Its name."""
        return f"voter/{self._name}"

    async def complete(self, call: ModelCall) -> ModelReply:
        """The order, as JSON."""
        self.calls.append(call)
        order = [line.handle for line in self._rule(lines_of(call), call, self.wanted)]
        return ModelReply(text=orjson.dumps({"order": order}).decode(), model=self.name)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The order in one piece."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """A token for four letters."""
        return len(text) // 4 + 1

    def price(self, usage: ModelUsage) -> int | None:
        """Nothing."""
        return 0


def lines_of(call: ModelCall) -> list[ShownLine]:
    """The items that a `rank` prompt shows, in the order in which it shows them."""
    data = "\n".join(part.text for part in call.parts if part.role is PartRole.USER)
    found = []
    for line in data.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 5 and HANDLE.fullmatch(parts[0]):
            found.append(ShownLine(parts[0], int(parts[1]), parts[3]))
    return found
