"""Options that several commands share, and the settings that they and the environment make together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from frankly.settings import Settings

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        help="Folder that holds everything Frankly stores, instead of FRANKLY_DATA.",
        show_default=False,
    ),
]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document for programs, and errors as JSON too.")]


def settings_for(context: typer.Context, data: Path | None, **given: object) -> Settings:
    """The settings of one run: the environment's, then what was given with the command.

    Args:
        context: of the command; holds the folder that was named before the command.
        data: the folder that was named after the command.
        given: other settings by name; None leaves them to the environment.

    Raises:
        Misconfigured: naming the variables that are wrong, and what was expected.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from frankly.cli.hints import remember
    from frankly.errors import Misconfigured
    from frankly.settings import Settings

    folder = data or context.find_root().obj
    remember(folder)
    chosen: dict[str, Any] = {name: value for name, value in {**given, "data": folder}.items() if value is not None}
    try:
        return Settings(**chosen)
    except ValidationError as error:
        wrong = [_told(str(fault["loc"][0]), fault["msg"], chosen) for fault in error.errors()]
        raise Misconfigured(f"{' '.join(wrong)} docs/reference/settings.md explains every setting.") from error
    except SettingsError as error:
        raise Misconfigured(f'{error}: a list is written as JSON, for example ["https://shop.example"].') from error


def _told(name: str, expected: str, given: Mapping[str, object]) -> str:
    """What is wrong with a setting, by the name under which it was given."""
    if name in given:
        return f"--{name} {given[name]}: {expected}. Give another."
    return f"FRANKLY_{name.upper()}: {expected}. Mend or unset it."


def existing(settings: Settings) -> Settings:
    """The settings, where their data folder is there: a command that only reads must not make a shop of a typing error.

    Raises:
        NotFound: when there is no such folder.
    """
    from frankly.errors import NotFound

    if not settings.data.exists():
        raise NotFound(f"There is no data folder {settings.data}. Name one with --data or FRANKLY_DATA.")
    return settings


def require_surface(settings: Settings, name: str, past: Iterable[str] = ()) -> None:
    """Hold the name of a surface to those that there are: a slip must not read like "there is nothing".

    Args:
        settings: say where surfaces lie.
        name: the one that was given.
        past: others that may be meant, because records tell of them.

    Raises:
        NotFound: with the nearest name, or all of them.
    """
    from frankly.domain.faults import nearest
    from frankly.errors import NotFound
    from frankly.settings import data_folder

    folder = data_folder("surfaces", settings)
    names = sorted({file.stem for file in folder.glob("*.yaml")} | set(past))
    if name not in names:
        near = nearest(name, names)
        hint = f"Did you mean '{near}'?" if near else f"There are: {', '.join(names)}."
        raise NotFound(f"There is no surface '{name}' in {folder}. {hint}")
