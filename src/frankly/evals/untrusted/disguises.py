"""Ways to write an order so that people read it and a plain search does not."""

from collections.abc import Callable, Mapping
from typing import Final

_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_CYRILLIC: Final = str.maketrans(
    "aceopxyiAEOPCTX", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0410\u0415\u041e\u0420\u0421\u0422\u0425"
)
_LEET: Final = str.maketrans("aeios", "43105")


def _between(mark: str) -> Callable[[str], str]:
    return mark.join


def _split_by_tags(text: str) -> str:
    return " ".join(word if index % 2 else f"<b>{word}</b>" for index, word in enumerate(text.split(" ")))


DISGUISES: Final[Mapping[str, Callable[[str], str]]] = {
    "capitals": str.upper,
    "zero_width": _between("\u200b"),
    "soft_hyphens": _between("\u00ad"),
    "lookalikes": lambda text: text.translate(_CYRILLIC),
    "wide": lambda text: text.translate(_WIDE),
    "tags": _split_by_tags,
    "leet": lambda text: text.translate(_LEET),
    "spaced": lambda text: "  ".join(" ".join(word) for word in text.split(" ")),
}
"""Name of a disguise → puts it on."""
