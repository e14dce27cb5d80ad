"""What people are shown: texts without a word on who wrote them, in an order of each person's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from frankly.domain.canonical import content_hash
from frankly.evals.checks.asked.preference import PreferenceOptions, pair_of
from frankly.evals.runs.output import Output, Told

Each = Literal["output", "text", "pair"]
"""Whole answers as people would get them; sentence by sentence, those that were refused among them; or ours and the
text that the check `preference` holds it against, each pair in both orders."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text that is shown.

    Attributes:
        text: what it says.
        title: of the item that it stands beside.
        about: the item's own description, to hold the text against.
    """

    text: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What is labelled at once.

    Attributes:
        key: hash of what is shown and asked.
        cell: a cell that holds it.
        parts: what is shown.
    """

    key: str
    cell: str
    parts: tuple[Part, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """Its texts."""
        return tuple(part.text for part in self.parts)


def units_of(outputs: Sequence[Output], each: Each, question: str) -> tuple[Unit, ...]:
    """What there is to label, each once: what reads alike is one unit, or people could tell what made it.

    Args:
        outputs: what a run made; outputs without texts are passed over.
        each: whole answers or single texts.
        question: what is asked of each.
    """
    found: dict[str, Unit] = {}
    for output in outputs:
        for parts in _shown(output, each):
            key = content_hash([question, [[part.title, part.text] for part in parts]])
            found.setdefault(key, Unit(key, output.cell.name, parts))
    return tuple(found.values())


def order_for(units: Sequence[Unit], person: str) -> list[Unit]:
    """An order of the person's own, the same each time: nobody's tiredness always meets the same units."""
    return sorted(units, key=lambda unit: content_hash([person, unit.key]))


def _shown(output: Output, each: Each) -> Iterator[tuple[Part, ...]]:
    if each == "pair":
        for one, other in _pairs(output):
            yield Part(one, "", ""), Part(other, "", "")
            yield Part(other, "", ""), Part(one, "", "")
    elif each == "text":
        yield from ((_part(output, told),) for told in output.texts)
    elif output.delivered:
        yield tuple(_part(output, told) for told in output.delivered)


def _pairs(output: Output) -> Iterator[tuple[str, str]]:
    for use in output.cell.checks:
        if use.name == "preference":
            ours, theirs = pair_of(output, PreferenceOptions.model_validate(use.options))
            if ours and theirs and ours != theirs:
                yield ours, theirs


def _part(output: Output, told: Told) -> Part:
    facts: Any = output.facts.get(told.item or "")
    known: dict[str, Any] = facts if isinstance(facts, dict) else {}
    return Part(told.text, str(known.get("title") or told.item or ""), str(known.get("description") or ""))
