"""What a build will take, said before it begins: calls, tokens and money, and whether budgets leave so much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.model.budget import BudgetKind, BudgetLimit, uses
from frankly.domain.model.call import Payer
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.reply import ModelUsage
from frankly.domain.model.tasks.judge import JudgeInput, JudgeReply
from frankly.domain.time import EpochMs
from frankly.pipelines.phrasebook.asking import PAYER, call_for, cell_asked, item_asked
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.due import Wanted, stale, units
from frankly.ports.asking.budget import BudgetStore
from frankly.ports.asking.model import LanguageModel
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of

COUNTED: Final = 200
"""Prompts whose tokens are counted; the others are taken to be like them."""

OF_SENTENCE: Final = 32
"""Tokens of one sentence in a reply, with its notation; a sentence has 25 words at most."""

OF_JUDGEMENT: Final = 40
_SAMPLE: Final = JudgeInput(span="x" * 150, sentence="x" * 80)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a build will take, if every sentence that is asked for comes and has to be judged: so at most, or nearly.

    Attributes:
        items: whose facts are due.
        cells: whose phrases are due.
        skipped: units that were made before.
        silent: items that are due and hold nothing that may be told: they cost nothing.
        stale: phrases that are verified again, without a model.
        calls: to the model that writes.
        judgements: calls to the judge, at most.
        usage: tokens of all of them.
        cost_nano: money in billionths of a US dollar; None where a price is not known.
    """

    items: int
    cells: int
    skipped: int
    silent: int
    stale: int
    calls: int
    judgements: int
    usage: ModelUsage
    cost_nano: int | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a budget leaves to builds at this moment.

    Attributes:
        kind: which budget.
        tokens: left; None is no limit.
        cost_nano: left, in billionths of a US dollar; None is no limit.
        most: the limit itself.
    """

    kind: BudgetKind
    tokens: int | None
    cost_nano: int | None
    most: BudgetLimit

    @property
    def setting(self) -> str:
        """The setting that limits it."""
        return f"FRANKLY_BUDGET_{self.kind.value.upper()}"

    def is_short(self, told: Forecast) -> bool:
        """Whether a build may take more than is left; a price that is not known is compared with nothing."""
        return self.lacks(told.usage.tokens, told.cost_nano)

    def lacks(self, tokens: float, cost_nano: float | None) -> bool:
        """Whether so many tokens, or so much money, are more than is left; None is compared with nothing."""
        lacks_tokens = self.tokens is not None and tokens > self.tokens
        return lacks_tokens or (self.cost_nano is not None and (cost_nano or 0) > self.cost_nano)


async def allowances(
    store: BudgetStore, limits: Sequence[BudgetLimit], now: EpochMs, payer: Payer = PAYER
) -> tuple[Allowance, ...]:
    """What each budget that somebody's calls are counted under, and that has a limit, leaves of it.

    Args:
        store: what was spent.
        limits: those that are set.
        now: the moment.
        payer: whose calls; builds' by default.

    Raises:
        StoreUnavailable: when the store cannot be read.
    """
    found = []
    for use in uses(tuple(limits), payer, now):
        if use.name and (use.tokens, use.cost_nano) != (None, None):
            spent = await store.spent(use)
            most = BudgetLimit(kind=use.kind, tokens=use.tokens, cost_nano=use.cost_nano)
            left = [
                None if limit is None else max(0, limit - already)
                for limit, already in ((use.tokens, spent.tokens), (use.cost_nano, spent.cost_nano))
            ]
            found.append(Allowance(use.kind, left[0], left[1], most))
    return tuple(found)


async def forecast(book: Phrasebook, wanted: Wanted, model: LanguageModel, judge: LanguageModel | None) -> Forecast:
    """Count what is due; asks no model.

    Args:
        book: the phrasebook.
        wanted: what of it is to be made.
        model: that writes.
        judge: that judges; None where nobody does.
    """
    counted: dict[bool, list[int]] = {True: [], False: []}
    items = cells = skipped = silent = sentences = judgements = 0
    async for unit, is_due in units(book, wanted):
        if not is_due:
            skipped += 1
            continue
        asked = item_asked(book, unit.item) if unit.item else cell_asked(book, unit.cell) if unit.cell else None
        if asked is None:
            silent += 1
            continue
        items, cells = items + (unit.item is not None), cells + (unit.item is None)
        sentences += asked.most
        judgements += asked.most if unit.item is not None and judge is not None else 0
        if len(counted[unit.item is None]) < COUNTED:
            counted[unit.item is None].append(_tokens(model, call_for(book, asked).parts))
    read = _scaled(counted[False], items) + _scaled(counted[True], cells)
    writing = ModelUsage(tokens_in=read, tokens_out=sentences * OF_SENTENCE)
    judging = _judging(book, judge, judgements) if judge is not None else ModelUsage()
    prices = [model.price(writing), judge.price(judging) if judge is not None else 0]
    known = [price for price in prices if price is not None]
    return Forecast(
        items=items,
        cells=cells,
        skipped=skipped,
        silent=silent,
        stale=len(stale(book, await book.phrases.all())),
        calls=items + cells,
        judgements=judgements,
        usage=ModelUsage(
            tokens_in=writing.tokens_in + judging.tokens_in, tokens_out=writing.tokens_out + judging.tokens_out
        ),
        cost_nano=sum(known) if len(known) == len(prices) else None,
    )


def _tokens(model: LanguageModel, parts: Sequence[object]) -> int:
    return sum(model.count(str(getattr(part, "text", ""))) for part in parts)


def _scaled(counted: Sequence[int], number: int) -> int:
    return sum(counted) * number // len(counted) if counted else 0


def _judging(book: Phrasebook, judge: LanguageModel, number: int) -> ModelUsage:
    prompt = book.prompts.current(PromptTask.JUDGE)
    call = call_of(prompt, _SAMPLE, shape_of(JudgeReply, "judgement"), deadline_ms=1)
    return ModelUsage(tokens_in=number * _tokens(judge, call.parts), tokens_out=number * OF_JUDGEMENT)
