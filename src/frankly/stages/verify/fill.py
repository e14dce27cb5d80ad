"""Fills the slots of a proved draft: numbers, money and times as the language writes them, names as data.

One pass over the draft's own parts: what a value holds is never looked at for slots again.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision

from frankly.domain.money import Money
from frankly.domain.saying.text_slot import Instant, SlotValue, evidence_value, ground_value, item_value
from frankly.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.clean import clean
from frankly.stages.verify.parse import Parsed, Slot

_STARTED_BY_LABEL: Final = frozenset({"label", "category", "tag", "region", "segment"})
"""Labels get a capital letter where they begin a sentence; titles, names and searches stay as they are."""

_NAMES: Final = frozenset({"title", "query"})
_MARKS: Final = {"en": ("“", "”"), "de": ("„", "“")}
_INNER: Final = str.maketrans('“”„"«»‘’‚', "'''''''''")
"""Quotation marks inside a value that is itself quoted, so that it cannot seem to end early."""


def value_of(bearing: Bearing, owner: str, field: str) -> SlotValue | None:
    """The value that a slot names; None where it is unknown."""
    if owner == "item":
        return None if bearing.item is None else item_value(bearing.item, field, bearing.labels)
    if owner.startswith("g"):
        ground = bearing.grounds.get(owner)
        return None if ground is None else ground_value(ground, field, bearing.labels)
    piece = bearing.evidence.get(owner)
    value = None if piece is None else evidence_value(piece, field, bearing.anchors, bearing.labels)
    if field == "region" and piece is not None and value == piece.anchor.value:
        return territory(piece.anchor.value, bearing.locale)
    return value


def fill(parsed: Parsed, names: Mapping[str, str], bearing: Bearing, *, is_quoting: bool = False) -> str | Slot:
    """Fill a draft.

    Args:
        parsed: its parts.
        names: owner of a slot as it stands there → id of whose it is.
        bearing: what it leans on.
        is_quoting: whether titles and searches without quotation marks get them: a title such as "it, and you will love
            this one" must not read as our own words.

    Returns:
        The text, or the first slot whose value cannot be shown.
    """
    text, at, done = parsed.text, 0, []
    for slot in parsed.slots:
        shown = _shown(bearing, names[slot.owner], slot.field)
        if not shown:
            return slot
        if slot.is_quoted:
            shown = shown.translate(_INNER)
        elif is_quoting and slot.field in _NAMES:
            opening, closing = _MARKS.get(bearing.locale.split("-")[0], _MARKS["en"])
            shown = f"{opening}{shown.translate(_INNER)}{closing}"
        if slot.begins and slot.field in _STARTED_BY_LABEL:
            shown = shown[0].upper() + shown[1:]
        done += [text[at : slot.span[0]], shown]
        at = slot.span[1]
    return "".join([*done, text[at:]])


def _shown(bearing: Bearing, owner: str, field: str) -> str | None:
    value = value_of(bearing, owner, field)
    if value is None:
        return None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return number(value, bearing.locale)
    if isinstance(value, Money):
        return money(value.amount_minor, value.currency, bearing.locale)
    return ago(value, bearing.now, bearing.locale)


@lru_cache(maxsize=64)
def babel_locale(locale: str) -> Locale:
    """The locale as Babel knows it; of an unknown region the language alone, of an unknown language English."""
    for name in (locale, locale.split("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=4096)
def number(value: int, locale: str) -> str:
    """A whole number."""
    return format_decimal(value, locale=babel_locale(locale))


@lru_cache(maxsize=4096)
def money(amount_minor: int, currency: str, locale: str) -> str:
    """An amount with its currency."""
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=babel_locale(locale))


@lru_cache(maxsize=1024)
def territory(region: str, locale: str) -> str:
    """The name of a country; the region itself where it is none."""
    return str(babel_locale(locale).territories.get(region, region))


def ago(instant: Instant, now: int, locale: str) -> str | None:
    """How long ago, in whole units that have passed; None for what is yet to come, and before now is known."""
    passed = now - instant.at_ms
    if passed < 0 or now <= 0:
        return None
    for unit, length_ms, below_ms in _UNITS:
        if passed < below_ms:
            return _ago(max(passed // length_ms, 1), unit, locale)
    return _ago(passed // _YEAR_MS, "year", locale)


_YEAR_MS: Final = 365 * DAY_MS
_UNITS: Final = (
    ("minute", MINUTE_MS, HOUR_MS),
    ("hour", HOUR_MS, DAY_MS),
    ("day", DAY_MS, 7 * DAY_MS),
    ("week", 7 * DAY_MS, 30 * DAY_MS),
    ("month", 30 * DAY_MS, _YEAR_MS),
)
_LENGTHS: Final = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}


@lru_cache(maxsize=1024)
def _ago(count: int, unit: str, locale: str) -> str:
    # Whole units only: given 45 days, Babel would round them up to two months that have not passed.
    delta = -_LENGTHS[unit] * count
    return format_timedelta(delta, granularity="second", threshold=1, add_direction=True, locale=babel_locale(locale))
