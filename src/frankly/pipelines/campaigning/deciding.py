"""Makes the decision behind one recipient's message, and records it.

The plan decides without a model. A campaign that words each message by itself decides anew when it writes, with one.
"""

import asyncio
from dataclasses import dataclass, field

from frankly.domain.campaign.recipient import Fate
from frankly.domain.message_lines import MessageQuestion
from frankly.errors import StoreUnavailable
from frankly.pipelines.assisting.assist import assisted
from frankly.pipelines.campaigning.cells import cell_of
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.decide import decide
from frankly.pipelines.request import recording
from frankly.pipelines.request.answering import answered
from frankly.pipelines.request.deciding import Decided


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was decided for somebody.

    Attributes:
        decision: id of the record; empty where there is none.
        cell: key of the text that they share; empty without one.
        fate: why they get no message; None where they get one.
        detail: more about it.
    """

    decision: str
    cell: str = ""
    fate: Fate | None = None
    detail: str = ""


@dataclass(slots=True, eq=False)
class Deciding:
    """Decides for recipients of one edition.

    People who agreed to e-mail and to no profile get the version for everybody. It is made for nobody in particular,
    once a language and variant, and its record names nobody.

    Attributes:
        world: the edition; without a model the wordings tell everything.
        most_ms: how long one message may wait for the model.
    """

    world: CampaignWorld
    most_ms: int = 60_000
    _general: dict[tuple[str, str, bool], Chosen] = field(default_factory=dict)

    async def personal(self, person: str, locale: str, variant: str, *, is_named: bool) -> Chosen:
        """Decide for one person.

        Raises:
            StoreUnavailable: when nothing can be recorded at the moment.
        """
        return await self._chosen(person, locale, variant, is_named=is_named)

    async def general(self, locale: str, variant: str, *, is_named: bool) -> Chosen:
        """The decision of the version for everybody; see `personal`."""
        key = locale, variant, is_named
        if key not in self._general:
            self._general[key] = await self._chosen(None, locale, variant, is_named=is_named)
        return self._general[key]

    async def _chosen(self, person: str | None, locale: str, variant: str, *, is_named: bool) -> Chosen:
        world = self.world
        question = world.question(person, locale, variant, is_named=is_named)
        decided = answered(await self._decided(question), "")
        answer = decided.answer
        lines = recording.served(answer, decided.key, decided.situation.scope)
        if not world.parts.decisions.record(recording.build(decided), lines, decided.record.life):
            await world.parts.decisions.flush()
            if not world.parts.decisions.record(recording.build(decided), lines, decided.record.life):
                raise StoreUnavailable("The records of a campaign's decisions cannot be written now. Try again.")
        if not answer.items:
            return Chosen(str(answer.decision), fate=Fate.NO_ITEM, detail="every candidate was filtered out")
        if answer.message is None or answer.message.subject is None:
            return Chosen(str(answer.decision), fate=Fate.NO_SUBJECT)
        tone = question.message.tone or decided.situation.surface.text.tone
        return Chosen(str(answer.decision), cell_of(answer, tone) if world.campaign.mode == "cell" else "")

    async def _decided(self, question: MessageQuestion) -> Decided:
        world, assistant = self.world, self.world.parts.assistant
        started_s = asyncio.get_running_loop().time()
        if assistant is None:
            return await decide(world.parts, question, world.edition.at)
        question = question.model_copy(update={"deadline_ms": self.most_ms})
        base = await decide(world.parts, question, world.edition.at)
        payer = world.payer(str(base.answer.decision))
        return await assisted(world.parts, base, started_s=started_s, payer=payer)
