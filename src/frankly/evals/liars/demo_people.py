"""Runs `swap` and `variety` over the readers of the demo shop: 640 of one seed, and more of the next."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from frankly.domain.seed import derive
from frankly.evals.data_sets import DataSet
from frankly.evals.faithfulness.people import drawn
from frankly.evals.liars.swap import swap
from frankly.evals.liars.told import Sentence, slates_of
from frankly.evals.liars.variety import most_common, of_slates, repeated
from frankly.evals.report import Report
from frankly.evals.world import build

Say = Callable[[str], None]
SWAP_PEOPLE: Final = 150
"""People whose sentences are exchanged."""

SURFACE: Final = "home"
SHOWN: Final = 20


def run_swap(sets: Sequence[DataSet], pairs: int, seed: int, locales: Sequence[str], say: Say) -> Report:
    """Exchange evidence between sentences of real decisions.

    Args:
        sets: shops with their people; the first is asked.
        pairs: how many pairs of unequal evidence, over all languages.
        seed: of all draws.
        locales: languages; pairs are drawn within each.
        say: told what is going on.
    """
    world = asyncio.run(build(sets[0], say))
    report = Report(config={"pairs": pairs, "seed": seed, "people": SWAP_PEOPLE, "surface": SURFACE})
    keys = drawn(world, seed, 3)[:SWAP_PEOPLE]
    done = []
    for locale in locales:
        slates = asyncio.run(slates_of(world, keys, SURFACE, (locale,), say))
        sentences = [sentence for slate in slates for sentence in slate]
        done.append(swap(sentences, -(-pairs // len(locales)), derive(seed, locale), world.parts.verifier))
    report.figures = {
        "swap.pairs": sum(one.pairs for one in done),
        "swap.admitted": sum(one.admitted for one in done),
        "swap.equal": sum(one.equal for one in done),
    }
    report.notes += [f"admitted: {line}" for one in done for line in one.shown[:SHOWN]]
    return report


def run_variety(sets: Sequence[DataSet], people: int, seed: int, locales: Sequence[str], say: Say) -> Report:
    """Count what people read.

    Args:
        sets: shops with their people, asked in turn until there are enough people.
        people: how many.
        seed: of all draws.
        locales: languages, by turns.
        say: told what is going on.
    """
    report = Report(config={"people": people, "seed": seed, "surface": SURFACE, "locales": tuple(locales)})
    slates: list[list[Sentence]] = []
    for data in sets:
        if len(slates) < people:
            world = asyncio.run(build(data, say))
            found = asyncio.run(slates_of(world, drawn(world, seed, 0), SURFACE, locales, say))
            # Who is told nothing (no explanation is wanted) reads no words.
            slates += [slate for slate in found if slate][: people - len(slates)]
    report.figures = of_slates(slates)
    report.notes += most_common(slates) + repeated(slates)
    return report
