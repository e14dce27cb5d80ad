"""Who is asked for: people with short and with long histories in turn, drawn by a hash of their key."""

from collections.abc import Iterator
from typing import Final

from frankly.domain.person.event import SESSION_PREFIX
from frankly.domain.seed import derive
from frankly.evals.world import World

BANDS: Final = (0, 1, 3, 10, 50, 200)
"""Least number of acts of each band of histories."""


def band_of(acts: int) -> str:
    """Name of the band that a history of so many acts is in: `acts_3_9`."""
    place = max(number for number, least in enumerate(BANDS) if least <= acts)
    if place + 1 == len(BANDS):
        return f"acts_{BANDS[place]}_up"
    most = BANDS[place + 1] - 1
    return f"acts_{BANDS[place]}" if most == BANDS[place] else f"acts_{BANDS[place]}_{most}"


def drawn(world: World, seed: int, least: int = 0) -> list[str]:
    """Everyone with at least so many acts, in an order that the seed draws."""
    people = [
        key
        for key, record in world.records.items()
        if len(record.history) >= least and not key.startswith(SESSION_PREFIX)
    ]
    return sorted(people, key=lambda key: (derive("people", seed, key), key))


def in_turn(world: World, seed: int) -> Iterator[str]:
    """Everyone, one of each band in turn, until no band has anyone left."""
    bands: dict[str, list[str]] = {}
    for key in drawn(world, seed):
        bands.setdefault(band_of(len(world.records[key].history)), []).append(key)
    queues = [list(reversed(bands[name])) for name in sorted(bands)]
    while any(queues):
        for queue in queues:
            if queue:
                yield queue.pop()
