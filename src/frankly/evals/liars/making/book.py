"""What liars say, as people edit it: `evals/liars/lies-<locale>.yaml`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from frankly.adapters.files.yaml import read_yaml
from frankly.domain.base import Frozen
from frankly.domain.evidence import EvidenceKind
from frankly.errors import Misconfigured
from frankly.evals.liars.classes import CLASSES

SCENES: Final = (
    "act",
    "two",
    "several",
    "crowd",
    "few",
    "interest",
    "searched",
    "match",
    "looking",
    "part_of_day",
    "new",
    "editors",
    "chance",
    "nudge",
    "field",
)
"""What there is to lie about; evals/liars/README.md says what each holds."""

Lines = Annotated[tuple[str, ...], Field(min_length=1)]


class Deed(Frozen):
    """How an act is said."""

    did: str
    """What was done: `viewed`."""

    after: str = ""
    """What stands after its object: `into your basket`."""

    reflexive: str = ""
    """What German puts before its object: `sich`."""

    otherwise: Annotated[Lines, Field(alias="else")]
    """Other acts, which were not done and do not follow."""


class LieBook(Frozen):
    """What liars say in one language."""

    reasons: Mapping[str, Mapping[str, str | Lines]]
    """Class → `why`, and scene → sentences."""

    claims: Mapping[str, Lines]
    """Class → sentences of hostile or boastful descriptions."""

    invented: Lines
    """Sentences that invent a quality."""

    unknown: Lines
    """Sentences that deny what is unknown."""

    words: Mapping[str, Lines]
    """Lists of words to put in."""

    acts: Mapping[EvidenceKind, Deed]
    """Kind → how it is said."""

    def lines(self, lie: str) -> Mapping[str, Sequence[str]]:
        """Scene → sentences of a class."""
        return {scene: lines for scene, lines in self.reasons[lie].items() if not isinstance(lines, str)}

    def why(self, lie: str) -> str:
        """What is wrong with a class's sentences."""
        return str(self.reasons[lie]["why"])


def read_book(file: Path) -> LieBook:
    """Read what liars say in a language.

    Raises:
        Misconfigured: naming file and line, for an unknown class or scene too.
    """
    book = read_yaml(file).parse(LieBook)
    for lie, scenes in book.reasons.items():
        unknown = [scene for scene in scenes if scene not in (*SCENES, "why")]
        if lie not in CLASSES or unknown or "why" not in scenes:
            what = unknown[0] if unknown else lie
            raise Misconfigured(
                f"{file.name}: '{what}' under '{lie}' is no class, scene or 'why'; scenes: {', '.join(SCENES)}."
            )
    return book
