"""Makes the decision behind one recipient's message, and records it.

The plan decides without a model. A campaign that words each message by itself decides anew when it writes, with one.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from frankly.domain.answering.answer import Answer
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.campaign.recipient import Fate, Recipient
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.vote import MOST_SHOWN
from frankly.domain.model.reply import ModelUsage
from frankly.domain.person.consent import Purpose, Scope
from frankly.domain.saying.message_lines import MessageOccasion, MessageQuestion
from frankly.errors import BudgetSpent, NotFound, StoreUnavailable
from frankly.pipelines.assisting.assist import assisted
from frankly.pipelines.campaigning.planning.fitness import Fitness
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import cell_of
from frankly.pipelines.campaigning.writing.reading import Decisions
from frankly.pipelines.decide import decide
from frankly.pipelines.request import recording
from frankly.pipelines.request.answering import answered
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.surfacing import assigned
from frankly.stages.consent.scope import decide as scope_of


@dataclass(frozen=True, slots=True)
class Took:
    """What a model took for one message.

    Attributes:
        usage: of its replies when they were asked for first: those from the cache, and of a decision that was recorded
            before, count too.
        fault: why none came; empty where one did, or none was asked for.
        is_new: whether a model was asked just now, and not the cache or the record alone.
    """

    usage: ModelUsage = field(default_factory=ModelUsage)
    fault: str = ""
    is_new: bool = False

    @classmethod
    def of(cls, calls: Mapping[str, Any]) -> "Took":
        """What recorded calls took, by their content."""
        replied = [one["tokens"] for one in calls.values() if "tokens" in one]
        failed = [str(one["failure"][0]) for one in calls.values() if "failure" in one]
        usage = ModelUsage(tokens_in=sum(one[0] for one in replied), tokens_out=sum(one[2] for one in replied))
        is_new = bool(failed) or any(not one["cached"] for one in calls.values() if "tokens" in one)
        return cls(usage, "" if replied else next(iter(failed), ""), is_new)

    @classmethod
    def recorded(cls, record: Mapping[str, Any]) -> "Took":
        """What the calls of a recorded decision took."""
        return replace(cls.of(record["heard"].get("model", {}).get("calls", {})), is_new=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was decided for somebody.

    Attributes:
        decision: id of the record; empty where there is none.
        cell: key of the text that they share; empty without one.
        fate: why they get no message; None where they get one.
        detail: more about it.
        took: what a model took; nothing where none was asked.
        answer: what was decided; None where they get no message.
    """

    decision: str
    cell: str = ""
    fate: Fate | None = None
    detail: str = ""
    took: Took = field(default_factory=Took)
    answer: Answer | None = None


async def occasion_of(decisions: Decisions, row: Recipient) -> MessageOccasion | None:
    """What a recipient's message is written for, as the record of its decision says.

    Args:
        decisions: the records.
        row: the recipient, with a decision.

    Returns:
        None where that is no item, or the record went with its person.
    """
    if not row.occasion:
        return None
    try:
        asked = (await decisions.of(row.decision)).request()
    except NotFound:
        return None
    return asked.message.occasion if isinstance(asked, MessageQuestion) else None


def _kept_out(decided: Decided, occasion: MessageOccasion) -> str:
    """Why nothing of what a message is written for may be shown: reasons of filters, in the order of its items."""
    row_of, dropped = decided.situation.snapshot.row_of, decided.filtered.dropped
    rows = [row_of.get(item) for item in occasion.items]
    reasons = [DropReason.UNAVAILABLE if row is None else dropped.get(row) for row in rows]
    return ", ".join(dict.fromkeys(reason.value for reason in reasons if reason is not None))


