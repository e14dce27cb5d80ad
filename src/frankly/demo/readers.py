"""Simulated readers of Lantern Books: nobody here exists, and every act, fact and consent is drawn from a seed.

All draws are named hashes (`demo.dice`), so one seed gives the same readers on every machine. Ids start with `reader-`
and `sim-`, and every fact has the origin `simulated`.
"""

from collections.abc import Iterator
from functools import lru_cache

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.demo.dice import Dice
from frankly.demo.named import JONAS, MARA, jonas_facts, mara_consent, mara_events
from frankly.demo.shop import Shop, set_up
from frankly.demo.statements import consent_of, facts_of
from frankly.demo.tastes import Taste, draw_taste, read_labels
from frankly.demo.visits import Life
from frankly.domain.ids import PersonId
from frankly.domain.person.consent import Consent
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.seed import derive

READERS = 640
"""Number of drawn readers; the named ones come on top."""

SEED = 7
"""The seed of the demo."""

FIRST_NAMES = (
    "Ada Amir Anya Ben Bea Carl Chloe Dario Dina Elif Emil Esme Farid Fay Gus Hana Hugo Ida Ines Ivo Jana "
    "Jude Kai Kira Lars Lena Liam Lotte Malik Mia Milo Nell Nora Olga Omar Otto Pia Priya Quinn Rafa Rosa "
    "Sami Saskia Selma Theo Tilda Uma Vera Viktor Wanda Yara Yusuf Zoe"
).split()


def display_name(person: str) -> str:
    """A first name to show for a reader in the demo; it is computed, never stored."""
    named = {str(MARA.person): MARA.name, str(JONAS.person): JONAS.name}
    return named.get(person) or FIRST_NAMES[Dice(derive("name", person)).below(len(FIRST_NAMES), "name")]


def events(now_ms: int = LANTERN_NOW_MS, seed: int = SEED, first: int = 1, readers: int = READERS) -> Iterator[Event]:
    """Simulate what all readers did in the eighteen months before `now_ms`.

    Args:
        now_ms: end of the simulated time; no act is later.
        seed: another seed gives other readers.
        first: number of the first reader; the named ones come with number 1.
        readers: how many are drawn; tens of thousands are made in several calls, each of which holds its own alone.

    Yields:
        Acts in order of time, then of id.
    """
    shop, tastes = _cast(now_ms, seed, first, readers)
    lives = [Life(taste, shop, _dice(seed).of(taste.person)).live() for taste in tastes]
    acts = [act for life in lives for act in life] + (mara_events(now_ms) if first == 1 else [])
    yield from sorted(acts, key=lambda act: (act.at, act.id))


def profiles(
    now_ms: int = LANTERN_NOW_MS, seed: int = SEED, first: int = 1, readers: int = READERS
) -> Iterator[tuple[PersonId, tuple[Fact, ...], Consent | None]]:
    """Simulate what readers stated and what they decided about their data.

    Args:
        now_ms: end of the simulated time.
        seed: the same seed as for `events`, so that statements and acts fit each other.
        first: number of the first reader; the named ones come with number 1.
        readers: how many are drawn.

    Yields:
        Person, stated facts, and consent or None where they never decided. Readers with neither are left out.
    """
    if first == 1:
        yield PersonId(str(JONAS.person)), jonas_facts(now_ms), None
        yield PersonId(str(MARA.person)), (), mara_consent(now_ms)
    for taste in _cast(now_ms, seed, first, readers)[1]:
        dice = _dice(seed).of(taste.person, "states")
        facts, consent = facts_of(taste, dice), consent_of(taste, dice)
        if facts or consent is not None:
            yield taste.person, facts, consent


def _dice(seed: int) -> Dice:
    return Dice(derive("lantern", seed))


@lru_cache(maxsize=2)
def _cast(now_ms: int, seed: int, first: int, readers: int) -> tuple[Shop, tuple[Taste, ...]]:
    """The shop and its readers; kept, because acts and statements are asked for one after the other."""
    dice = _dice(seed)
    shop = set_up(books(now_ms), now_ms, dice)
    labels = read_labels(shop)
    people = [PersonId(f"reader-{number:04d}") for number in range(first, first + readers)]
    return shop, tuple(draw_taste(person, shop, labels, dice.of(person)) for person in people)
