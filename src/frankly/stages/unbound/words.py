"""Words that a check of unbound text knows: names for one thing, opinions, denials, months. English and German."""

import re
from functools import lru_cache
from typing import Final

SAME: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(one.split(", "))
    for one in (
        "wi-fi, wifi, wlan, wireless lan",
        "card slot, memory card, microsd, microsdhc, microsdxc, sd card, memory expansion, expandable, "
        "storage expansion",
        "3.5mm jack, 3.5 mm jack, headphone jack, audio jack, headphone port, 3.5mm audio, 3.5 mm audio, "
        "kopfhöreranschluss",
        "positioning, gps, glonass, galileo",
        "radio, fm radio, fm",
        "infrared port, infrared, ir blaster",
        "loudspeaker, speaker, speakers, loudspeakers, lautsprecher",
        "bluetooth",
        "nfc",
        "usb, usb-c, microusb, usb type-c",
        "gprs",
        "edge",
        "java",
        "camera, kamera",
        "browser",
        "games",
        "selfie camera, front camera, front-facing camera, selfie",
        "main camera, rear camera, primary camera",
        "battery, akku, batterie",
        "washable, machine washable, waschbar",
        "waterproof, water resistant, water-resistant, wasserdicht",
        "wireless, cordless, kabellos",
        "organic, bio",
        "vegan",
        "dishwasher safe, dishwasher-safe, spülmaschinenfest",
        "signed, signiert",
        "illustrated, illustriert",
        "dedicated slot",
    )
)
"""Names for one thing; each set holds how fields and texts call it."""

OPINIONS: Final = frozenset(
    """
    affordable amazing appealing attractive beautiful best best-in-class brilliant budget budget-friendly capable
    cheap classic clear comfortable compact competitive compelling convenient cutting-edge delightful durable easy
    easy-to-use effective efficient elegant essential excellent exceptional exciting exclusive extraordinary
    fantastic fast fashionable feature-packed feature-rich finest flagship flawless functional great handy high-end
    high-performance high-performing high-quality ideal immersive impressive incredible innovative intuitive latest
    lightning-fast lightweight long-lasting lovely luxurious mid-range minimalist modern must-have outstanding
    perfect perfectly popular powerful practical premium professional quality quick reliable remarkable responsive
    revolutionary robust rugged seamless seamlessly sharp simple sleek slim smart smooth smoothly solid
    sophisticated state-of-the-art straightforward stunning sturdy stylish superb superior tough top top-notch
    trendy ultimate unique unparalleled user-friendly value versatile vibrant vivid well-designed well-rounded
    wonderful world-class effortless effortlessly enjoyable ensures ensuring capture capturing suitable decent
    dependable beste bester bestes ideal perfekt perfekte hochwertig hochwertige einzigartig einzigartige elegant
    elegante modern moderne schön schöne stilvoll stilvolle robust robuste zuverlässig zuverlässige leicht leichte
    kompakt kompakte preiswert günstig günstige luxuriös luxuriöse praktisch praktische beliebt beliebte
    """.split()
)
"""Opinions and promises: the item must say them, or nobody knows."""

STATUS: Final = frozenset(
    "released launched discontinued cancelled unreleased rumored upcoming handmade organic vegan signed "
    "certified award-winning bestselling limited-edition recycled waterproof machine-washable handgemacht "
    "signiert erschienen".split()
)
"""Words that state something about an item as a whole."""

UNKNOWN_SAID: Final = re.compile(
    r"\b(?:not (?:specified|provided|mentioned|known|available in the|listed|stated)|unspecified|unknown|"
    r"no (?:information|details?|specifications?|data))\b",
    re.IGNORECASE,
)

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january januar", "february februar", "march märz", "april", "may mai", "june juni", "july juli", "august",
            "september", "october oktober", "november", "december dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
COUNTS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
}  # fmt: skip

_ENDINGS: Final = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "er", "en", "e")


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """A word without its usual endings: enough to tell that two words are of one family."""
    word = word.casefold().removesuffix("'s").removesuffix("\u2019s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
