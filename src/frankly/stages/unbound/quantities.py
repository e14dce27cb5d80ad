"""Numbers with their units, as texts and fields write them: "6.78-inch", "1,100 mAh", "50 MP", "12.99 EUR"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_UNITS: Final[dict[str, tuple[str, str]]] = {
    "length": (
        'mm 1|millimet\\w* 1|cm 10|centimet\\w* 10|m 1000|met(?:er|re)s? 1000|in 25.4|inch(?:es)? 25.4|zoll 25.4|" 25.4'
        "|″ 25.4|” 25.4|ft 304.8|feet 304.8|foot 304.8|km 1000000",
        "mm",
    ),
    "mass": (
        "g 1|grams? 1|gramm 1|kg 1000|kilos? 1000|kilograms? 1000|oz 28.35|ounces? 28.35|lbs? 453.6|pounds? 453.6",
        "g",
    ),
    "memory": ("kb 0.001|mb 1|megabytes? 1|gb 1024|gigabytes? 1024|gig 1024|tb 1048576|terabytes? 1048576", "MB"),
    "charge": ("mah 1|ah 1000", "mAh"),
    "power": ("mw 0.001|w 1|watts? 1|kw 1000", "W"),
    "frequency": ("hz 1|hertz 1|khz 1000|mhz 1000000|ghz 1000000000|gigahertz 1000000000", "Hz"),
    "pixels": ("mp 1|mpix 1|megapixels? 1|mega-pixels? 1", "MP"),
    "density": ("ppi 1|dpi 1", "ppi"),
    "volume": ("ml 1|cl 10|l 1000|lit(?:er|re)s? 1000", "ml"),
    "hours": ("min 0.01667|minutes? 0.01667|minuten 0.01667|h 1|hrs? 1|hours? 1|stunden? 1", "h"),
    "pages": ("pages? 1|seiten? 1|pp 1", "pages"),
    "share": ("% 1|percent 1|per cent 1|prozent 1", "%"),
    "nits": ("nits? 1|cd/m2 1|cd/m² 1", "nits"),
    "frames": ("fps 1|frames per second 1", "fps"),
    "speed": ("mbps 1|mbit/s 1|gbps 1000", "Mbps"),
    "voltage": ("v 1|volts? 1", "V"),
    "degrees": ("° 1|degrees? 1|grad 1|˚ 1|°c 1", "°"),
    "euro": ("eur 1|euros? 1|€ 1", "EUR"),
    "dollar": ("usd 1|dollars? 1|\\$ 1|us\\$ 1", "USD"),
    "pound": ("gbp 1|£ 1", "GBP"),
    "rupee": ("inr 1|rupees? 1|₹ 1|rs\\.? 1", "INR"),
    "colours": ("k colou?rs 1000|m colou?rs 1000000|b colou?rs 1000000000", "colours"),
    "absorption": ("w/kg 1", "W/kg"),
}
"""Sort of unit → its writings, each with its size, and the unit in which it is told."""

_WRITTEN: Final = tuple(
    (writing, sort, Decimal(size))
    for sort, (writings, _) in _UNITS.items()
    for writing, size in re.findall(r"((?:\(\?:[^)]*\)|[^|])+?) ([\d.]+)(?:\||$)", writings)
)
_UNIT: Final = "|".join(sorted((writing for writing, _, _ in _WRITTEN), key=len, reverse=True))
_NUMBER: Final = r"\d{1,3}(?:[,\u202f]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_QUANTITY: Final = re.compile(
    rf"(?<![\w.,/])(?P<before>us\$|[$€£₹])?\s?(?P<number>{_NUMBER})"
    rf"(?:(?P<joint>[-\u2010\u2011\u00a0 ]?)(?P<unit>{_UNIT})(?![a-z]))?"
    r"(?![\d])(?P<tail>[a-z]*)",
    re.IGNORECASE,
)
_EXACT: Final = tuple((re.compile(writing, re.IGNORECASE), sort, size) for writing, sort, size in _WRITTEN)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number.

    Attributes:
        value: in the unit of its sort; as it stands where it has none.
        sort: of its unit, such as `length`; empty without a unit.
        shown: as it stands.
        span: where.
        step: half of the last digit as it stands, in the unit of its sort: what rounding may hide.
        bare: the number without its unit.
    """

    value: Decimal
    sort: str
    shown: str
    span: tuple[int, int]
    step: Decimal
    bare: Decimal


def quantities(text: str) -> Iterator[Quantity]:
    """Numbers of a text with their units; "4/6GB" gives both their unit. Numbers in names ("P95", "5G") are none."""
    text = re.sub(r"(?<=\d)[/x×](?=\d+(?:\.\d+)?(?:[^\d/.]|\.\D|\.?$))", " ", text)
    waiting: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        if match["tail"] or (match["unit"] == "G" and not match["joint"]):
            continue  # "1080p" and "5G" are names
        found = _quantity(match)
        if not found.sort and text[match.end() : match.end() + 1] == " " and _shares_unit(text, match.end()):
            waiting.append(found)
            continue
        for one in waiting:
            yield _with_unit(one, match) if found.sort else one
        waiting = []
        yield found
    yield from waiting


def _shares_unit(text: str, end: int) -> bool:
    """Whether the next number's unit is this one's too: "4 or 6 GB", "1440 x 3200 pixels"."""
    return bool(
        re.match(
            r" (?:or |and |to |bis |oder |und |x |- )?\d+(?:\.\d+)?[ -]?(?:gb|mb|tb|mp|mm|cm|kg|ml|hz|mah)\b",
            text[end : end + 40],
            re.IGNORECASE,
        )
    )


def _quantity(match: re.Match[str]) -> Quantity:
    unit = match["unit"] or match["before"] or ""
    sort, size = _sort_of(unit)
    number = match["number"]
    value, step = _number(number)
    start = match.start("before") if match["before"] else match.start("number")
    end = match.end("unit") if match["unit"] else match.end("number")
    return Quantity(value * size, sort, match.string[start:end], (start, end), step * size, value)


def _with_unit(one: Quantity, match: re.Match[str]) -> Quantity:
    sort, size = _sort_of(match["unit"] or "")
    return Quantity(one.value * size, sort, one.shown, one.span, one.step * size, one.bare)


def _sort_of(unit: str) -> tuple[str, Decimal]:
    if not unit:
        return "", Decimal(1)
    for writing, sort, size in _EXACT:
        if writing.fullmatch(unit):
            return sort, size
    return "", Decimal(1)


def _number(written: str) -> tuple[Decimal, Decimal]:
    is_grouped = re.fullmatch(r"\d{1,3}(?:[,\u202f]\d{3})+(?:\.\d+)?", written)
    plain = re.sub(r"[,\u202f]", "", written) if is_grouped else written.replace(",", ".")
    decimals = len(plain.partition(".")[2])
    return Decimal(plain), Decimal(5).scaleb(-decimals - 1)
