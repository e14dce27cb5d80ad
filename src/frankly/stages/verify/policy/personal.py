"""Personal data inside free text: a search, a title or a description may hold what nobody wants to read on a page.

Every pattern is bounded, and numbers are held to their check digits, so that a price or an edition is not taken for
an account.
"""

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Final

from frankly.domain.saying.say_policy import PersonalData

_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE: Final = re.compile(r"(?<![\w.,])(?<!\d[ -])(?:(?:\+|00)[1-9]|\(?0[1-9])[\d ()/.-]{5,20}\d(?![\w])")
_IBAN: Final = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?!\w)")
_CARD: Final = re.compile(r"(?<![\w.,])(?<!\d[ -])[3-6](?:[ -]?\d){14,18}(?!\w)")
_IBAN_LENGTHS: Final = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("AT", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE"), 22),
    **dict.fromkeys(("CZ", "ES", "RO", "SE", "SK"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("FR", "GR", "IT"), 27),
    **dict.fromkeys(("CY", "HU", "PL"), 28),
}
"""Country → characters of its accounts (ISO 13616); of others all that follows is tried."""

_LEAST_DIGITS: Final = 8
_NAMES: Final = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "iban": "a bank account",
    "card": "the number of a payment card",
}


def found_in(text: str, wanted: Collection[PersonalData]) -> list[str]:
    """What a text seems to hold of what is looked for, in words; the data itself is not repeated."""
    if "@" not in text and _digits(text) < _LEAST_DIGITS:
        return []
    return [_NAMES[kind] for kind in wanted if _FINDERS[kind](text)]


@lru_cache(maxsize=4_096)
def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _has_email(text: str) -> bool:
    return "@" in text and _EMAIL.search(text) is not None


def _has_phone(text: str) -> bool:
    return any(8 <= sum(map(str.isdigit, match[0])) <= 15 for match in _PHONE.finditer(text))


def _has_iban(text: str) -> bool:
    return any(_is_iban(match[0]) for match in _IBAN.finditer(text))


def _is_iban(raw: str) -> bool:
    """By its two check digits (ISO 13616); what stands behind the last of them may be the next word."""
    plain = raw.replace(" ", "").upper()
    plain = plain[: _IBAN_LENGTHS.get(plain[:2], len(plain))]
    turned = plain[4:] + plain[:4]
    if not turned.isascii():
        return False
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _has_card(text: str) -> bool:
    return any(_is_card([int(one) for one in match[0] if one.isdigit()]) for match in _CARD.finditer(text))


def _is_card(digits: list[int]) -> bool:
    """By its check digit (Luhn)."""
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


_FINDERS: Final[dict[PersonalData, Callable[[str], bool]]] = {
    "email": _has_email,
    "phone": _has_phone,
    "iban": _has_iban,
    "card": _has_card,
}
