"""Titles, makers, addresses and names that try to become markup, header lines, orders or other people's links."""

import unicodedata
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.saying.message import Message, MessageRequest
from frankly.domain.time import EpochMs
from frankly.pipelines.messaging.fitting import MOST_BYTES
from frankly.pipelines.messaging.write import write_message
from frankly.pipelines.parts import Parts
from frankly.stages.writing.brand import Brand, MailBrand
from tests.adversarial.test_hostile_text import HOSTILE
from tests.api.world import NOW, book
from tests.pipelines.bookshop import BOOKS, event, open_bookshop

NAMES = [
    *HOSTILE,
    "Ada\nSubject: you have won",
    "</bdi><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}}",
    "${7*7}",
]
ADDRESSES = [
    "https://evil.example/a",
    "//evil.example/a",
    "/\\evil.example/a",
    "https://shop.example@evil.example/a",
    'https://shop.example/"onmouseover="alert(1)',
    "https://shop.example/<script>alert(1)</script>",
    "http://shop.example/a",
    "/books/{{7*7}}",
    "https://shop.example/" + "&" * 900,
    "/a'%22><img",
]
TAGS = set("html head meta title style body div table tbody tr td p h1 h2 span a img bdi br".split())
LAYOUT = "style class role width cellpadding cellspacing border align valign vertical-align bgcolor".split()
OF_DOCUMENT = "target type media lang dir http-equiv xmlns xmlns:v xmlns:o aria-label aria-roledescription".split()
ATTRIBUTES = {"name", "content", "href", "src", "alt", *LAYOUT, *OF_DOCUMENT}


class Reader(HTMLParser):
    """Notes every tag, attribute and address."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.depth += tag not in {"meta", "br", "img"}

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


@pytest.fixture
async def parts() -> AsyncIterator[Parts]:
    brand = Brand(
        "<b>Shop</b> {{7*7}}",
        {"plain": "", "warm": ""},
        mail=MailBrand("https://shop.example", frozenset({"i.example"})),
    )
    parts = await open_bookshop(brand=brand)
    books = [
        book(
            number,
            title=HOSTILE[number % len(HOSTILE)],
            creators=[HOSTILE[(number + 5) % len(HOSTILE)][:120]],
            url=None if " " in (at := ADDRESSES[number % len(ADDRESSES)]) else at,
            image_url=ADDRESSES[(number + 3) % len(ADDRESSES)],
        )
        for number in range(BOOKS)
    ]
    await parts.catalogue.upsert([Item.model_validate(one) for one in books], NOW)
    await parts.events.append([event("eve", act, 7 * act, "save") for act in range(12)], NOW)
    allowed = {Purpose.EMAIL: True, Purpose.PROFILE: True}
    for person in ("eve", "reader-7", "reader-11"):
        await parts.people.put_consent(person, Consent(purposes=allowed, at=EpochMs(NOW - 1)))
    await parts.live.reindex(NOW)  # type: ignore[attr-defined]
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


async def written(parts: Parts, number: int, name: str | None = None) -> Message:
    person, locale = ("eve", "reader-7", "reader-11")[number % 3], ("en", "de")[number % 2]
    asked = MessageRequest(person=person, locale=locale, limit=12, seed=number, first_name=name)
    return await write_message(parts, asked, NOW + number * 86_400_000)


def check(message: Message) -> None:
    reader = Reader()
    reader.feed(message.html)
    reader.close()
    assert reader.tags <= TAGS
    assert reader.attributes <= ATTRIBUTES
    assert reader.depth == 0
    for address in reader.addresses:
        assert urlsplit(address).scheme == "https"
        assert urlsplit(address).hostname in {"shop.example", "i.example"}
    assert len(message.html.encode()) < MOST_BYTES
    for text in (message.text, message.html, message.subject.text):
        assert "{{" not in text
        assert "49" not in text
        assert not [c for c in text if unicodedata.category(c)[0] == "C" and c not in "\n\u200c\u200d"]
    assert "\n" not in message.subject.text + message.salutation


async def test_nothing_of_a_hostile_catalogue_becomes_active(parts: Parts) -> None:
    shown = set()
    for number in range(12):
        message = await written(parts, number)
        assert len(message.items) >= 6
        check(message)
        shown |= {str(item.id) for item in message.items}
    assert len(shown) > 12


async def test_a_hostile_name_greets_nobody_or_is_a_name(parts: Parts) -> None:
    for name in NAMES:
        message = await written(parts, 0, name[:200])
        check(message)
        greeting = message.greeting.text if message.greeting else ""
        rest = message.salutation.removeprefix(greeting).strip(" ,")
        assert all(sign.isalpha() or sign in " '’.-" or unicodedata.category(sign)[0] == "M" for sign in rest), name


async def test_a_subject_makes_one_header_line(parts: Parts) -> None:
    for number in range(6):
        message = await written(parts, number)
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = message.subject.text
        mail.set_content(message.text)
        mail.add_alternative(message.html, subtype="html")
        lines = bytes(mail).split(b"\r\n\r\n", 1)[0].decode().split("\r\n")
        assert {line.split(":")[0].lower() for line in lines if not line.startswith(" ")} <= {
            "subject",
            "mime-version",
            "content-type",
        }
