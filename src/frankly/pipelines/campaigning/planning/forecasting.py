"""What writing a planned campaign will take, said before it begins: calls, tokens, money, refusals.

A few cells drawn by the edition's seed are written for the forecast and kept, so nothing is paid for twice.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from operator import itemgetter
from typing import Final, NamedTuple

from frankly.domain.campaign.edition import SHARD, EditionState
from frankly.domain.campaign.recipient import LEFT, Fate, Recipient, RecipientState
from frankly.domain.model.reply import ModelUsage
from frankly.domain.seed import below, below_each
from frankly.errors import BudgetSpent, FranklyError
from frankly.measure.campaigns.prediction import Predicted, predicted_sum
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.planning.deciding import Deciding, Took, occasion_of
from frankly.pipelines.campaigning.planning.foreseeing import Foreseeing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cell_texts import AT_ONCE, CellTexts
from frankly.pipelines.campaigning.writing.composing import composed
from frankly.pipelines.campaigning.writing.messages import laid_out
from frankly.pipelines.campaigning.writing.reading import Decisions
from frankly.pipelines.parts import Assistant
from frankly.stages.messaging.addressing import usable_name

SAMPLED: Final = 12
"""Cells that are written for a forecast."""

MOST_SAMPLED: Final = 50
"""The most that may be asked for."""

COMPOSED_PER_S: Final = Predicted(200, 60, 300)
"""Messages that one process composes in a second; see `campaign.messages_per_s` in `docs/benchmarks.md`."""

SENTENCES: Final = 6
"""Sentences of a cell: subject, preheader, intro, closing, one reason, one invitation."""

OF_SENTENCE: Final = 32
"""Tokens of one sentence in a reply, with its notation."""


_GETTING: Final = (RecipientState.PLANNED, RecipientState.WRITTEN, *LEFT)
"""States of those who get a message, or got it."""


@dataclass(frozen=True, slots=True)
class CampaignForecast:
    """What writing will take.

    Attributes:
        cells: texts that recipients share.
        written: of them, those that are written already.
        calls: to the model, still to be made; where it words each message by itself, by the share of sampled recipients
            for whom one was asked.
        tokens: that they take.
        cost_nano: what they cost in billionths of a US dollar; None where no price is known.
        sentences: of sampled cells, sentences that a model wrote.
        refused: of those, sentences that the gate refused; wordings tell them.
        looked: sampled messages with a model's words that were looked over with the checks.
        failing: of those, messages that fail one, and would not be written.
        faults: why nothing came where a model was asked in vain → texts; of a sample they are asked for again.
        is_unpaid: whether no budget was left for all of the sample.
        seconds: how long one process takes to write all; None where it is not known how long a model takes.
        learned: replies that tokens and cost are learned from; 0 where they are reckoned by the length of prompts.
        unasked: sampled recipients for whom no model may be asked; wordings tell theirs.
    """

    cells: int
    written: int
    calls: int
    tokens: Predicted
    cost_nano: Predicted | None
    sentences: int = 0
    refused: int = 0
    looked: int = 0
    failing: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)
    is_unpaid: bool = False
    seconds: Predicted | None = None
    learned: int = 0
    unasked: int = 0


NOTHING: Final = CampaignForecast(0, 0, 0, Predicted(0, 0, 0), Predicted(0, 0, 0))


async def forecast(
    world: CampaignWorld, texts: CellTexts, most: int = SAMPLED, *, is_asking: bool = True
) -> CampaignForecast:
    """Forecast an edition whose recipients are planned.

    Args:
        world: the edition.
        texts: texts of its cells, with the model.
        most: cells that are written to learn from; 0 asks nothing and reckons by the length of prompts.
        is_asking: whether a model may be asked for them; else it is learned from those that are written.

    Where a model fails, or no budget is left for the sample, it is reckoned by the length of prompts too. How long the
    calls of a sample took is kept, so that whoever looks at the plan later, and asks none, is told the time too.
    """
    told, ledger, no = await _of_calls(world, texts, most, is_asking=is_asking), world.ledger, world.edition.no
    await ledger.keep_took(no, [round(1_000 * one) for one in texts.took_s])
    took_s = [one / 1_000 for one in await ledger.took(no)]
    waiting = [one for one in await ledger.tally(no) if one.state == RecipientState.PLANNED.value]
    return replace(told, seconds=lasting(took_s, told.calls, sum(one.count for one in waiting)))


async def _of_calls(world: CampaignWorld, texts: CellTexts, most: int, *, is_asking: bool) -> CampaignForecast:
    """The forecast without its time."""
    if world.campaign.mode == "per_recipient" and texts.assistant is not None:
        return await _of_each(world, texts, texts.assistant, most, is_asking=is_asking)
    cells = await world.ledger.cells(world.edition.no)
    if texts.assistant is None or world.campaign.mode != "cell" or not cells:
        return NOTHING if not cells else CampaignForecast(len(cells), 0, 0, NOTHING.tokens, NOTHING.cost_nano)
    drawn = sorted(cells, key=lambda key: below(2**53, world.seed, "forecast", key))[:most]
    tried = await _ask(texts, drawn) if is_asking else frozenset(drawn)
    is_unpaid = len(tried) < len(drawn)
    stored = await _stored(world, drawn if world.edition.state is EditionState.PLANNED else list(cells))
    written = {key: usage for key, usage in stored.items() if usage is not None}
    seen = [written[key] for key in drawn if key in written]
    failed = sum(1 for key in drawn if key not in written and (key in stored or (key in tried and is_asking)))
    faults = {fault: many for fault, many in (await world.ledger.cell_outcomes(world.edition.no)).items() if fault}
    # What failed for good stays without a text; what only this sample tried in vain is asked for again.
    rest = len(cells) - len(stored)
    if len(seen) < 2:
        reckoned = await _reckoned(texts, [key for key in cells if key not in stored], len(cells), len(written))
        return replace(reckoned, faults=faults, is_unpaid=is_unpaid)
    told = await _told(world, texts, frozenset(written).intersection(drawn))
    tokens, cost = _predicted(texts.assistant, seen, rest, failed)
    return CampaignForecast(
        len(cells),
        len(written),
        rest,
        tokens,
        cost,
        sentences=told.sentences,
        refused=told.refused,
        looked=told.looked,
        failing=told.failing,
        faults=faults,
        is_unpaid=is_unpaid,
        learned=len(seen),
    )


def lasting(took_s: Sequence[float], calls: int, messages: int) -> Predicted | None:
    """How long one process takes to write, in seconds.

    Calls are made `AT_ONCE` beside each other, and each run of recipients waits for the last of its own: between none
    and all of these waits come on top. Messages are composed at a stated pace.

    Args:
        took_s: calls of which it is known.
        calls: still to be made.
        messages: still to be composed.

    Returns:
        None where calls are to be made and fewer than two are known of.
    """
    if calls and len(took_s) < 2:
        return None
    asked = predicted_sum(took_s, calls)
    waits = min(calls, -(-messages // SHARD)) * (sum(took_s) / len(took_s)) if calls else 0.0
    return Predicted(
        asked.middle / AT_ONCE + waits / 2 + messages / COMPOSED_PER_S.middle,
        asked.low / AT_ONCE + messages / COMPOSED_PER_S.high,
        asked.high / AT_ONCE + waits + messages / COMPOSED_PER_S.low,
    )


def _predicted(
    assistant: Assistant, seen: Sequence[ModelUsage], rest: int, failed: int
) -> tuple[Predicted, Predicted | None]:
    """Tokens and cost of the rest, from texts that came and how many did not."""
    prices = [assistant.model.price(usage) for usage in seen]
    tokens = predicted_sum([usage.tokens for usage in seen], rest, failed)
    return tokens, None if None in prices else predicted_sum([float(one or 0) for one in prices], rest, failed)


async def _of_each(
    world: CampaignWorld, texts: CellTexts, assistant: Assistant, most: int, *, is_asking: bool
) -> CampaignForecast:
    """Where a model words each message by itself: learned from a few, whose records are kept for the run.

    Whoever did not agree to a model takes nothing, and is drawn as others are: how many such there are is learned too.
    """
    waiting = (RecipientState.PLANNED.value, Fate.WILL_GET.value)
    rest = sum(one.count for one in await world.ledger.tally(world.edition.no) if (one.state, one.fate) == waiting)
    deciding = Deciding(replace(world, parts=replace(world.parts, assistant=assistant)))
    foreseeing = Foreseeing(world, error_check(world.parts, world.campaign))
    decisions = Decisions(world.parts.decisions)
    looked = failing = 0
    found: list[Took] = []
    now_s = asyncio.get_running_loop().time
    is_unpaid = False
    for row in await _drawn(world, most):
        is_named, about = bool(usable_name(row.contact.first_name)), await occasion_of(decisions, row)
        asked = row.person, row.locale, row.variant
        started_s = now_s()
        try:
            if is_asking:
                chosen = await deciding.personal(*asked, is_named=is_named, occasion=about)
                texts.took_s += [now_s() - started_s] if chosen.took.is_new else []
                if chosen.answer is not None and chosen.took.usage.tokens:
                    looked += 1
                    failing += foreseeing.seen(row, chosen.answer).state is RecipientState.SKIPPED
                took: Took | None = chosen.took
            else:
                took = await deciding.taken(*asked, is_named=is_named, occasion=about)
        except BudgetSpent:
            is_unpaid = True
            break
        if took is not None:
            found.append(took)
            rest -= row.state is RecipientState.PLANNED
    seen = [took.usage for took in found if took.usage.tokens]
    faults = Counter(took.fault for took in found if took.fault)
    unasked = len(found) - len(seen) - faults.total()
    tokens, cost = _predicted(assistant, seen, rest, len(found) - len(seen))
    calls = -(-rest * (len(found) - unasked) // len(found)) if found else rest
    return CampaignForecast(
        0,
        len(found),
        calls,
        tokens,
        cost,
        looked=looked,
        failing=failing,
        faults=dict(faults),
        is_unpaid=is_unpaid,
        learned=len(seen),
        unasked=unasked,
    )


async def _drawn(world: CampaignWorld, most: int) -> list[Recipient]:
    """Recipients who get the personal message, drawn by the edition's seed; of a larger sample these are the first.

    Those who were written to meanwhile stay in it, so that it is the same whenever somebody looks.
    """
    drawn: list[tuple[int, Recipient]] = []
    async for page in world.ledger.stream(world.edition.no, states=_GETTING, fates=(Fate.WILL_GET,)):
        lots = below_each(2**53, [str(row.no) for row in page], world.seed, "forecast")
        drawn = nsmallest(most, [*drawn, *zip(lots, page, strict=True)], key=itemgetter(0))
    return [row for _, row in drawn]


async def _ask(texts: CellTexts, keys: Sequence[str]) -> frozenset[str]:
    """Have cells written, as far as budgets allow; returns those that a model was asked for, or had been."""
    tried = set(keys)
    for key, found in zip(keys, await asyncio.gather(*map(texts.of, keys), return_exceptions=True), strict=True):
        if isinstance(found, BudgetSpent):
            tried.discard(key)
        elif isinstance(found, BaseException):
            raise found
    return frozenset(tried)


async def _stored(world: CampaignWorld, keys: Sequence[str]) -> dict[str, ModelUsage | None]:
    """What the texts of cells took that were asked for; None where none came, and none is asked for again."""
    texts = [await world.ledger.cell_text(world.edition.no, key) for key in keys]
    return {
        text.key: ModelUsage(tokens_in=text.tokens_in, tokens_out=text.tokens_out) if text.reply else None
        for text in texts
        if text is not None
    }


async def _reckoned(texts: CellTexts, keys: Sequence[str], cells: int, written: int) -> CampaignForecast:
    """By the length of the prompts of cells that are not written: replies may be short or long."""
    assistant, rest = texts.assistant, len(keys)
    sizes = [await texts.size(key) for key in keys[: 25 * SAMPLED]]
    if assistant is None or not sizes:
        return CampaignForecast(cells, written, rest, NOTHING.tokens, NOTHING.cost_nano)
    asked = predicted_sum([float(size) for size in sizes], rest)
    if len(sizes) == rest:
        asked = Predicted(sum(sizes), sum(sizes), sum(sizes))
    out = rest * SENTENCES * OF_SENTENCE
    least = ModelUsage(tokens_in=int(asked.low), tokens_out=out // 3)
    usual = ModelUsage(tokens_in=int(asked.middle), tokens_out=out)
    most = ModelUsage(tokens_in=int(asked.high), tokens_out=2 * out)
    prices = [assistant.model.price(usage) for usage in (usual, least, most)]
    cost = None if None in prices else Predicted(*(float(one or 0) for one in prices))
    tokens = Predicted(usual.tokens, least.tokens, most.tokens)
    return CampaignForecast(cells, written, rest, tokens, cost)


class _Told(NamedTuple):
    """What came of sampled cells: their sentences, those that the gate refused; messages, those that fail a check."""

    sentences: int = 0
    refused: int = 0
    looked: int = 0
    failing: int = 0


async def _told(world: CampaignWorld, texts: CellTexts, cells: frozenset[str]) -> _Told:
    """What came of sampled cells, for the first recipient of each."""
    seen: set[str] = set()
    told = _Told()
    decisions, check = Decisions(world.parts.decisions), error_check(world.parts, world.campaign)
    async for page in world.ledger.stream(world.edition.no, states=(RecipientState.PLANNED,)):
        for row in page:
            if row.cell not in cells or row.cell in seen:
                continue
            seen.add(row.cell)
            words = await texts.of(row.cell)
            try:
                message = await composed(world, row, await decisions.of(row.decision), words)
                fails = bool(check(laid_out(world, message)))
            except FranklyError:
                continue
            told = _Told(
                told.sentences + len(words.lines) + len(words.reasons) + (words.invitation is not None),
                told.refused + len(message.refusals),
                told.looked + 1,
                told.failing + fails,
            )
        if seen == cells:
            break
    return told
