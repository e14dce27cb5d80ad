import hashlib
import hmac
from typing import Any

import pytest

from frankly.domain.person.consent import ConsentInput
from frankly.domain.person.event import Event
from frankly.domain.person.profile import FactInput
from frankly.domain.time import to_iso
from frankly.errors import Invalid, TooLarge, Unauthorised
from frankly.pipelines.segment_api import MAX_MESSAGES, SegmentReport, check_signature, take_segment
from tests.pipelines.filling import NOW, Shop, memory_shop

AT = to_iso(NOW - 60_000)


def track(name: str, number: int = 1, **properties: Any) -> dict[str, Any]:
    base = {"type": "track", "event": name, "messageId": f"m{number}", "userId": "ada", "timestamp": AT}
    return {**base, "properties": properties}


def identify(user: str = "ada", **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "messageId": "m1", "userId": user, "traits": traits, "timestamp": AT}


async def take(shop: Shop, *messages: dict[str, Any]) -> SegmentReport:
    return await take_segment({"batch": list(messages)}, shop.ingest, shop.rights, NOW)


async def stored(shop: Shop) -> list[Event]:
    return [event async for batch in shop.events.stream() for event in batch]


async def facts(shop: Shop, key: str = "ada") -> list[tuple[str, str, str]]:
    stated = (await shop.rights.know(key, NOW)).stated
    return sorted((fact.kind.value, fact.value, fact.origin) for fact in stated)


@pytest.mark.parametrize(
    ("name", "properties", "kind"),
    [
        ("Product Viewed", {"product_id": "i1"}, "view"),
        ("Product Clicked", {"product_id": "i1"}, "click"),
        ("Product Added", {"product_id": "i1", "quantity": 2}, "add_to_cart"),
        ("Product Added to Wishlist", {"product_id": "i1"}, "save"),
        ("Product Reviewed", {"product_id": "i1", "rating": 4.0}, "rate"),
        ("Video Content Completed", {"content_asset_id": "i1"}, "complete"),
        ("product_viewed", {"sku": "i1"}, "view"),
        ("dislike", {"item": "i1"}, "dislike"),
    ],
)
async def test_ecommerce_events_become_acts(name: str, properties: dict[str, Any], kind: str) -> None:
    shop = memory_shop()
    report = await take(shop, track(name, **properties))
    assert [receipt.outcome for receipt in report.events] == ["stored"], report
    [event] = await stored(shop)
    assert (event.id, event.person, event.kind, event.item, to_iso(event.at)) == ("m1", "ada", kind, "i1", AT)


async def test_an_order_becomes_a_purchase_of_each_product() -> None:
    shop = memory_shop()
    products = [{"product_id": 7, "quantity": 2}, {"product_id": "i2"}, {"name": "no id"}]
    order = track("Order Completed", order_id="o1", products=products)
    report = await take(shop, order)
    assert [receipt.outcome for receipt in report.events] == ["stored", "stored", "rejected"]
    told = [(event.id, event.item, event.quantity, event.order) for event in await stored(shop)]
    assert told == [("m1:0", "7", 2, "o1"), ("m1:1", "i2", 1, "o1")]
    again = await take(shop, order)
    assert [receipt.outcome for receipt in again.events] == ["duplicate", "duplicate", "rejected"]


async def test_a_search_keeps_its_words() -> None:
    shop = memory_shop()
    await take(shop, track("Products Searched", query="sea stories"))
    assert [(event.kind, event.query) for event in await stored(shop)] == [("search", "sea stories")]


async def test_an_alias_takes_along_what_came_before_it_in_the_same_batch() -> None:
    shop = memory_shop()
    visit = track("Product Viewed", product_id="i1") | {"userId": None, "anonymousId": "a1"}
    report = await take(shop, visit, {"type": "alias", "previousId": "a1", "userId": "ada"})
    assert report.merged == 1, report
    assert [event.actor for event in await stored(shop)] == ["ada"]


async def test_an_anonymous_act_belongs_to_its_session_until_an_alias() -> None:
    shop = memory_shop()
    message = track("Product Viewed", product_id="i1") | {"anonymousId": "a1", "userId": None}
    await take(shop, message)
    assert [event.actor for event in await stored(shop)] == ["session:a1"]
    report = await take(shop, {"type": "alias", "previousId": "a1", "userId": "ada"})
    assert report.merged == 1
    assert [view.count for view in (await shop.rights.know("ada", NOW)).observed] == [1]
    assert not (await shop.rights.know("session:a1", NOW)).is_known


async def test_a_message_without_an_id_is_stored_once() -> None:
    shop = memory_shop()
    message = track("Product Viewed", product_id="i1")
    del message["messageId"]
    await take(shop, message, message)
    assert len(await stored(shop)) == 1


async def test_a_clock_that_runs_ahead_is_set_back() -> None:
    shop = memory_shop()
    ahead = 3_600_000
    message = track("Product Viewed", product_id="i1") | {"timestamp": to_iso(NOW + ahead - 5000)}
    await take_segment({"batch": [message], "sentAt": to_iso(NOW + ahead)}, shop.ingest, shop.rights, NOW)
    assert [event.at for event in await stored(shop)] == [NOW - 5000]


