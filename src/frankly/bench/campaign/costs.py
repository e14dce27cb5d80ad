"""Whether the forecast of a campaign's cost holds: simulated campaigns, forecast from a few texts, then paid in full.

Cells and prompts are those of a planned campaign. How long replies are is drawn, call by call, around a length and with
a spread that differ from campaign to campaign; one call in fifty brings nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Final

from frankly.bench.campaign.world import campaign_of, settings_of
from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.domain.campaign.campaign import Mode
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply, ModelUsage
from frankly.domain.seed import Seed, below, chance_ppm, derive
from frankly.domain.time import EpochMs
from frankly.errors import ModelTimeout
from frankly.pipelines.campaigning.planning.forecasting import forecast
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cell_texts import CellTexts
from frankly.pipelines.parts import Assistant, Parts
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.memory.campaigns import MemoryCampaigns
from frankly.testing.scripted_model import ScriptedModel

LEAST_CELLS: Final = 20
MOST_CELLS: Final = 200
FAILS_PPM: Final = 20_000
PRICE_IN, PRICE_OUT = 150, 600
"""Of a token, in billionths of a US dollar."""


class DrawnModel(ScriptedModel):
    """Replies whose lengths are drawn; each is the same whenever it is asked for."""

    def __init__(self, seed: Seed) -> None:
        """Draw how long the replies of this model are, and how much they differ."""
        super().__init__(name="drawn")
        self._seed = seed
        self._middle = 60 + below(400, seed, "middle")
        self._spread = 0.1 + below(600, seed, "spread") / 1000

    async def complete(self, call: ModelCall) -> ModelReply:
        """A reply that says nothing, and takes what was drawn."""
        key = call.key(self.name)
        if chance_ppm(self._seed, "fails", key) < FAILS_PPM:
            raise ModelTimeout("The model did not reply in time.")
        quantile = (1 + below(9_998, self._seed, "long", key)) / 10_000
        out = self._middle * math.exp(self._spread * NormalDist().inv_cdf(quantile))
        usage = ModelUsage(tokens_in=sum(self.count(part.text) for part in call.parts), tokens_out=round(out))
        return ModelReply(text="{}", model=self.name, usage=usage)

    def price(self, usage: ModelUsage) -> int:
        """What it costs."""
        return PRICE_IN * usage.tokens_in + PRICE_OUT * usage.tokens_out


@dataclass(frozen=True, slots=True)
class _Course:
    is_inside: bool
    off: float


async def in_interval(folder: Path, planned: Mode, campaigns: int, now: EpochMs) -> Mapping[str, float]:
    """Forecast campaigns, then pay for them.

    Args:
        folder: a data folder.
        planned: name of a campaign that is planned there, whose cells are drawn from.
        campaigns: how many.
        now: the moment.

    Returns:
        Figures `campaign.cost_in_interval` (share whose cost was inside), `campaign.cost_off` (by how much forecasts
        were off in the mean, as a share of the cost).
    """
    with open_stores(settings_of(folder)) as stores:
        edition = await stores.campaigns.edition(planned)
        keys = sorted(await stores.campaigns.cells(0 if edition is None else edition.no))
    settings = settings_of(folder).model_copy(update={"model": "openai/drawn"})
    async with open_frankly(settings, clock=FixedClock(now), waits_for_index=False) as parts:
        found = [await _forecast(parts, keys, now, number) for number in range(campaigns)]
    return {
        "campaign.cost_in_interval": sum(one.is_inside for one in found) / len(found),
        "campaign.cost_off": sum(one.off for one in found) / len(found),
    }


async def _forecast(parts: Parts, keys: Sequence[str], now: EpochMs, number: int) -> _Course:
    seed = derive("simulated campaign", number)
    drawn = sorted(keys, key=lambda key: below(2**53, seed, "cell", key))
    some = drawn[: LEAST_CELLS + below(MOST_CELLS - LEAST_CELLS, seed, "cells")]
    world = await _planned(parts, some, EpochMs(now + number))
    if parts.assistant is None:
        raise ValueError("no model is configured")
    model = DrawnModel(seed)
    assistant: Assistant = replace(parts.assistant, model=model)
    told = await forecast(world, CellTexts(world, assistant, keeps_faults=False))
    known = await _paid(world, model)
    texts = CellTexts(world, assistant)
    for key in some:
        await texts.of(key)
    rest = await _paid(world, model) - known
    predicted = told.cost_nano
    if predicted is None:
        raise ValueError("the model has no price")
    return _Course(predicted.low <= rest <= predicted.high, abs(predicted.middle - rest) / max(1.0, rest))


async def _planned(parts: Parts, keys: Sequence[str], at: EpochMs) -> CampaignWorld:
    """A campaign in memory, with one recipient for each cell."""
    ledger, campaign = MemoryCampaigns(), campaign_of("cell")
    edition = await ledger.begin(campaign.name, campaign.version, "{}", at)
    rows = [Recipient(no, f"p{no}") for no in range(1, len(keys) + 1)]
    await ledger.add(edition.no, rows)
    planned = [
        replace(row, state=RecipientState.PLANNED, fate=Fate.WILL_GET, cell=key)
        for row, key in zip(rows, keys, strict=True)
    ]
    await ledger.put(edition.no, planned, of=RecipientState.LISTED)
    return CampaignWorld(replace(parts, assistant=None), ledger, campaign, edition)


async def _paid(world: CampaignWorld, model: DrawnModel) -> int:
    texts = [await world.ledger.cell_text(world.edition.no, key) for key in await world.ledger.cells(world.edition.no)]
    known = [one for one in texts if one is not None]
    return sum(model.price(ModelUsage(tokens_in=one.tokens_in, tokens_out=one.tokens_out)) for one in known)
