"""One row of a file becomes one item or event; each builder remembers what it has seen of its file."""

from collections.abc import Callable

from pydantic import ValidationError

from frankly.domain.canonical import hash_bytes
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs
from frankly.pipelines.intake.event_rules import EventRefused, settled
from frankly.pipelines.rows.occurrences import EventIds, Occurrences
from frankly.pipelines.rows.targets import RowRefused, Shape, reasons_of
from frankly.ports.rows import Reason, Row


def item_builder(shape: Shape) -> Callable[[Row], Item]:
    """Makes items of the rows of one file; raises `RowRefused` for a row that is none, or repeats an id."""
    seen = Occurrences()

    def build(row: Row) -> Item:
        try:
            item = Item.model_validate(shape(row.fields))
        except ValidationError as error:
            raise RowRefused(reasons_of(error, Item)) from error
        if seen.number(hash_bytes(item.id.encode())):
            raise RowRefused([Reason("id", f"'{item.id}' is the id of an earlier row of this file, which was kept")])
        return item

    return build


def event_builder(shape: Shape, now: EpochMs) -> Callable[[Row], Event]:
    """Makes events of the rows of one file, with an id each; raises `RowRefused` for a row that is none."""
    ids = EventIds()

    def build(row: Row) -> Event:
        try:
            made = shape(row.fields)
            event = Event.model_validate(made if "id" in made else {**made, "id": "-"})
            return settled(event if "id" in made else ids.identified(event), now)
        except ValidationError as error:
            raise RowRefused(reasons_of(error, Event)) from error
        except EventRefused as refused:
            raise RowRefused([Reason(refused.field, refused.message)]) from refused

    return build
