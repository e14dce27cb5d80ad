"""Data sets of suites by name: the demo's shop, and folders of presets."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from frankly.domain.faults import suggestion
from frankly.errors import NotFound
from frankly.evals.data_sets import CATALOGUES, TEXTS, DataSet, folder_of, from_lines, from_preset, items_alone
from frankly.evals.running import Load

DEMOS: Final = {"demo": 0, "demo-2": 1}
"""Sets that are built in → how far their readers' seed is from the demo's own."""


def lantern(name: str = "demo") -> DataSet:
    """Lantern Books with its simulated readers, as `frankly demo` has them; `demo-2` has other readers."""
    from frankly.demo.catalogue import LANTERN_NOW_MS, books
    from frankly.demo.readers import SEED, events, profiles

    seed = SEED + DEMOS[name]
    people = [(str(key), facts, consent) for key, facts, consent in profiles(seed=seed)]
    return DataSet(name, books(), list(events(seed=seed)), people, LANTERN_NOW_MS)


def loads_of(
    names: Sequence[str], folder: Path | None, only: Sequence[str] = (), *, is_acted_on: bool = True
) -> Mapping[str, Load | None]:
    """What reads each data set; None for one that is not there.

    Args:
        names: the suite's sets.
        folder: holds the folders of presets.
        only: some of them; all when none is named.
        is_acted_on: whether people's acts are wanted beside the items.

    Raises:
        NotFound: when the folder is none, or one of `only` is no set of the suite.
    """
    if folder is not None and not folder.is_dir():
        raise NotFound(f"There is no folder {folder}; name one that holds the data sets' folders.")
    unknown = next((name for name in only if name not in names), None)
    if unknown is not None:
        hint = suggestion(unknown, names) or f"Its sets: {', '.join(names)}."
        raise NotFound(f"The suite has no data set '{unknown}'. {hint}")
    return {name: _load(name, folder, is_acted_on=is_acted_on) for name in names if not only or name in only}


def _load(name: str, folder: Path | None, *, is_acted_on: bool = True) -> Load | None:
    if name in DEMOS:
        return partial(lantern, name)
    if folder is None or folder_of(name, folder) is None:
        return None
    if name in TEXTS:
        return partial(from_lines, name, folder)
    if name in CATALOGUES and not is_acted_on:
        return partial(items_alone, name, folder)
    return partial(from_preset, name, folder)
