"""Commands that are known by name and place: of a run that begins with a name, the others are not looked at.

There are some seventy. To import them all and to take their options apart took a tenth of a start.
"""

import importlib
import sys
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import typer
from typer.models import CommandInfo, TyperInfo


class Named(typer.Typer):
    """A `Typer` whose commands and groups are imported when somebody asks what there is."""

    def __init__(self, places: Mapping[str, str], **settings: Any) -> None:
        """Keep where they are.

        Args:
            places: name → `module:what is called so in it`, a function or a `Typer`.
            settings: as `Typer` takes them.
        """
        self._places = places
        self._wanted: Collection[str] = places
        super().__init__(**settings)

    def __call__(self, *args: Any, **extra: Any) -> Any:
        """Run what the command line says. Where it does not begin with a name (`--help`, a slip), all may be meant."""
        first = sys.argv[1:2] if not args and not extra else []
        self._wanted = first if first and first[0] in self._places else self._places
        try:
            return super().__call__(*args, **extra)
        finally:
            self._wanted = self._places

    @property
    def registered_commands(self) -> list[CommandInfo]:
        """The commands, as typer keeps them."""
        return [one for name in self._wanted for one in _registered(name, self._places[name]).registered_commands]

    @registered_commands.setter
    def registered_commands(self, _none: list[CommandInfo]) -> None:
        """Typer begins with none."""

    @property
    def registered_groups(self) -> list[TyperInfo]:
        """The groups, as typer keeps them."""
        return [one for name in self._wanted for one in _registered(name, self._places[name]).registered_groups]

    @registered_groups.setter
    def registered_groups(self, _none: list[TyperInfo]) -> None:
        """Typer begins with none."""


@cache
def _registered(name: str, place: str) -> typer.Typer:
    """A `Typer` that knows one command or group."""
    module, _, called = place.partition(":")
    found, alone = getattr(importlib.import_module(module), called), typer.Typer()
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return alone
