"""Runs `swap` and `variety` over the readers of the demo shop: 640 of one seed, and more of the next."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from frankly.adapters.files.words.wordings import load_text
from frankly.domain.seed import derive
from frankly.evals.data_sets import DataSet
from frankly.evals.faithfulness.people import drawn
from frankly.evals.liars.mail_variety import Mail, alike, mails_of, of_mails
from frankly.evals.liars.swap import swap
from frankly.evals.liars.told import Sentence, slates_of
from frankly.evals.liars.variety import most_common, of_slates, repeated
from frankly.evals.report import Report
from frankly.evals.world import build
from frankly.settings import Settings, data_folder

Say = Callable[[str], None]
SWAP_PEOPLE: Final = 150
"""People whose sentences are exchanged."""

MAIL_PEOPLE: Final = 200
"""People of the first shop whose e-mails are read."""

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
    report = Report(
        config={
            "people": people,
            "mail_people": MAIL_PEOPLE,
            "seed": seed,
            "surface": SURFACE,
            "locales": tuple(locales),
        }
    )
    slates: list[list[Sentence]] = []
    mails: list[Mail] = []
    for data in sets:
        if len(slates) < people:
            world = asyncio.run(build(data, say))
            found = asyncio.run(slates_of(world, drawn(world, seed, 0), SURFACE, locales, say))
            # Who is told nothing (no explanation is wanted) reads no words.
            slates += [slate for slate in found if slate][: people - len(slates)]
            if not mails:
                mails = asyncio.run(mails_of(world, drawn(world, seed, 0)[:MAIL_PEOPLE], locales))
    bare = _bare_words()
    report.figures = of_slates(slates) | of_mails(mails, bare)
    report.notes += most_common(slates) + repeated(slates) + alike(mails, bare)
    return report


def _bare_words() -> frozenset[str]:
    """Words that state nothing by themselves in any language, and those that speak of the reader; in small letters."""
    settings = Settings()
    lexicons = load_text(data_folder("policies", settings), data_folder("brand", settings) / "default.yaml").lexicons
    return frozenset(word.lower() for one in lexicons.values() for word in one.common | one.person)
