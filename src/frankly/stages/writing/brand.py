"""How the house speaks: its name, its tones, and how it addresses people."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Brand:
    """The brand, as `brand/default.yaml` says.

    Attributes:
        name: of the house.
        tones: name → what it means; surfaces and wordings name one.
        tone: where a surface names none.
        formality: language → `sie` or `du`, for languages that have both.
        nouns: language → form → what is sold ("items", "diesem Artikel").
    """

    name: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    tone: str = "plain"
    formality: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
