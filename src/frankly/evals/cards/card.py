"""A check's card: how many damaged outputs it saw, and how many good ones it was red on; without one it counts nothing.

Cards are committed in `evals/cards.json`. A card is of one state of its check: when the check or its damages change, it
is out of date and counts as none, until it is dealt anew.
"""

import ast
import hashlib
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import orjson
from pydantic import Field, ValidationError

from frankly.domain.base import Frozen
from frankly.errors import Misconfigured
from frankly.evals.cards.damage import MutationSet
from frankly.evals.checks.check import Check
from frankly.measure.comparing.proportion import Proportion, proportion

FILE: Final = "cards.json"

LEAST_RECALL: Final = 0.99
MOST_FALSE_ALARM: Final = 0.02

LEAST_CASES: Final = 300
"""Damaged and untouched outputs that a card must be of, each."""

_BLANK: Final = re.compile(r"\s+")
_LAST_COMMA: Final = re.compile(r",([)\]}])")

Count = Annotated[int, Field(ge=0)]


class Way(Frozen):
    """One way of damaging."""

    tried: Count
    """Outputs that were damaged so."""

    caught: Count
    """Of those, how many the check failed."""


class Card(Frozen):
    """How well one check sees."""

    check: str
    """Its name."""

    hash: str
    """Of the check's code and its damages."""

    ways: dict[str, Way]
    """Name of a way of damaging → what was seen of it."""

    untouched: Count
    """Good outputs of which the check said something."""

    alarmed: Count
    """Of those, how many it failed."""

    seed: int
    """Of the draws."""

    @property
    def damaged(self) -> int:
        """Outputs that were damaged."""
        return sum(way.tried for way in self.ways.values())

    @property
    def recall(self) -> Proportion:
        """Share of the damaged outputs that the check failed, with Wilson's interval."""
        return proportion(sum(way.caught for way in self.ways.values()), self.damaged, method="wilson")

    @property
    def false_alarm(self) -> Proportion:
        """Share of the good outputs that the check failed, with Wilson's interval."""
        return proportion(self.alarmed, self.untouched, method="wilson")

    def plus(self, other: "Card") -> "Card":
        """This card and another part of it, dealt from other outputs.

        Raises:
            ValueError: when the two are not of one state of one check.
        """
        if (self.check, self.hash, self.seed) != (other.check, other.hash, other.seed):
            raise ValueError("parts of a card are of one check, one state of it, and one seed")
        ways = {
            name: Way(
                tried=sum(card.ways[name].tried for card in (self, other) if name in card.ways),
                caught=sum(card.ways[name].caught for card in (self, other) if name in card.ways),
            )
            for name in sorted(self.ways.keys() | other.ways.keys())
        }
        counts = {"untouched": self.untouched + other.untouched, "alarmed": self.alarmed + other.alarmed}
        return self.model_copy(update={"ways": ways, **counts})

    @property
    def lacks(self) -> str:
        """What it would take for the check to count, in few words; empty where it may."""
        few = min(self.damaged, self.untouched)
        if few < LEAST_CASES:
            return f"card of {few} outputs only"
        if self.recall.share < LEAST_RECALL:
            return f"card shows recall {self.recall.share:.3f}"
        return (
            f"card shows false alarm {self.false_alarm.share:.3f}" if self.false_alarm.share > MOST_FALSE_ALARM else ""
        )

    @property
    def is_good(self) -> bool:
        """Whether the check may count."""
        return not self.lacks


def hash_of(check: Check, mutations: MutationSet) -> str:
    """Hash of a check's code and of the code that damages for it: of both files, comments, docs and layout aside."""
    digest = hashlib.sha256()
    for name in (type(check).__module__, mutations.module):
        digest.update(code_of(Path(str(sys.modules[name].__file__)).read_text(encoding="utf-8")).encode())
    return digest.hexdigest()[:16]


def code_of(source: str) -> str:
    """What a file says to Python, on any version of it: docs, comments, white space and last commas aside."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and _is_text_alone(node):
            for at in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[at] = ""
    told = "".join(line for line in lines if not line.lstrip().startswith("#"))
    return _LAST_COMMA.sub(r"\1", _BLANK.sub("", told))


def _is_text_alone(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def read_cards(folder: Path) -> dict[str, Card]:
    """Cards by check; none where there is no file.

    Args:
        folder: of the shipped suites.

    Raises:
        Misconfigured: when the file cannot be read.
    """
    file = folder / FILE
    if not file.is_file():
        return {}
    try:
        return {name: Card.model_validate(card) for name, card in orjson.loads(file.read_bytes()).items()}
    except (ValidationError, ValueError, AttributeError) as error:
        raise Misconfigured(
            f"{file} holds no cards that can be read: {error}. Restore it from version control."
        ) from error


def write_cards(folder: Path, cards: Mapping[str, Card]) -> Path:
    """Write cards, a check after the other by name."""
    file = folder / FILE
    plain = {name: cards[name].model_dump(mode="json") for name in sorted(cards)}
    file.write_bytes(orjson.dumps(plain, option=orjson.OPT_INDENT_2) + b"\n")
    return file


def fitting(cards: Mapping[str, Card], checks: Mapping[str, Check], sets: Mapping[str, MutationSet]) -> dict[str, Card]:
    """Cards that are of the checks as they are now."""
    return {
        name: card
        for name, card in cards.items()
        if name in checks and name in sets and card.hash == hash_of(checks[name], sets[name])
    }


def lacking(cards: Mapping[str, Card], checks: Mapping[str, Check], sets: Mapping[str, MutationSet]) -> dict[str, str]:
    """Checks that want to turn a run red and may not, each with why, in few words."""
    fit = fitting(cards, checks, sets)
    found = {}
    for name in (name for name, check in checks.items() if check.gates):
        old = "card of its older code" if name in cards else "no card"
        why = fit[name].lacks if name in fit else old
        if why:
            found[name] = why
    return found
