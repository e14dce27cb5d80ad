"""What writing a planned campaign will take, said before it begins: calls, tokens, money, refusals.

A few cells drawn by the edition's seed are written for the forecast and kept, so nothing is paid for twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.model.reply import ModelUsage
from frankly.domain.seed import below
from frankly.errors import FranklyError
from frankly.measure.prediction import Predicted, predicted_sum
from frankly.pipelines.campaigning.cell_texts import CellTexts
from frankly.pipelines.campaigning.composing import composed
from frankly.pipelines.campaigning.reading import Decisions
from frankly.pipelines.campaigning.world import CampaignWorld

SAMPLED: Final = 8
"""Cells that are written for a forecast."""

SENTENCES: Final = 6
"""Sentences of a cell: subject, preheader, intro, closing, one reason, one invitation."""

OF_SENTENCE: Final = 32
"""Tokens of one sentence in a reply, with its notation."""


@dataclass(frozen=True, slots=True)
class CampaignForecast:
    """What writing will take.

    Attributes:
        cells: texts that recipients share.
        written: of them, those that are written already.
        calls: to the model, still to be made.
        tokens: that they take.
        cost_nano: what they cost in billionths of a US dollar; None where no price is known.
        sentences: of sampled cells, sentences that a model wrote.
        refused: of those, sentences that the gate refused; wordings tell them.
    """

    cells: int
    written: int
    calls: int
    tokens: Predicted
    cost_nano: Predicted | None
    sentences: int = 0
    refused: int = 0


NOTHING: Final = CampaignForecast(0, 0, 0, Predicted(0, 0, 0), Predicted(0, 0, 0))


async def forecast(world: CampaignWorld, texts: CellTexts, most: int = SAMPLED) -> CampaignForecast:
    """Forecast an edition whose recipients are planned.

    Args:
        world: the edition.
        texts: texts of its cells, with the model.
        most: cells that are written to learn from; 0 asks nothing and reckons by the length of prompts.

    Raises:
        BudgetSpent: when no budget is left for the sample.
    """
    cells = await world.ledger.cells(world.edition.no)
    if texts.assistant is None or world.campaign.mode != "cell" or not cells:
        return NOTHING if not cells else CampaignForecast(len(cells), 0, 0, NOTHING.tokens, NOTHING.cost_nano)
    drawn = sorted(cells, key=lambda key: below(2**53, world.seed, "forecast", key))[:most]
    seen = [usage for key in drawn if (usage := await _usage(world, texts, key)) is not None]
    rest = len(cells) - len(drawn)
    if len(seen) < 2:
        return await _reckoned(world, texts, list(cells), len(drawn))
    price = [texts.assistant.model.price(usage) for usage in seen]
    sentences, refused = await _refusals(world, texts, frozenset(drawn))
    return CampaignForecast(
        len(cells),
        len(drawn),
        rest,
        predicted_sum([usage.tokens for usage in seen], rest),
        None if None in price else predicted_sum([float(one or 0) for one in price], rest),
        sentences,
        refused,
    )


async def _usage(world: CampaignWorld, texts: CellTexts, key: str) -> ModelUsage | None:
    """What the text of a cell took; it is asked for where that was not done yet."""
    await texts.of(key)
    text = await world.ledger.cell_text(world.edition.no, key)
    if text is None or not text.reply:
        return None
    return ModelUsage(tokens_in=text.tokens_in, tokens_out=text.tokens_out)


async def _reckoned(world: CampaignWorld, texts: CellTexts, keys: Sequence[str], written: int) -> CampaignForecast:
    """By the length of prompts alone: replies may be half as long as the longest, or as long."""
    assistant, rest = texts.assistant, len(keys) - written
    sizes = [await texts.size(key) for key in keys[: 25 * SAMPLED]]
    if assistant is None or not sizes or not rest:
        return CampaignForecast(len(keys), written, rest, NOTHING.tokens, NOTHING.cost_nano)
    asked = predicted_sum([float(size) for size in sizes], rest)
    out = rest * SENTENCES * OF_SENTENCE
    least = ModelUsage(tokens_in=int(asked.low), tokens_out=out // 3)
    usual = ModelUsage(tokens_in=int(asked.middle), tokens_out=out)
    most = ModelUsage(tokens_in=int(asked.high), tokens_out=2 * out)
    prices = [assistant.model.price(usage) for usage in (usual, least, most)]
    cost = None if None in prices else Predicted(*(float(one or 0) for one in prices))
    tokens = Predicted(usual.tokens, least.tokens, most.tokens)
    return CampaignForecast(len(keys), written, rest, tokens, cost)


async def _refusals(world: CampaignWorld, texts: CellTexts, cells: frozenset[str]) -> tuple[int, int]:
    """Sentences of sampled cells, and those that the gate refuses for the first recipient of each."""
    seen: set[str] = set()
    sentences = refused = 0
    decisions = Decisions(world.parts.decisions)
    async for page in world.ledger.stream(world.edition.no, states=(RecipientState.PLANNED,)):
        for row in page:
            if row.cell not in cells or row.cell in seen:
                continue
            seen.add(row.cell)
            words = await texts.of(row.cell)
            try:
                message = await composed(world, row, await decisions.of(row.decision), words)
            except FranklyError:
                continue
            sentences += len(words.lines) + len(words.reasons) + (words.invitation is not None)
            refused += sum(1 for _ in message.refusals)
        if seen == cells:
            break
    return sentences, refused
