"""Somebody whose acts are watched, in a shop of a few items."""

from collections.abc import Mapping

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.person.history import history_of
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.stages.triggers.watched import Watched
from tests.unit.stages.shop import NOW, item, shop

SHOP = shop("lamp", "vase", "rug", item("gone", stock=0), item("later", available_from=NOW + HOUR_MS))


def act(kind: str, thing: str, hours_ago: float, **fields: object) -> Event:
    """An act so many hours before now."""
    at = NOW - round(hours_ago * HOUR_MS)
    return Event.model_validate(
        {"id": f"{kind}-{thing}-{at}", "person": "anna", "kind": kind, "item": thing, "at": at, **fields}
    )


def watched(
    *acts: Event,
    returned: Mapping[str, float] | None = None,
    told: tuple[str, ...] = (),
    now: int = NOW,
    extra: tuple[Item, ...] = (),
) -> Watched:
    """Somebody who did some acts; what came back is told in hours before `NOW`."""
    return Watched(
        history=history_of(sorted(acts, key=lambda event: event.at)),
        snapshot=shop(*extra) if extra else SHOP,
        now=EpochMs(now),
        returned={name: EpochMs(NOW - round(hours * HOUR_MS)) for name, hours in (returned or {}).items()},
        told=frozenset(told),
    )


def written(*hours_ago: int) -> tuple[str, ...]:
    """Names of digests that were sent so many hours before now."""
    return tuple(f"digest:{NOW - hours * HOUR_MS}" for hours in hours_ago)


def trigger(kind: str, after: int = 24, within: int = 24) -> Trigger:
    """A trigger with its hours."""
    return Trigger.model_validate({"kind": kind, "after_hours": after, "within_hours": within})
