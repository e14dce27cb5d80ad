"""Deals the cards of many checks from one shop: good outputs are made once for all that look at the same kind."""

from collections.abc import Callable, Sequence
from typing import Final

from threadpoolctl import threadpool_limits

from frankly.adapters.files.prompts import load_prompts
from frankly.evals.cards.card import Card
from frankly.evals.cards.dealing import deal
from frankly.evals.cards.sets.registry import SETS
from frankly.evals.cards.studio import NOWHERE, SET_ASIDE, Studio
from frankly.evals.checks.registry import CHECKS
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.models import Replies
from frankly.evals.generating.shop import open_shop
from frankly.evals.judging.judge import bench_of
from frankly.settings import Settings, data_folder

SEED: Final = 20_261
"""Of the draws of committed cards; developing uses others."""


async def deal_all(
    load: Callable[[str], DataSet],
    names: Sequence[str],
    outputs: int,
    say: Callable[[str], None],
    keep: Callable[[Card], None] = lambda card: None,
    *,
    shop: str = SET_ASIDE,
    seed: int = SEED,
) -> dict[str, Card]:
    """Deal cards.

    Args:
        load: reads a data set of the demo.
        names: of checks; those without a mutation set are left out.
        outputs: good ones that each sees.
        say: told what is going on.
        keep: given each card as soon as it is dealt.
        shop: whose readers ask.
        seed: of the draws.

    Raises:
        Misconfigured: when a file that people edit is wrong.
    """
    settings = Settings()
    cards = {}
    with threadpool_limits(limits=1):
        opened = await open_shop(load(shop), say)
        replies = Replies(NOWHERE, "replay", simulated=True)
        async with replies.open(load_prompts(data_folder("prompts", settings))) as models:
            studio, bench = Studio(opened, models, shop), bench_of(settings)
            for name in (name for name in names if name in SETS):
                say(f"{name}: good outputs")
                good = await studio.good(SETS[name].kind, outputs, seed, CHECKS[name].probes)
                say(f"{name}: dealing")
                cards[name] = (await deal(CHECKS[name], SETS[name], good, bench, seed, studio)).card
                keep(cards[name])
    return cards
