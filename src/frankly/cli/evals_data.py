"""Data sets of suites by name: the demo's shop, and folders of presets."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from frankly.domain.faults import suggestion
from frankly.errors import NotFound
from frankly.evals.data_sets import DataSet, folder_of, from_preset
from frankly.evals.running import Load

DEMO: Final = "demo"


def lantern() -> DataSet:
    """Lantern Books with its simulated readers, as `frankly demo` has them."""
    from frankly.demo.catalogue import LANTERN_NOW_MS, books
    from frankly.demo.readers import events, profiles

    people = [(str(key), facts, consent) for key, facts, consent in profiles()]
    return DataSet(DEMO, books(), list(events()), people, LANTERN_NOW_MS)


def loads_of(names: Sequence[str], folder: Path | None, only: Sequence[str] = ()) -> Mapping[str, Load | None]:
    """What reads each data set; None for one that is not there.

    Args:
        names: the suite's sets.
        folder: holds the folders of presets.
        only: some of them; all when none is named.

    Raises:
        NotFound: when the folder is none, or one of `only` is no set of the suite.
    """
    if folder is not None and not folder.is_dir():
        raise NotFound(f"There is no folder {folder}; name one that holds the data sets' folders.")
    unknown = next((name for name in only if name not in names), None)
    if unknown is not None:
        hint = suggestion(unknown, names) or f"Its sets: {', '.join(names)}."
        raise NotFound(f"The suite has no data set '{unknown}'. {hint}")
    return {name: _load(name, folder) for name in names if not only or name in only}


def _load(name: str, folder: Path | None) -> Load | None:
    if name == DEMO:
        return lantern
    if folder is None or folder_of(name, folder) is None:
        return None
    return partial(from_preset, name, folder)
