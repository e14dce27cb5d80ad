from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, ConsentInput
from frankly.domain.saying.message import Message, MessageRequest
from frankly.domain.saying.text import VerifiedText
from frankly.domain.surface import EditorialPolicy, Pin
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, ConsentMissing, Invalid, StoreUnavailable, TooLarge
from frankly.pipelines.messaging.fitting import MOST_BYTES
from frankly.pipelines.messaging.write import write_message
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.replay import replayed
from frankly.stages.writing.brand import Brand, MailBrand
from tests.api.world import NOW, book
from tests.pipelines.bookshop import open_bookshop

BRAND = Brand("Lantern Books", {"plain": "", "warm": ""}, mail=MailBrand("https://shop.example"))


@pytest.fixture
async def parts() -> AsyncIterator[Parts]:
    parts = await open_bookshop(brand=BRAND)
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


async def allow(parts: Parts, person: str, **purposes: bool) -> None:
    said = ConsentInput(purposes={"email": True, **purposes})  # type: ignore[dict-item]
    await parts.people.put_consent(person, Consent(**said.model_dump(), at=EpochMs(NOW - 1000)))


async def write(parts: Parts, person: str = "reader-9", **asked: Any) -> Message:
    return await write_message(parts, MessageRequest(person=person, **asked), NOW)


def sentences(message: Message) -> list[VerifiedText]:
    lines = (message.subject, message.preheader, message.greeting, message.intro, message.closing)
    return [*(one for one in lines if one), *(one for item in message.items for one in item.sentences)]


async def test_without_consent_to_email_nothing_is_written_or_recorded(parts: Parts) -> None:
    with pytest.raises(ConsentMissing, match="has not agreed to e-mail"):
        await write(parts)
    await parts.decisions.flush()
    assert await parts.decisions.find(limit=5) == []


async def test_a_refusal_of_email_wins(parts: Parts) -> None:
    await allow(parts, "reader-9", email=False)
    with pytest.raises(ConsentMissing):
        await write(parts)


async def test_where_consent_cannot_be_read_nothing_is_written(parts: Parts) -> None:
    await allow(parts, "reader-9")

    async def read(*_: object, **__: object) -> None:
        raise StoreUnavailable("gone")

    broken = replace(parts, people=type("Broken", (), {"read": staticmethod(read)})())
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        await write(broken)


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("tone", ["plain", "warm"])
async def test_every_part_of_a_message_is_said_in_text_and_html_alike(parts: Parts, locale: str, tone: str) -> None:
    await allow(parts, "reader-9")
    message = await write(parts, locale=locale, tone=tone, first_name="Ada")
    assert (message.locale, message.tone) == (locale, tone)
    unwrapped = " ".join(message.text.split())
    for one in sentences(message):
        if one.role in {"subject", "preheader"}:
            continue
        escaped = one.text.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;")
        assert one.text in unwrapped, one
        assert escaped in message.html, one
    assert message.salutation in message.text
    assert "<bdi>Ada</bdi>," in message.html
    assert len(message.html.encode()) < MOST_BYTES


async def test_the_subject_announces_only_what_the_body_tells(parts: Parts) -> None:
    for number in range(4, 12):
        await allow(parts, f"reader-{number}")
        for seed in range(3):
            message = await write(parts, f"reader-{number}", seed=seed)
            body = [one for item in message.items for one in item.sentences if one.kind == "reason"]
            told = {name for one in body for name in one.evidence}
            for line in (message.subject, message.preheader, message.intro):
                assert line is None or told.issuperset(line.evidence)


async def test_without_a_profile_the_version_for_everybody_speaks_of_no_reader(parts: Parts) -> None:
    await allow(parts, "reader-9", profile=False)
    message = await write(parts)
    assert "profile" not in message.scope.purposes
    assert message.items
    assert all(item.personalised != "individual" for item in message.items)
    words = " ".join(one.text for one in sentences(message)).lower()
    assert "you did" not in words
    assert "you liked" not in words


async def test_who_allows_no_explanations_still_gets_a_whole_message(parts: Parts) -> None:
    await allow(parts, "reader-9", explain=False)
    message = await write(parts)
    assert all(one.kind == "nudge" for one in sentences(message))
    assert message.greeting is not None
    assert message.closing is not None


async def test_the_name_stands_in_the_greeting_and_in_no_record(parts: Parts) -> None:
    await allow(parts, "reader-9")
    message = await write(parts, first_name="Xanthippe")
    assert message.salutation.endswith(" Xanthippe,")
    await parts.decisions.flush()
    record = await parts.decisions.get(str(message.decision))
    assert record is not None
    assert "Xanthippe" not in str(record)
    assert message.model_copy(update={"html": "", "text": "", "salutation": ""}).model_dump_json().count("Xanth") == 0


