"""The demo's shop with as many readers as a campaign is measured with."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from frankly.demo.catalogue import BRAND_FILE, LANTERN_NOW_MS, books
from frankly.demo.readers import events, profiles
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.time import EpochMs


class LanternCast:
    """Lantern Books and its drawn readers, without the named ones; see `bench.campaign.world.Cast`."""

    now: EpochMs = LANTERN_NOW_MS
    brand: Path = BRAND_FILE

    @cached_property
    def items(self) -> Sequence[Item]:
        """The books."""
        return books(self.now)

    def acts(self, first: int, count: int) -> Iterable[Event]:
        """What some readers did."""
        drawn = {self.person(number) for number in range(first, first + count)}
        return (act for act in events(self.now, first=first, readers=count) if act.person in drawn)

    def facts(self, first: int, count: int) -> Iterable[tuple[str, tuple[Fact, ...]]]:
        """What some readers stated."""
        drawn = {self.person(number) for number in range(first, first + count)}
        found = profiles(self.now, first=first, readers=count)
        return ((str(person), facts) for person, facts, _ in found if person in drawn)

    def person(self, number: int) -> str:
        """Id of a reader."""
        return f"reader-{number:04d}"
