"""Segments: groups defined by rules over facts and events, written as YAML. A rule is data; nothing is executed."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import NameText
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactField, FactKind


class FactRule(Frozen):
    """Holds when the person has stated such a fact."""

    kind: FactKind
    """Kind of fact."""

    field: FactField | None = None
    """What an interest or aversion is about."""

    value: str | None = None
    """Its value; none means any."""


class ActsRule(Frozen):
    """Holds when the person has acted often enough."""

    kinds: Annotated[tuple[EventKind, ...], Field(min_length=1)]
    """Acts that count."""

    category: str | None = None
    """Only acts on items of this category."""

    within_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Only acts of the last days."""

    at_least: Annotated[int, Field(ge=0)] = 1
    """Least number."""

    at_most: Annotated[int, Field(ge=0)] | None = None
    """Greatest number."""

    @model_validator(mode="after")
    def _can_hold(self) -> "ActsRule":
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError(
                f"'at_most' {self.at_most} is below 'at_least' {self.at_least}, so nobody can belong; "
                "for people without such acts write 'at_least: 0' and 'at_most: 0'"
            )
        return self


class Rule(Frozen):
    """One condition: exactly one of its fields is given."""

    all: tuple["Rule", ...] | None = None
    """Every part holds."""

    any: tuple["Rule", ...] | None = None
    """At least one part holds."""

    none: tuple["Rule", ...] | None = None
    """No part holds."""

    fact: FactRule | None = None
    """A stated fact."""

    acts: ActsRule | None = None
    """A number of acts."""

    part_of_day: Literal["morning", "afternoon", "evening", "night"] | None = None
    """Part of the day of the request."""

    device: Literal["phone", "tablet", "desktop", "tv"] | None = None
    """Device of the request."""

    @model_validator(mode="after")
    def _one_of(self) -> "Rule":
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(type(self).model_fields)}; found {given or 'none'}")
        return self


class Segment(Frozen):
    """A rule-defined group."""

    name: NameText
    """Name used in surfaces and reasons."""

    title: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=100)]]
    """Locale → what people of the group are called in a sentence ("readers who like mysteries")."""

    when: Rule
    """Who belongs."""
