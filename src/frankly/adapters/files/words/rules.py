"""Loads the rules of what may be said: `policies/rules.yaml` and `policies/rules/<locale>.yaml`.

A mistake names file and line. Every file may be absent: then nothing is ruled there.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from frankly.adapters.files.yaml import Document, read_yaml
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.faults import nearest
from frankly.domain.saying.say_policy import NO_RULES, LocalTime, Rules, SayPolicy, WordRules
from frankly.domain.time import to_ms

_FIRST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2045, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(days=7)
"""No zone changes its offset twice within a week."""


def load_rules(policies: Path, formality: Mapping[str, str]) -> SayPolicy:
    """Load all rules.

    Args:
        policies: folder with `rules.yaml` and `rules/<locale>.yaml`; each may be absent.
        formality: language → form of address, as the brand says.

    Raises:
        Misconfigured: naming file, line, what was expected and the nearest valid name.
    """
    lines: dict[str, str] = {}
    rules = _rules(policies / "rules.yaml", lines)
    zones = _zones(policies / "rules.yaml", rules)
    files = sorted((policies / "rules").glob("*.yaml"))
    words = {path.stem: _words(path, lines) for path in files}
    kept = [path for path in (policies / "rules.yaml", *files) if path.is_file()]
    # Where there is no such file nothing is ruled, and texts have the version that they had before there were rules.
    version = hash_bytes(b"\x1e".join([canonical(dict(formality)), *map(Path.read_bytes, kept)])) if kept else ""
    return SayPolicy(rules, words, dict(formality), zones, lines, version)


def _rules(path: Path, lines: dict[str, str]) -> Rules:
    if not path.is_file():
        return NO_RULES.rules
    document = read_yaml(path)
    rules = document.parse(Rules, document.data if document.data is not None else {})
    for part in ("untold", "disclosures", "competitors"):
        for name in getattr(rules, part):
            lines[f"{part}/{name}"] = _place(document, part, name)
    for topic in rules.sensitive.topics:
        lines[f"sensitive/{topic}"] = _place(document, "sensitive", "topics", topic)
    for surface in rules.lengths:
        lines[f"lengths/{surface}"] = _place(document, "lengths", surface)
    lines["personal_data"] = _place(document, "personal_data")
    return rules


def _words(path: Path, lines: dict[str, str]) -> WordRules:
    document = read_yaml(path)
    rules = document.parse(WordRules, document.data if document.data is not None else {})
    if rules.locale != path.stem:
        raise document.wrong(
            ("locale",), f"the file is named '{path.stem}' and says '{rules.locale}'; make them equal."
        )
    for name in rules.banned:
        lines[f"{path.stem}/banned/{name}"] = _place(document, "banned", name)
    for form in rules.address:
        lines[f"{path.stem}/address/{form}"] = _place(document, "address", form)
    for surface in rules.reading:
        lines[f"{path.stem}/reading/{surface}"] = _place(document, "reading", surface)
    lines[f"{path.stem}/telltale"] = _place(document, "telltale")
    return rules


def _place(document: Document, *place: str) -> str:
    folder = document.path.parent
    shown = "policies/rules.yaml" if document.path.stem == "rules" else f"policies/{folder.name}/{document.path.name}"
    return f"{shown}:{document.line(place)}"


def _zones(path: Path, rules: Rules) -> dict[str, LocalTime]:
    found = {}
    for region, name in {"": rules.time_zone, **rules.time_zones}.items():
        try:
            found[region] = local_time(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            place = ("time_zones", region) if region else ("time_zone",)
            near = nearest(name, {zone.casefold(): zone for zone in available_timezones()})
            shown = {zone.casefold(): zone for zone in available_timezones()}.get(near or "")
            hint = f" Did you mean '{shown}'?" if shown else " Zones are called such as Europe/Berlin, or UTC."
            raise read_yaml(path).wrong(place, f"there is no time zone '{name}' here.{hint}") from error
    return found


@lru_cache(maxsize=64)
def local_time(name: str) -> LocalTime:
    """A time zone as a table of its offsets from 1990 to 2044.

    Raises:
        ZoneInfoNotFoundError: when the system does not know the zone.
    """
    if name == "UTC":
        return LocalTime()
    zone = ZoneInfo(name)
    starts, offsets = [to_ms(_FIRST)], [_offset(zone, _FIRST)]
    at = _FIRST
    while at < _LAST:
        after = at + _STEP
        if _offset(zone, after) != offsets[-1]:
            starts.append(to_ms(_change(zone, at, after)))
            offsets.append(_offset(zone, after))
        at = after
    return LocalTime(tuple(starts), tuple(offsets))


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = zone.utcoffset(at.astimezone(zone))
    return 0 if offset is None else offset // timedelta(milliseconds=1)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute with the later offset."""
    low, high, later = 0, (after - before) // timedelta(minutes=1), _offset(zone, after)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, before + timedelta(minutes=middle)) == later:
            high = middle
        else:
            low = middle
    return before + timedelta(minutes=high)