async def test_pages_and_other_events_are_passed_over() -> None:
    report = await take(memory_shop(), {"type": "page"}, {"type": "screen"}, track("Experiment Viewed"))
    assert (report.received, report.ignored, report.events, report.refused) == (3, 3, (), ())


async def test_of_traits_only_a_few_become_facts_and_the_rest_is_never_stored() -> None:
    shop = memory_shop()
    report = await take(
        shop,
        identify(
            email="ada@example.com",
            name="Ada Lovelace",
            phone="+44",
            plan="gold",
            locale="en_GB",
            address={"city": "London", "country": "gb", "street": "St James's Square"},
            birthday="1984-12-10T00:00:00Z",
            interests=["Sea", "Poetry", ""],
            role="teacher, reader",
        ),
    )
    assert (report.facts, report.dropped_traits) == (7, 4)
    assert await facts(shop) == [
        ("birth_year", "1984", "segment"),
        ("interest", "Poetry", "segment"),
        ("interest", "Sea", "segment"),
        ("locale", "en-GB", "segment"),
        ("region", "GB", "segment"),
        ("role", "reader", "segment"),
        ("role", "teacher", "segment"),
    ]
    everything = repr(await shop.rights.know("ada", NOW))
    assert [
        word for word in ("example.com", "Lovelace", "+44", "gold", "London", "James", "12-10") if word in everything
    ] == []


async def test_traits_without_sense_are_dropped() -> None:
    report = await take(memory_shop(), identify(locale=7, country="Narnia", birthday="long ago", interests={"a": 1}))
    assert (report.facts, report.dropped_traits) == (0, 4)


async def test_traits_do_not_overwrite_what_the_person_said() -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [FactInput.model_validate({"kind": "locale", "value": "de"})], now=NOW)
    await take(shop, identify(locale="fr"))
    assert await facts(shop) == [("locale", "de", "person")]


async def test_an_identify_refuses_but_never_agrees() -> None:
    shop = memory_shop()
    await shop.rights.put_consent("ada", ConsentInput.model_validate({"purposes": {"profile": False}}), now=NOW)
    preferences = {"Profile": True, "Measure": False, "Email": True}
    message = identify() | {"context": {"consent": {"categoryPreferences": preferences}}}
    await take(
        shop, message, identify("bo", consent={"profile": True}, unsubscribed=True), identify("cy", email_opt_in=True)
    )
    told = {key: (await shop.rights.know(key, NOW)).consent for key in ("ada", "bo", "cy")}
    assert {key: dict(consent.purposes) if consent else None for key, consent in told.items()} == {
        "ada": {"profile": False, "measure": False},
        "bo": {"email": False},
        "cy": None,
    }


async def test_a_wrong_message_hinders_no_other() -> None:
    shop = memory_shop()
    wrong: list[Any] = [
        {"type": "dance", "messageId": "m7"},
        {},
        "text",
        None,
        {"type": "identify", "traits": {"locale": "de"}},
        {"type": "alias", "userId": "ada"},
        {"type": "alias", "userId": "session:x", "previousId": "a"},
        {"type": "track", "event": "Product Viewed", "userId": "ada", "properties": {"n": 2**200}},
        track("Product Viewed", product_id="i1") | {"timestamp": "yesterday"},
    ]
    report = await take(shop, *wrong, track("Product Viewed", 2, product_id="i1"))
    assert (report.received, len(report.refused)) == (10, 9)
    assert report.refused[0].message.startswith("'dance' is no type of message")
    assert [event.id for event in await stored(shop)] == ["m2"]


@pytest.mark.parametrize("odd", [[], {}, 1.5, True, "x" * 300, "a\nb"])
async def test_odd_ids_are_rejected(odd: object) -> None:
    shop = memory_shop()
    report = await take(shop, track("Product Viewed", product_id=odd), track("Product Viewed", 2) | {"userId": odd})
    assert {receipt.outcome for receipt in report.events} <= {"rejected"}
    assert await stored(shop) == []


@pytest.mark.parametrize("body", [[], "text", None, 7, {"batch": {}}])
async def test_a_body_that_is_no_message_is_refused(body: object) -> None:
    shop = memory_shop()
    with pytest.raises(Invalid, match="message"):
        await take_segment(body, shop.ingest, shop.rights, NOW)


async def test_there_is_a_limit_to_messages() -> None:
    with pytest.raises(TooLarge, match="at most"):
        await take(memory_shop(), *[{"type": "page"}] * (MAX_MESSAGES + 1))


def test_a_signature_must_fit_the_body() -> None:
    body = b'{"type":"page"}'
    good = hmac.new(b"secret", body, hashlib.sha1).hexdigest()
    check_signature(body, good, "secret")
    check_signature(body, f" {good.upper()}", "secret")
    for header in (None, "", "x", good[:-1], "ä" * 40, "\udc80"):
        with pytest.raises(Unauthorised, match="X-Signature"):
            check_signature(body, header, "secret")
    with pytest.raises(Unauthorised, match="does not fit"):
        check_signature(body + b" ", good, "secret")
    with pytest.raises(Unauthorised, match="does not fit"):
        check_signature(body, good, "other")
