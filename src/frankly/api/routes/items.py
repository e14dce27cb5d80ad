"""The catalogue while it runs: the next request sees what these routes changed."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, TypeAlias

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from frankly.api import addresses
from frankly.api.auth import Owner
from frankly.api.bodies import MAX_ROWS, Row, Shape, read_any, reply, rows_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import Service, service_of
from frankly.domain.base import Frozen
from frankly.domain.ids import IdText, ItemId
from frankly.domain.item import Item, ItemPatch
from frankly.errors import Invalid, NotFound

router = APIRouter(tags=["items"])
KEY = f"{{id:{addresses.ITEM}}}"

Id: TypeAlias = Annotated[IdText, Path(description="Id of the item.", examples=["middlemarch"])]


class ItemBody(Item):
    """A whole item; its id stands in the address and may be left out here."""

    id: ItemId | None = None  # type: ignore[assignment]  # only this model, never stored, lets it out
    """The id, where it is said again; it must be the address's."""


class ItemBatch(Frozen):
    """Whole items."""

    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ROWS)]
    """The items; each is checked on its own."""


class ItemReceipt(Frozen):
    """What became of one item that was sent."""

    id: str
    """The item's id, as far as it could be read."""

    outcome: Literal["stored", "rejected"]
    """Durable and seen by the next request, or refused."""

    code: str | None = None
    """Why it was refused: `invalid_item`, `repeated_item`."""

    message: str | None = None
    """What was wrong and what to do."""


class ItemReceipts(Frozen):
    """What became of a batch."""

    changed: int
    """Items that are new or differ from what was there."""

    receipts: tuple[ItemReceipt, ...]
    """One for each row, in order."""


class ItemDeleted(Frozen):
    """An item is gone."""

    id: str
    """Which."""

    was_there: bool
    """False when there was no such item: deleting twice is deleting."""


ITEM = Shape(Item)
ITEM_BODY = Shape(ItemBody)
PATCH = Shape(ItemPatch)
RECEIPTS = Shape(ItemReceipts)
DELETED = Shape(ItemDeleted)
REPEATED: Final = "This id stands earlier in the same batch already; send each item once."


@router.post(
    "/v1/items/batch",
    operation_id="put_items",
    summary="Put up to 1,000 items",
    responses={**answers(ItemReceipts, examples.ITEM_RECEIPTS, "A receipt a row."), **problems(*READING, *CALLING)},
    openapi_extra=body(ItemBatch, mixed=examples.ITEM_BATCH),
)
async def put_batch(request: Request, _owner: Owner) -> Response:
    """Store whole items. A bad row costs only itself; 400 only when the whole cannot be read."""
    rows = rows_of(await read_any(request), "items", ITEM)
    service = service_of(request)
    good = _first_of_each(rows)
    changed = await _put(service, [item for item in good if item is not None])
    receipts = tuple(_receipt(row, item is not None) for row, item in zip(rows, good, strict=True))
    return reply(RECEIPTS.write(ItemReceipts(changed=changed, receipts=receipts)))


@router.put(
    f"/v1/items/{KEY}",
    operation_id="put_item",
    summary="Put an item",
    responses={**answers(Item, examples.STORED_ITEM, "The item as it is now."), **problems(*READING, *CALLING)},
    openapi_extra=body(ItemBody, book=examples.ITEM),
)
async def put_item(request: Request, _owner: Owner, id: Id) -> Response:
    """Store a whole item: what the body leaves out is unknown from now on."""
    given = await ITEM_BODY.read(request)
    if given.id is not None and given.id != id:
        raise Invalid(f"#/id: the body names '{given.id}', the address '{id}'. Leave the id out, or repeat it.")
    item = Item.model_validate({**given.model_dump(), "id": id})
    service = service_of(request)
    await _put(service, [item])
    return await _answer(service, id)


@router.patch(
    f"/v1/items/{KEY}",
    operation_id="patch_item",
    summary="Change fields of an item",
    responses={
        **answers(Item, examples.PATCHED_ITEM, "The item as it is now."),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(ItemPatch, price_and_stock=examples.PATCH),
)
async def patch_item(request: Request, _owner: Owner, id: Id) -> Response:
    """Change what the body names: price and stock while the shop runs, or a topic that nobody knew of before.

    Null takes a value away, an empty list what stands in it.
    """
    patch = await PATCH.read(request)
    service = service_of(request)
    now = service.parts.clock.now()
    item = await service.ingest.patch_item(id, patch, now)
    await service.parts.live.refresh(now)
    return reply(ITEM.write(item))


@router.get(
    f"/v1/items/{KEY}",
    operation_id="get_item",
    summary="Look an item up",
    responses={
        **answers(Item, examples.STORED_ITEM, "The item."),
        **problems(*CALLING, Invalid, NotFound),
    },
)
async def get_item(request: Request, _owner: Owner, id: Id) -> Response:
    """The item as it is stored."""
    return await _answer(service_of(request), id)


@router.delete(
    f"/v1/items/{KEY}",
    operation_id="delete_item",
    summary="Delete an item",
    responses={**answers(ItemDeleted, examples.ITEM_DELETED, "It is gone."), **problems(*CALLING, Invalid)},
)
async def delete_item(request: Request, _owner: Owner, id: Id) -> Response:
    """Take an item out of the catalogue; the next request does not show it."""
    service = service_of(request)
    now = service.parts.clock.now()
    count = await service.ingest.delete_items([id], now)
    await service.parts.live.refresh(now)
    return reply(DELETED.write(ItemDeleted(id=id, was_there=count > 0)))


async def _put(service: Service, items: Sequence[Item]) -> int:
    """Store items and let the next request see them."""
    if not items:
        return 0
    now = service.parts.clock.now()
    stored = await service.ingest.put_items(items, now)
    await service.parts.live.refresh(now)
    return stored.changed


async def _answer(service: Service, id: str) -> Response:
    item = (await service.parts.catalogue.get_many([id])).get(id)
    if item is None:
        raise NotFound(f"There is no item '{id}'; put it first (PUT /v1/items/{{id}}).")
    return reply(ITEM.write(item))


def _first_of_each(rows: Sequence[Row[Item]]) -> list[Item | None]:
    """Each row's item; None where it cannot be stored, because it is bad or a repetition."""
    seen: set[str] = set()
    good: list[Item | None] = []
    for row in rows:
        is_new = row.value is not None and row.value.id not in seen
        good.append(row.value if is_new else None)
        seen |= {row.value.id} if row.value is not None else set()
    return good


def _receipt(row: Row[Item], is_stored: bool) -> ItemReceipt:
    if is_stored:
        return ItemReceipt(id=row.id, outcome="stored")
    if row.error is None:
        return ItemReceipt(id=row.id, outcome="rejected", code="repeated_item", message=REPEATED)
    return ItemReceipt(id=row.id, outcome="rejected", code="invalid_item", message=row.error.message)
