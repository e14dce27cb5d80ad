"""The ways in which a hostile text may be meant to be read: without hidden letters, spaced out, in digits for letters.

Each reading knows for every character which one of the text it came from, so that what is found can be shown there.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_CYRILLIC: Final = (
    "\u0430\u0431\u0432\u0433\u0434\u0435\u0451\u0456\u0457\u0458\u043a\u043c\u043d\u043e\u0440"
    "\u0455\u0441\u0442\u0443\u0445\u0446\u0461\u04bb\u0501\u051b\u051d\u04cf\u044c\u0410\u0412"
    "\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u04ae\u050c",
    "abbrdeeiijkmhopsctyxuwhdqwlbabesijkmhopctyxyg",
)
_GREEK: Final = (
    "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9\u03f2"
    "\u03f3\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "abyeniknoptuxwcjabezhikmnoptyx",
)
_ARMENIAN: Final = (
    "\u057d\u0570\u0578\u0585\u0581",
    "uhnog",
)
_PHONETIC: Final = (
    "\u1d00\u0299\u1d04\u1d05\u1d07\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18"
    "\u0280\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22\u0251\u0261\u0131\u2113",
    "abcdeghijklmnoprtuvwyzagil",
)
LOOKALIKES: Final[dict[str, str]] = {
    letter: latin
    for letters, latins in (_CYRILLIC, _GREEK, _ARMENIAN, _PHONETIC)
    for letter, latin in zip(letters, latins, strict=True)
}
"""Letter of another alphabet, or of phonetics → the Latin one that it looks like."""

DIGITS: Final = str.maketrans("0134578@$!|", "oieastbasii")
"""Digit or sign → the letter that it is written for."""
_DISGUISED: Final = re.compile(r"[a-z][01345789@$!|]|[01345789@$!|][a-z]")
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*·•|/]{1,3}){5,}[^\W\d_](?![^\W_])")
_GAP: Final = re.compile(r"[ .\-_*·•|/]+")
_TAG: Final = re.compile(r"</?[a-z!][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    Attributes:
        text: lower case, Latin where it looks Latin, without hidden characters.
        at: for each of its characters the place in the text as it came.
    """

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Places of the text as it came."""
        return self.at[start], self.at[end - 1] + 1


def readings(text: str) -> tuple[tuple[Reading, bool], ...]:
    """Readings of a text, the plain one first; true with those in which words may have run together."""
    plain = _plain(text)
    found = [(plain, False)]
    if _DISGUISED.search(plain.text):
        found.append((Reading(plain.text.translate(DIGITS), plain.at), False))
    if not text.isascii() and len((tagged := _tagged(text)).text) > 1:
        found.append((tagged, False))
    if spaced := [(_joined(plain, match), True) for match in _SPACED.finditer(plain.text)]:
        found += spaced
    return tuple(found)


def _plain(text: str) -> Reading:
    if text.isascii() and text.isprintable():
        folded, at = text.lower(), tuple(range(len(text)))
    else:
        letters, places = [], []
        for index, character in enumerate(text):
            for letter in _folded(character):
                letters.append(letter)
                places.append(index)
        folded, at = "".join(letters), tuple(places)
    # Tags and emphasis may stand inside an order: they are read as spaces, so that places stay what they are.
    if "<" in folded:
        folded = _TAG.sub(lambda match: " " * len(match.group()), folded)
    return _squeezed(folded, at)


def _tagged(text: str) -> Reading:
    """What tag characters write."""
    at = tuple(index for index, character in enumerate(text) if 0xE0020 <= ord(character) <= 0xE007E)
    return Reading("".join(chr(ord(text[index]) - 0xE0000).lower() for index in at), at)


def _squeezed(text: str, at: tuple[int, ...]) -> Reading:
    """Runs of space and emphasis as one space; line ends stay, since an order may begin a line."""
    if "  " not in text and not any(mark in text for mark in "*_~`\t\r\n"):
        return Reading(text, at)
    letters: list[str] = []
    places: list[int] = []
    for letter, place in zip(text, at, strict=True):
        seen = "\n" if letter in "\r\n" else " " if letter in " \t*~`" else letter
        if seen == " " and letters and letters[-1] in " \n":
            continue
        letters.append(seen)
        places.append(place)
    return Reading("".join(letters), tuple(places))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in "\t\r\n\u2028\u2029":
        return "\n" if character in "\r\n\u2028\u2029" else " "
    shown = []
    for letter in unicodedata.normalize("NFKD", character):
        category = unicodedata.category(letter)
        if category[0] == "Z":
            shown.append(" ")
        elif category[0] not in "CM":
            shown.append(LOOKALIKES.get(letter, letter).lower())
    return "".join(shown).replace("\u00df", "ss")


def _joined(plain: Reading, match: re.Match[str]) -> Reading:
    kept = [index for index in range(*match.span()) if not _GAP.fullmatch(plain.text[index])]
    return Reading("".join(plain.text[index] for index in kept), tuple(plain.at[index] for index in kept))
