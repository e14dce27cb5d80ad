"""One question about the items of a ballot, in as many shuffles as it is asked; and what came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from frankly.domain.deciding.vote import Ballot, VoteKey
from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.prompt import Prompt
from frankly.domain.model.tasks.rank import RankReply
from frankly.domain.surface import Surface
from frankly.pipelines.parts import CastVote
from frankly.ports.asking.model import LanguageModel
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.stages.replies.handles import ReadOrder, read_order
from frankly.stages.replies.reading import read_object
from frankly.stages.vote.ask import Question, Shown, question

AGAIN = 1
"""Sample of the second shuffle."""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A question that is ready to be asked.

    Attributes:
        prompt: by which it is asked.
        model: name of the model, part of the shuffle's seed.
        surface: whose slate it is about.
        ballot: what may be voted on.
        shown: its items as a model may see them, in the base order.
        deadline_ms: time for one call.
        payer: whose budgets it is taken from.
    """

    prompt: Prompt
    model: str
    surface: Surface
    ballot: Ballot
    shown: Sequence[Shown]
    deadline_ms: int
    payer: Payer

    def question(self, sample: int = 0) -> Question:
        """What is asked; another sample is another shuffle."""
        place = self.surface.title.get("en") or self.surface.name
        slots = self.ballot.open_slots
        return question(self.shown, place, slots, prompt=self.prompt.name, model=self.model, sample=sample)

    def call(self, asked: Question, sample: int = 0) -> ModelCall:
        """The call that asks it."""
        shape = shape_of(RankReply, "order")
        return call_of(self.prompt, asked.about, shape, deadline_ms=self.deadline_ms, payer=self.payer, sample=sample)

    async def ask(self, model: LanguageModel, sample: int = 0, deadline_ms: int | None = None) -> ReadOrder:
        """Ask a model.

        Args:
            model: that is asked.
            sample: which shuffle.
            deadline_ms: time for it, where that is another one.

        Raises:
            ModelFailed: when there is no reply.
            ModelMisbehaved: when the reply is empty or has no end.
        """
        asked = self.question(sample)
        reply = await model.complete(self.call(asked, sample).within(deadline_ms or self.deadline_ms))
        return read(reply.text, asked)

    def cast(self, order: ReadOrder, model: LanguageModel) -> CastVote:
        """The vote as it is counted.

        Args:
            order: the model's.
            model: is asked again, for some votes.
        """
        asked = self.question()
        return CastVote(
            key=VoteKey(surface=self.surface.name, model=self.model, prompt=self.prompt.name),
            content=self.call(asked).content,
            shown=tuple(map(str, asked.rows.values())),
            scores={str(asked.rows[item.handle]): item.score for item in asked.about.items},
            order=named(asked, order),
            again=partial(self._again, model),
        )

    async def _again(self, model: LanguageModel, deadline_ms: int) -> tuple[str, ...]:
        order = await self.ask(model, AGAIN, deadline_ms)
        return named(self.question(AGAIN), order)


def read(text: str, asked: Question) -> ReadOrder:
    """The order in a reply, with the faults of its notation."""
    found = read_object(text)
    if found.value is None:
        return ReadOrder((), tuple(asked.rows), found.faults)
    order = read_order(found.value.get("order"), list(asked.rows))
    return ReadOrder(order.order, order.missing, (*found.faults, *order.faults))


def named(asked: Question, order: ReadOrder) -> tuple[str, ...]:
    """An order by the items' rows: handles differ from shuffle to shuffle."""
    return tuple(str(asked.rows[handle]) for handle in order.order)
