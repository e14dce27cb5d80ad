"""What doors tell of a campaign: how far it is, what became of everybody, what writing takes, what it says."""

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.campaign.edition import Edition, EditionState, Tally
from frankly.domain.campaign.recipient import TOLD, Fate, RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.errors import FranklyError
from frankly.measure.campaigns.prediction import Predicted
from frankly.pipelines.campaigning.checking import MailChecking
from frankly.pipelines.campaigning.everybody import fate_of
from frankly.pipelines.campaigning.planning.forecasting import CampaignForecast
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from frankly.stages.mail_checks.finding import MailFinding

_SAMPLED = (RecipientState.PLANNED, RecipientState.WRITTEN, RecipientState.SKIPPED)


class FateCount(Frozen):
    """How many recipients are where, and why."""

    state: str
    """How far they are."""

    fate: str
    """Why they get a message, or none; empty while undecided."""

    told: str
    """The same for people."""

    count: int
    """How many."""

    detail: str = ""
    """Which check failed; empty for every other reason."""


class CameBack(Frozen):
    """What came back of an edition so far."""

    delivered: int = 0
    """Recipients whose message arrived."""

    bounced: int = 0
    """Recipients whose address refused it."""

    clicked: int = 0
    """Recipients who followed a link."""

    converted: int = 0
    """Recipients who did what the campaign is for."""

    unsubscribed: int = 0
    """Recipients who want no more mail."""

    complained: int = 0
    """Recipients who called it spam."""

    value: int = 0
    """What all conversions came to, in the smallest unit of the currency."""

    @classmethod
    def of(cls, counts: Mapping[ResultKind, int], value: int) -> "CameBack":
        """Counts of a store."""
        return cls.model_validate({kind.value: count for kind, count in counts.items()} | {"value": value})


class Amount(Frozen):
    """An amount that is not known yet, in whole units."""

    middle: int
    """What is expected."""

    low: int
    """It is at least so much, in 95 of 100 cases."""

    high: int | None = None
    """It is at most so much, in 95 of 100 cases; null where nothing is known yet."""


class ForecastView(Frozen):
    """What writing will take."""

    cells: int
    """Texts that recipients share."""

    written: int
    """Of them, those that are written already."""

    calls: int
    """Calls to a model that are still to be made; where a model words each message by itself, by the share of sampled
    recipients for whom one was asked."""

    tokens: Amount
    """Tokens that they take."""

    cost_nano: Amount | None = None
    """What they cost, in billionths of a US dollar; null where no price is known."""

    sentences: int
    """Sentences that a model wrote for sampled cells."""

    refused: int
    """Of those, sentences that the gate refused; wordings tell them."""

    looked: int = 0
    """Sampled messages with a model's words that were looked over with the checks."""

    failing: int = 0
    """Of those, messages that fail one, and would not be written."""

    faults: Mapping[str, int] = Field(default_factory=dict)
    """Why nothing came where a model was asked in vain for the sample → texts; they are asked for again."""

    is_unpaid: bool = False
    """Whether no budget was left for all of the sample."""

    seconds: Amount | None = None
    """How long one process takes to write, in seconds, by how long the calls of the sample took; null where texts are
    still to come and fewer than two were asked for to learn it."""

    learned: int = 0
    """Replies that tokens and cost are learned from; 0 where they are reckoned by the length of prompts."""

    unasked: int = 0
    """Sampled recipients for whom no model may be asked; wordings tell theirs."""


class CellsAsked(Frozen):
    """What came of cells that a model was asked for; of messages, where it words each by itself."""

    texts: int
    """Cells with a text; messages that hold a model's words."""

    faults: Mapping[str, int]
    """Why nothing came → cells, or messages, that wordings tell."""

    @classmethod
    def of(cls, outcomes: Mapping[str, int]) -> "CellsAsked":
        """As the ledger counts them."""
        return cls(texts=outcomes.get("", 0), faults={code: many for code, many in outcomes.items() if code})

    @property
    def failed(self) -> int:
        """Cells, or messages, of which nothing came."""
        return sum(self.faults.values())


class UnfitView(Frozen):
    """An item that cannot stand in an e-mail."""

    item: str
    """Its id."""

    code: str
    """Of the check that it fails, from the list in `docs/reference/mail-checks.md`."""

    hint: str
    """What was found, and what to mend."""


class SampleSentence(Frozen):
    """A sentence of a sample."""

    kind: str
    """`reason`, `fact` or `nudge`."""

    text: str
    """What it says."""

    origin: str
    """Who wrote it: `template`, `phrasebook`, `model`, `edited`."""


