"""What messages take from files that people edit, flat: compared with what it was, it says what changed since."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from pydantic import BaseModel

from frankly.stages.writing.brand import Brand

_SHORT: Final = 40
"""Characters of a value that are shown."""

_MOST: Final = 4
"""Changes that are told."""


def settings_of(brand: Brand, versions: Mapping[str, str]) -> dict[str, str]:
    """Place of a setting, such as `mail.postal` → what it says; one that says nothing is left out.

    Args:
        brand: the brand that holds.
        versions: other files that people edit → hash of what they say.
    """
    found = {name: f"version {version[:8]}" for name, version in versions.items()}
    _flat(brand, "", found)
    return found


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What is said otherwise now, each with what it was and is, short; empty where nothing is.

    Args:
        before: settings then.
        now: settings now.
    """
    changed = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    told = [f"{name}: {_shown(before, name)} → {_shown(now, name)}" for name in changed[:_MOST]]
    more = [f"and {len(changed) - _MOST} more"] if len(changed) > _MOST else []
    return "; ".join([*told, *more])


def _shown(said: Mapping[str, str], name: str) -> str:
    value = said.get(name)
    if value is None:
        return "nothing"
    return f"“{value[:_SHORT]}…”" if len(value) > _SHORT else f"“{value}”"


def _flat(value: object, place: str, found: dict[str, str]) -> None:
    """Take settings apart down to single values; lines of one setting stay together."""
    parts: dict[str, object] = {}
    if isinstance(value, BaseModel):
        parts = {name: getattr(value, name) for name in type(value).model_fields}
    elif is_dataclass(value):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
    elif isinstance(value, Mapping):
        parts = {str(name): one for name, one in value.items()}
    elif isinstance(value, frozenset):
        value = ", ".join(sorted(map(str, value)))
    elif isinstance(value, tuple):
        value = ", ".join(map(str, value))
    for name, one in parts.items():
        _flat(one, f"{place}.{name}" if place else name, found)
    if not parts and isinstance(value, str | int) and str(value):
        found[place] = str(value)