async def test_what_is_no_name_is_left_out_and_told(parts: Parts) -> None:
    await allow(parts, "reader-9")
    message = await write(parts, first_name="Visit www.evil.example")
    assert [one.code for one in message.left_out] == ["name_unusable"]
    assert "evil" not in message.html + message.text
    assert message.greeting is not None
    assert message.salutation == f"{message.greeting.text},"


@pytest.mark.parametrize("level", ["r0", "r1"])
async def test_a_message_is_replayed_byte_for_byte(parts: Parts, level: Any) -> None:
    for person, more in (("reader-9", {}), ("reader-5", {"locale": "de", "tone": "plain", "first_name": "Ada"})):
        await allow(parts, person)
        message = await write(parts, person, **more)
        await parts.decisions.flush()
        again = await replayed(parts, str(message.decision), level)
        assert (again.is_identical, again.differences, again.reason) == (True, (), "")


async def test_equal_questions_are_answered_with_equal_messages(parts: Parts) -> None:
    await allow(parts, "reader-9")
    first, second = [await write(parts, first_name="Ada", seed=7) for _ in range(2)]
    assert first == second


async def test_a_tone_that_the_brand_lacks_names_the_nearest(parts: Parts) -> None:
    await allow(parts, "reader-9")
    with pytest.raises(Invalid, match="Did you mean 'warm'"):
        await write(parts, tone="wram")


async def test_where_no_item_fits_the_decision_says_why(parts: Parts) -> None:
    await allow(parts, "reader-9")
    gone = [Item.model_validate(book(number, available=False)) for number in range(48)]
    await parts.catalogue.upsert(gone, NOW)
    await parts.live.refresh(NOW)
    with pytest.raises(Conflict, match="No item fits") as caught:
        await write(parts)
    assert str(caught.value.details["decision"]).startswith("d")


async def test_links_begin_at_the_shop_and_pictures_come_over_https_only(parts: Parts) -> None:
    await allow(parts, "reader-9")
    books = [Item.model_validate(book(number, image_url=f"http://shop.example/{number}.jpg")) for number in range(24)]
    books += [Item.model_validate(book(n, image_url=f"https://img.example/{n}.jpg")) for n in range(24, 48)]
    await parts.catalogue.upsert(books, NOW)
    await parts.live.refresh(NOW)
    message = await write(parts, limit=12)
    assert 'href="https://shop.example/books/' in message.html
    assert "http://" not in message.html.replace(' xmlns="http://', "") + message.text
    left_out = {one.item for one in message.left_out if one.code == "image_not_https"}
    assert left_out == {str(item.id) for item in message.items if int(str(item.id).split("-")[1]) < 24}
    assert message.html.count("<img") == len(message.items) - len(left_out)


async def test_what_mail_programs_would_cut_off_goes_without_pictures_or_not_at_all(parts: Parts) -> None:
    await allow(parts, "reader-9")
    signs = "&" * 940
    for changes, is_written in (
        ({"image_url": f"https://img.example/{signs}", "url": f"https://shop.example/{signs[:150]}"}, True),
        ({"url": f"https://shop.example/{signs}"}, False),
    ):
        books = [Item.model_validate(book(number, **changes)) for number in range(48)]
        await parts.catalogue.upsert(books, NOW)
        await parts.live.refresh(NOW)
        if is_written:
            message = await write(parts, limit=12)
            assert "images_too_large" in {one.code for one in message.left_out}
            assert "<img" not in message.html
            assert len(message.html.encode()) < MOST_BYTES
        else:
            with pytest.raises(TooLarge, match="fewer items"):
                await write(parts, limit=12)


async def test_stateless_mode_writes_and_records_nothing(parts: Parts) -> None:
    profile = {
        "events": [{"id": "1", "session": "here", "kind": "like", "item": "book-3", "at": NOW - 1000}],
        "consent": {"purposes": {"profile": True, "email": True}},
    }
    message = await write_message(parts, MessageRequest.model_validate({"profile": profile}), NOW)
    assert not message.is_recorded
    with pytest.raises(ConsentMissing):
        await write_message(parts, MessageRequest.model_validate({"profile": profile | {"consent": None}}), NOW)


async def test_a_place_that_was_paid_for_says_so_in_both_parts(parts: Parts) -> None:
    await allow(parts, "reader-9")
    email = parts.policies.surfaces["email"]
    pin = Pin(item="book-40", slot=1, because="a campaign", sponsored=True)
    pinned = email.model_copy(update={"editorial": EditorialPolicy(pins=(pin,))})
    policies = replace(parts.policies, surfaces={**parts.policies.surfaces, "email": pinned})
    message = await write(replace(parts, policies=policies))
    assert message.items[0].is_sponsored
    line = "Sponsored: somebody paid for this place."
    assert line in message.text
    assert message.html.count(line) == 1
    assert message.html.index(line) < message.html.index(message.items[0].display.title or "")
