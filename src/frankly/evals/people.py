"""Whom a recording must not name: the people of a shop, and those whom cases speak of."""

from collections.abc import Iterable, Iterator

from frankly.evals.cases.case import Cell
from frankly.evals.data_sets import DataSet


def people_of(shops: Iterable[DataSet], cells: Iterable[Cell]) -> dict[str, str]:
    """Every id and name by which people go.

    Args:
        shops: data sets that are asked.
        cells: what is asked of them.

    Returns:
        Text → what it is.
    """
    found: dict[str, str] = {}
    for shop in shops:
        found |= {str(key): "a person's id" for key, _, _ in shop.people}
        found |= {event.actor: "a person's id" for event in shop.events}
    for cell in cells:
        found |= dict(_asked(cell))
    return found


def _asked(cell: Cell) -> Iterator[tuple[str, str]]:
    asked = cell.ask.recommend or cell.ask.message
    if asked is None:
        return
    for text, what in (
        (asked.person, "a person's id"),
        (asked.session, "a session's id"),
        (getattr(asked, "first_name", None), "a person's name"),
    ):
        if text:
            yield str(text), what
    if asked.profile is not None:
        yield from ((str(event.actor), "a person's id") for event in asked.profile.events if event.actor)
