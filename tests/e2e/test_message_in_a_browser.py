"""An e-mail where people read it: narrow and wide, light and dark, with pictures that never arrive."""

import asyncio
from collections.abc import Iterator

import pytest

from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.saying.message import MessageRequest
from frankly.domain.time import EpochMs
from frankly.pipelines.messaging.write import write_message
from frankly.stages.writing.brand import Brand, MailBrand, Shades
from tests.api.world import NOW, book
from tests.e2e.browser import Browser, browsing
from tests.e2e.test_decision_page_in_a_browser import CONTRASTS, LEAST_CONTRAST
from tests.pipelines.bookshop import BOOKS, open_bookshop

LONG = "Averyveryverylongwordthatnobodywouldeverhyphenateandsomemoreofit"
LEAST_TOUCH = 44
"""Height of a button that a thumb hits, in pixels."""


async def _written() -> str:
    brand = Brand(
        "Lantern Books",
        {"plain": "", "warm": ""},
        mail=MailBrand("https://shop.example", light=Shades(accent="#8a4b08")),
    )
    parts = await open_bookshop(brand=brand)
    changes = {0: {"title": LONG}, 1: {"title": "قصة البحر"}, 2: {"url": None}}
    pictures = {n: {"image_url": f"https://127.0.0.1.example/{n}.jpg"} for n in range(0, BOOKS, 2)}
    books = [book(n, **{**changes.get(n % 6, {}), **pictures.get(n, {})}) for n in range(BOOKS)]
    await parts.catalogue.upsert([Item.model_validate(one) for one in books], NOW)
    await parts.live.refresh(NOW)
    allowed = {Purpose.EMAIL: True}
    await parts.people.put_consent("reader-9", Consent(purposes=allowed, at=EpochMs(NOW - 1)))
    message = await write_message(parts, MessageRequest(person="reader-9", first_name="Ada", limit=8), NOW)
    await parts.live.close()  # type: ignore[attr-defined]
    return message.html


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("message")
    file = folder / "message.html"
    file.write_text(asyncio.run(_written()), encoding="utf-8")
    with browsing(folder / "profile") as browser:
        browser.look(1280)
        browser.open(file.as_uri())
        yield browser


@pytest.mark.parametrize("width", [320, 375, 600, 1280])
def test_nothing_stands_outside_the_screen(page: Browser, width: int) -> None:
    page.look(width)
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask(
        "[...document.querySelectorAll('td')].every(one => one.getBoundingClientRect().right <= innerWidth)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(page: Browser, scheme: str) -> None:
    page.look(600, scheme)
    contrasts = page.ask(CONTRASTS)
    assert len(contrasts) > 20
    assert contrasts[0][0] >= LEAST_CONTRAST, contrasts[:3]


def test_what_mailboxes_show_beside_the_subject_is_not_shown_twice(page: Browser) -> None:
    page.look(600)
    assert page.ask("getComputedStyle(document.body.firstElementChild).display") == "none"


def test_a_reader_by_ear_hears_one_heading_for_each_item_and_a_name_for_each_picture(page: Browser) -> None:
    assert page.ask("document.querySelectorAll('h1').length") == 1
    assert page.ask("document.querySelectorAll('h2').length") == 8
    assert page.ask("[...document.querySelectorAll('table')].every(one => one.getAttribute('role') === 'presentation')")
    pictures = page.ask("[...document.images].map(one => one.alt)")
    titles = page.ask("[...document.querySelectorAll('h2')].map(one => one.textContent)")
    assert pictures
    assert set(pictures) <= set(titles)
    assert page.ask("document.documentElement.lang") == "en"


def test_buttons_are_as_high_as_a_thumb_and_lead_to_the_shop(page: Browser) -> None:
    page.look(375)
    buttons = "[...document.querySelectorAll('td > a')].filter(one => getComputedStyle(one).fontWeight === '600')"
    heights = page.ask(f"{buttons}.filter(one => !one.className).map(one => one.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= LEAST_TOUCH
    assert page.ask("[...document.links].every(one => one.origin === 'https://shop.example')")


def test_only_pictures_of_items_are_asked_for(page: Browser) -> None:
    wanted = page.ask("performance.getEntriesByType('resource').map(one => new URL(one.name).hostname)")
    assert set(wanted) <= {"127.0.0.1.example"}
    assert page.ask("document.scripts.length + document.querySelectorAll('link, iframe, object, form').length") == 0
