"""What a preset is made of."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from babel import Locale

from frankly.errors import NotFound
from frankly.pipelines.rows.mapping import compiled
from frankly.pipelines.rows.mapping_spec import FieldRule, MappingSpec
from frankly.pipelines.rows.targets import RowRefused, Shape, Target
from frankly.ports.rows import OpenRows, Reason, RowSource

Fields: TypeAlias = Mapping[str, str | FieldRule]
"""Our field → column, or a rule."""

_OTHER_NAMES = {"eire": "IE", "usa": "US", "uk": "GB", "rsa": "ZA", "hong kong": "HK", "czech republic": "CZ"}


@dataclass(frozen=True, slots=True, eq=False)
class PresetPart:
    """One file of a data set, opened.

    Attributes:
        target: what its rows become.
        path: the file.
        source: its rows.
        shape: makes the target's fields of a row.
    """

    target: Target
    path: Path
    source: RowSource
    shape: Shape


class Preset(Protocol):
    """Opens the files of a data set."""

    def __call__(self, folder: Path, open_rows: OpenRows) -> tuple[PresetPart, ...]:
        """The parts, items first.

        Raises:
            NotFound: when a file of the data set is missing.
        """
        ...


def mapped_part(
    target: Target,
    path: Path,
    open_rows: OpenRows,
    fields: Fields,
    then: Callable[[dict[str, Any], Mapping[str, object]], None] | None = None,
) -> PresetPart:
    """A part that is a mapping, and what a mapping cannot say.

    Args:
        target: what the rows become.
        path: the file.
        open_rows: opens it.
        fields: our field → column, or a rule.
        then: changes the made fields, given the row's columns; a `ValueError` of it refuses the row.
    """
    source = open_rows(path)
    rules = {name: FieldRule(column=rule) if isinstance(rule, str) else rule for name, rule in fields.items()}
    mapped = compiled(MappingSpec(fields=rules), target, source.columns)

    def shape(columns: Mapping[str, object]) -> dict[str, Any]:
        made = mapped(columns)
        if then is not None:
            try:
                then(made, columns)
            except (ValueError, ArithmeticError) as error:
                raise RowRefused([Reason("", str(error))]) from error
        return made

    return PresetPart(target, path, source, shape)


def find(folder: Path, *names: str) -> Path:
    """The first of several names that is there, plain or gzipped.

    Raises:
        NotFound: when none is, or there is no such folder.
    """
    if not folder.is_dir():
        is_what = "is a file" if folder.exists() else "does not exist"
        raise NotFound(f"The folder {folder} {is_what}; name the folder that holds the data set.")
    for name in names:
        for candidate in (folder / name, folder / f"{name}.gz"):
            if candidate.exists():
                return candidate
    raise NotFound(f"{folder} has no {' or '.join(names)} (plain or .gz); name the folder that holds the data set.")


@functools.lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    names = Locale("en").territories
    return {name.casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()} | _OTHER_NAMES


def country_code(name: str) -> str | None:
    """ISO 3166 code of a country by its English name; None for what is no country, such as the Channel Islands."""
    return _territories().get(name.strip().casefold())