class SampleItem(Frozen):
    """An item of a sample."""

    item: str
    """Its id."""

    title: str | None = None
    """Its title."""

    sentences: tuple[SampleSentence, ...]
    """What is said of it."""


class SampleError(Frozen):
    """What keeps a message from being sent."""

    code: str
    """From the list in `docs/reference/mail-checks.md`."""

    hint: str
    """What was found, and what to do."""


class SampleMessage(Frozen):
    """A message as somebody would get it, without their name."""

    recipient: int
    """Number in the edition."""

    decision: str
    """Id of the record behind it."""

    cell: str
    """Key of the text that is shared; empty without one."""

    locale: str
    """Language."""

    variant: str
    """Of the subject; empty without any."""

    subject: str
    """Subject."""

    preheader: str
    """What mailboxes show beside it."""

    intro: str
    """First line of the body."""

    items: tuple[SampleItem, ...]
    """What it is about."""

    errors: tuple[SampleError, ...] = ()
    """What keeps it from being sent."""


def fates(edition: Edition, tally: Sequence[Tally]) -> list[FateCount]:
    """What became of everybody; who waited when an edition was given up gets nothing, for that reason."""
    found: dict[tuple[str, str, str], int] = {}
    for one in tally:
        decided = fate_of(edition, RecipientState(one.state), Fate(one.fate) if one.fate else None)
        fate = "" if decided is None else decided.value
        found[one.state, fate, one.detail] = found.get((one.state, fate, one.detail), 0) + one.count
    return [
        FateCount(state=state, fate=fate, told=_told(fate, detail), count=count, detail=detail)
        for (state, fate, detail), count in found.items()
    ]


def _told(fate: str, detail: str) -> str:
    told = TOLD[Fate(fate)] if fate else "not decided yet"
    return f"{told}: {detail}" if detail else told


def forecast_view(told: CampaignForecast) -> ForecastView:
    """A forecast in whole units."""
    cost = None if told.cost_nano is None else _amount(told.cost_nano)
    plain: dict[str, Any] = asdict(told) | {"tokens": _amount(told.tokens), "cost_nano": cost}
    plain["seconds"] = None if told.seconds is None else _amount(told.seconds)
    return ForecastView.model_validate(plain)


async def unfit_items(world: CampaignWorld) -> tuple[UnfitView, ...]:
    """Items that the plan of an edition found unfit for an e-mail, in order of id."""
    return tuple([UnfitView.model_validate(asdict(one)) for one in await world.ledger.unfit(world.edition.no)])


def sample_view(message: CampaignMessage, errors: Sequence[MailFinding] = ()) -> SampleMessage:
    """A message as a sample.

    Args:
        message: as it was laid out.
        errors: what keeps it from being sent.
    """
    answer, lines, row = message.composed.answer, message.composed.lines, message.recipient
    return SampleMessage(
        recipient=row.no,
        decision=str(answer.decision),
        cell=row.cell,
        locale=answer.locale,
        variant=row.variant,
        subject=lines.subject.text if lines.subject else "",
        preheader=lines.preheader.text if lines.preheader else "",
        intro=lines.intro.text if lines.intro else "",
        items=tuple(
            SampleItem(
                item=str(item.id),
                title=item.display.title,
                sentences=tuple(
                    SampleSentence(kind=one.kind, text=one.text, origin=one.origin) for one in item.sentences
                ),
            )
            for item in answer.items
        ),
        errors=tuple(SampleError(code=one.code, hint=one.hint) for one in errors),
    )


async def samples(world: CampaignWorld, most: int) -> AsyncIterator[SampleMessage]:
    """Messages of recipients drawn evenly over the audience, of those that can be composed.

    Those that fail a check are among them: whoever sees what is wrong can mend it before all are written.
    """
    if not most or world.edition.state is EditionState.PLANNING:
        return
    made, checking = messages_of(world.without_model()), MailChecking(world.parts, world.campaign)
    step, seen = max(1, world.edition.recipients // most), 0
    async for page in world.ledger.stream(world.edition.no, states=_SAMPLED):
        for row in page:
            is_told = row.state is not RecipientState.SKIPPED or row.fate is Fate.CHECK_FAILED
            if seen * step > row.no or not is_told:
                continue
            try:
                message = await made.of(replace(row, contact=replace(row.contact, first_name="")))
            except FranklyError:
                continue
            seen += 1
            yield sample_view(message, [one for one in checking.findings(message) if one.severity == "error"])
            if seen >= most:
                return


def _amount(told: Predicted) -> Amount:
    return Amount(
        middle=round(told.middle), low=round(told.low), high=None if told.high == math.inf else round(told.high)
    )
