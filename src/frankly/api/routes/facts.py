"""Sentences about items: look at them, write one, sign or refuse one."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Request, Response

from frankly.api import addresses
from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.domain.ids import IdText
from frankly.errors import Conflict, Invalid, NotFound
from frankly.pipelines.facts.editing import add_fact, facts_of, review_fact
from frankly.pipelines.facts.views import FactReview, ItemFactInput, ItemFactsView, ItemFactView

router = APIRouter(tags=["items"])
KEY = f"{{id:{addresses.ITEM}}}"

Id: TypeAlias = Annotated[IdText, Path(description="Id of the item.", examples=["middlemarch"])]
FactName: TypeAlias = Annotated[
    str, Path(description="Id of the fact.", pattern=r"^[0-9a-f]{24}$", examples=[examples.FACT_ID])
]

ITEM_FACTS = Shape(ItemFactsView)
FACT = Shape(ItemFactView)
FACT_INPUT = Shape(ItemFactInput)
REVIEW = Shape(FactReview)


@router.get(
    f"/v1/items/{KEY}/facts",
    operation_id="get_item_facts",
    summary="Look at the facts of an item",
    responses={
        **answers(ItemFactsView, examples.ITEM_FACTS, "Its facts, those of its present text first."),
        **problems(*CALLING, Invalid, NotFound),
    },
)
async def get_facts(request: Request, _owner: Owner, id: Id) -> Response:
    """Every sentence about an item: what it cites, what proves it, whether it may be shown, and why not."""
    return reply(ITEM_FACTS.write(await facts_of(service_of(request).parts, id)))


@router.post(
    f"/v1/items/{KEY}/facts",
    operation_id="add_item_fact",
    summary="Write a fact about an item",
    responses={
        **answers(ItemFactView, examples.WAITING_FACT, "The fact as it is kept."),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(ItemFactInput, rewritten=examples.FACT_INPUT),
)
async def post_fact(request: Request, _owner: Owner, id: Id) -> Response:
    """Store a sentence that somebody wrote. The verifier refuses words that the cited sentence does not bear.

    Where a judge is configured and accepts it, it may be shown at once; else it waits until a person signs it.
    """
    given = await FACT_INPUT.read(request)
    parts = service_of(request).parts
    return reply(FACT.write(await add_fact(parts, id, given, parts.clock.now())))


@router.put(
    f"/v1/items/{KEY}/facts/{{fact}}/review",
    operation_id="review_item_fact",
    summary="Sign or refuse a fact",
    responses={
        **answers(ItemFactView, examples.REVIEWED_FACT, "The fact as it is now."),
        **problems(*READING, *CALLING, NotFound, Conflict),
    },
    openapi_extra=body(FactReview, sign=examples.REVIEW, refuse=examples.REFUSAL),
)
async def put_review(request: Request, _owner: Owner, id: Id, fact: FactName) -> Response:
    """Let a person sign a fact, or refuse it for good: a refused fact is never shown again."""
    given = await REVIEW.read(request)
    parts = service_of(request).parts
    now = parts.clock.now()
    view = await review_fact(
        parts, id, fact, reviewer=given.by, approves=given.approves, now=now, because=given.because
    )
    return reply(FACT.write(view))
