"""Data sets that votes are measured on: the demo's readers, and two presets of real acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from frankly.bench.ranking.data import Interactions
    from frankly.bench.voting import SetOf

NAMES: Final = ("demo", "online-retail", "movielens")


def voted_sets(folder: Path | None, only: Sequence[str] = ()) -> Mapping[str, SetOf]:
    """What reads each set that is there.

    Args:
        folder: holds the folders of the presets; without it, the demo alone.
        only: some of them; all when none is named.

    Raises:
        NotFound: when the folder is none, or one of `only` is no such set.
    """
    from frankly.cli.proving.evals_data import loads_of
    from frankly.evals.data_sets import folder_of

    there = [name for name, load in loads_of(NAMES, folder, only).items() if load is not None]
    found: dict[str, SetOf] = {}
    for name in there:
        if name == "demo":
            found[name] = _demo
        elif folder is not None and (place := folder_of(name, folder)) is not None:
            found[name] = partial(_preset, name, place)
    return found


def _preset(name: str, place: Path) -> Interactions:
    from frankly.bench.ranking.sets import load

    return load(place, name, name)


def _demo() -> Interactions:
    """Lantern Books with its simulated readers, each act that speaks for a book as an act of the set."""
    from frankly.bench.ranking.data import Interactions
    from frankly.cli.proving.evals_data import lantern
    from frankly.domain.person.event import EVENT_CODES, POSITIVE, EventKind
    from frankly.measure.ranking.protocols import Act

    shop, kinds = lantern(), POSITIVE | {EventKind.RATE}
    people: dict[str, list[Act]] = {}
    for event in sorted(shop.events, key=lambda one: (one.at, one.id)):
        if event.item is not None and event.kind in kinds:
            act = Act(event.at, str(event.item), EVENT_CODES[event.kind], event.rating or 1)
            people.setdefault(str(event.actor), []).append(act)
    items = {str(item.id): item for item in shop.items}
    known = {person: [act for act in acts if act.item in items] for person, acts in sorted(people.items())}
    return Interactions("demo", items, {person: acts for person, acts in known.items() if acts}, [], has_times=True)