@dataclass(slots=True, eq=False)
class Deciding:
    """Decides for recipients of one edition.

    People who agreed to e-mail and to no profile get the version for everybody. It is made for nobody in particular,
    once a language and variant, and its record names nobody. Reasons stand in it where the surface's declared default
    allows them; whoever decided otherwise has one of their own, for they are told what they agreed to and no more.

    Attributes:
        world: the edition; without a model the wordings tell everything.
        most_ms: how long one message may wait for the model.
        is_recorded: whether decisions are; else they are made to see what they would be.
        fitness: what is known of items that a message was to be about.
    """

    world: CampaignWorld
    most_ms: int = 60_000
    is_recorded: bool = True
    fitness: Fitness = field(init=False)
    _general: dict[tuple[str, str, bool], Chosen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing known of items."""
        self.fitness = Fitness(self.world.parts, self.world.campaign)

    def is_in_holdout(self, person: str) -> bool:
        """Whether somebody is in the holdout of the surface, for whom nothing of their own is used there."""
        return assigned(self.world.parts, self.world.surface, person) == "holdout"

    async def personal(
        self, person: str, locale: str, variant: str, *, is_named: bool, occasion: MessageOccasion | None = None
    ) -> Chosen:
        """Decide for one person.

        Args:
            person: who.
            locale: language of the message.
            variant: of the subject; empty without any.
            is_named: whether a first name follows the greeting.
            occasion: what it is written for: where nothing of that may be shown, there is no message.

        Raises:
            StoreUnavailable: when nothing can be recorded at the moment.
            BudgetSpent: when no budget is left for the model.
        """
        return await self._chosen(person, locale, variant, is_named=is_named, occasion=occasion)

    async def taken(
        self, person: str, locale: str, variant: str, *, is_named: bool, occasion: MessageOccasion | None = None
    ) -> Took | None:
        """What a model took for a message that was decided with one before; None where it was not. Asks none."""
        question = self.world.question(person, locale, variant, is_named=is_named, occasion=occasion)
        base = await self._fitting(question)
        record = await self.world.parts.decisions.get(str(answered(base, "").answer.decision))
        return None if record is None else Took.recorded(record)

    async def general(self, person: str, scope: Scope, locale: str, variant: str, *, is_named: bool) -> Chosen:
        """The decision of the version for everybody; see `personal`.

        Args:
            person: who gets it.
            scope: what may be used about them, which is no profile.
            locale: language of the message.
            variant: of the subject; empty without any.
            is_named: whether a first name follows the greeting.
        """
        nobodys = scope_of(self.world.surface, None, has_identity=False, is_holdout=False)
        # Who refuses explanations has a version of their own too, because lines about what is popular explain.
        if not {Purpose.EXPLAIN} <= scope.purposes & nobodys.purposes:
            return await self.personal(person, locale, variant, is_named=is_named)
        key = locale, variant, is_named
        if key not in self._general:
            self._general[key] = await self._chosen(None, locale, variant, is_named=is_named)
        return self._general[key]

    async def _chosen(
        self,
        person: str | None,
        locale: str,
        variant: str,
        *,
        is_named: bool,
        occasion: MessageOccasion | None = None,
    ) -> Chosen:
        world = self.world
        question = world.question(person, locale, variant, is_named=is_named, occasion=occasion)
        decided, took, is_known = await self._decided(question)
        answer = decided.answer
        if any(one.code == DegradationCode.MODEL_OUT_OF_BUDGET for one in answer.degradations):
            raise BudgetSpent(f"No budget is left for the campaign '{world.campaign.name}'; 'frankly usage' shows it.")
        if self.is_recorded and not is_known:
            await self._record(decided)
        if not answer.items:
            detail = "every candidate was filtered out"
            asked = decided.request
            if isinstance(asked, MessageQuestion) and (unfit := len(asked.message.unfit)):
                detail = f"{detail}, {unfit} because they cannot stand in an e-mail"
            return Chosen(str(answer.decision), fate=Fate.NO_ITEM, detail=detail, took=took)
        if occasion is not None and answer.items[0].origin != "occasion":
            detail = f"what it is written for may not be shown: {_kept_out(decided, occasion)}"
            return Chosen(str(answer.decision), fate=Fate.NO_ITEM, detail=detail, took=took)
        if answer.message is None or answer.message.subject is None:
            return Chosen(str(answer.decision), fate=Fate.NO_SUBJECT, took=took)
        tone = question.message.tone or decided.situation.surface.text.tone
        cell = cell_of(answer, tone) if world.campaign.mode == "cell" else ""
        return Chosen(str(answer.decision), cell, took=took, answer=answer)

    async def _fitting(self, question: MessageQuestion) -> Decided:
        """What is decided before a model is asked, about items that can stand in an e-mail.

        Where one cannot, it is decided once more with a filter that says so, and with a look at those behind it; where
        a model may choose others, at all that it is shown. The same question is always taken through the same steps:
        whoever goes on after a kill finds the same decision.
        """
        ahead = MOST_SHOWN if self.world.parts.assistant is not None else 0
        base = await self._base(question)
        while unfit := await self.fitness.among(base, ahead):
            form = question.message
            form = form.model_copy(update={"unfit": {**form.unfit, **unfit}})
            question, ahead = question.model_copy(update={"message": form}), max(MOST_SHOWN, 4 * ahead)
            base = await self._base(question)
        return base

    async def _base(self, question: MessageQuestion) -> Decided:
        """What is decided before a model is asked."""
        if self.world.parts.assistant is not None:
            question = question.model_copy(update={"deadline_ms": self.most_ms})
        return await decide(self.world.parts, question, self.world.edition.at)

    async def _decided(self, question: MessageQuestion) -> tuple[Decided, Took, bool]:
        """What is decided, what a model took for it, and whether that was recorded before.

        What a worker recorded before it was killed is known: the model is not asked again.
        """
        world, assistant = self.world, self.world.parts.assistant
        started_s = asyncio.get_running_loop().time()
        base = await self._fitting(question)
        known = answered(base, "")
        if assistant is None:
            return known, Took(), False
        record = await world.parts.decisions.get(str(known.answer.decision))
        if record is not None:
            return known, Took.recorded(record), True
        payer = world.payer(str(known.answer.decision))
        decided = await assisted(world.parts, base, started_s=started_s, payer=payer)
        calls = {content: call.as_plain() for content, call in decided.heard.calls.items()}
        return answered(decided, ""), Took.of(calls), False

    async def _record(self, decided: Decided) -> None:
        """Record a decision."""
        decisions, scope = self.world.parts.decisions, decided.situation.scope
        lines = recording.served(decided.answer, decided.key, scope)
        if not decisions.record(recording.build(decided), lines, decided.record.life):
            await decisions.flush()
            if not decisions.record(recording.build(decided), lines, decided.record.life):
                raise StoreUnavailable("The records of a campaign's decisions cannot be written now. Try again.")
