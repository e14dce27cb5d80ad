"""A reason names what somebody did, also of an item that is delisted since; of one that is deleted it names nothing."""

from typing import Any

import pytest

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.pipelines.recommend import recommend
from tests.api.world import NOW, book, make_parts, view

TITLE = "A Title of Its Own"


async def told(*, deleted: bool = False, **changes: Any) -> tuple[list[str], list[str]]:
    """Sentences that name a book which somebody liked, once it has changed; and what is offered."""
    parts = make_parts()
    await parts.catalogue.upsert([Item.model_validate(book(7, title=TITLE))], NOW)
    await parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(30) if number != 7], NOW)
    await parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    said = dict.fromkeys((Purpose.PROFILE, Purpose.EXPLAIN), True)
    await parts.people.put_consent("ada", Consent(purposes=said, at=EpochMs(NOW - 1)))
    await parts.events.append([view("seen", "book-7", "ada")], NOW)
    if deleted:
        await parts.catalogue.delete(["book-7"], NOW)  # type: ignore[list-item]
    else:
        await parts.catalogue.upsert([Item.model_validate(book(7, title=TITLE, **changes))], NOW)
    await parts.live.refresh(NOW)
    answer = await recommend(parts, RecommendationRequest(surface="home", person="ada", locale="en"), NOW)
    await parts.live.close()  # type: ignore[attr-defined]
    sentences = [text.text for item in answer.items for text in item.sentences if TITLE in text.text]
    return sentences, [str(item.id) for item in answer.items]


@pytest.mark.parametrize("changes", [{"available": False}, {"stock": 0}])
async def test_an_act_on_an_item_that_is_not_offered_any_more_may_be_told(changes: dict[str, Any]) -> None:
    sentences, offered = await told(**changes)
    assert sentences
    assert "book-7" not in offered


async def test_an_item_that_became_sensitive_is_named_to_nobody_who_did_not_agree() -> None:
    assert (await told(sensitive=["health"]))[0] == []


async def test_a_deleted_item_is_named_to_nobody() -> None:
    assert (await told(deleted=True))[0] == []
