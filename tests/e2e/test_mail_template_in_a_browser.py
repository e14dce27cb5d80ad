"""The shipped template where people read it, from left to right and from right to left, in the demo's colours."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from frankly.adapters.files.mail.samples import FULL
from frankly.adapters.files.mail.template import load_template
from frankly.adapters.files.words.brand import load_brand
from frankly.pipelines.messaging.lettering import look_of
from frankly.settings import data_folder
from frankly.stages.messaging.letter import Block, Link
from tests.e2e.browser import Browser, browsing
from tests.e2e.test_decision_page_in_a_browser import CONTRASTS, LEAST_CONTRAST
from tests.needs import ROOT

LEAST_LINK = 24
"""Height of a link among others that a thumb hits, in pixels (WCAG 2.2, 2.5.8)."""

LANTERN = load_brand(ROOT / "src" / "frankly" / "demo" / "lantern" / "brand.yaml")
PICTURE = 'img[width="132"]'
TITLE = "قصة البحر"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("template")
    item = replace(FULL.blocks[0], title=TITLE, reasons=("لأنك حفظت «قصة الليل» فهذا الكتاب هنا.",))
    links = tuple(Link(f"Link of some length {n}", f"https://a.example/{n}") for n in range(4))
    footer = replace(FULL.footer, links=links)
    letter = replace(FULL, look=look_of(LANTERN.mail), blocks=(item, Block("Averyverylong" * 9)), footer=footer)
    template = load_template(data_folder("brand"))
    arabic = replace(letter, language="ar", is_right_to_left=True)
    (folder / "rtl.html").write_text(template.html(arabic), encoding="utf-8")
    with browsing(folder / "profile") as browser:
        browser.look(700)
        browser.open((folder / "rtl.html").as_uri())
        yield browser


@pytest.mark.parametrize("width", [320, 480, 700])
def test_nothing_stands_outside_the_screen(page: Browser, width: int) -> None:
    page.look(width)
    assert page.ask("document.documentElement.scrollWidth") <= width
    boxes = "[...document.querySelectorAll('td')].map(one => one.getBoundingClientRect())"
    assert page.ask(f"{boxes}.every(box => box.left >= 0 && box.right <= innerWidth)")


def test_a_picture_stands_where_reading_begins(page: Browser) -> None:
    page.look(700)
    box = "document.querySelector('{}').getBoundingClientRect()"
    picture, title = box.format(PICTURE), box.format("h2")
    assert page.ask(f"{picture}.left > {title}.left")
    assert page.ask("getComputedStyle(document.querySelector('.tint')).borderRightWidth") == "3px"
    assert page.ask("getComputedStyle(document.querySelector('.tint')).borderLeftWidth") == "0px"


def test_on_a_phone_it_stands_above_its_words(page: Browser) -> None:
    page.look(375)
    box = "document.querySelector('{}').getBoundingClientRect()"
    assert page.ask(f"{box.format(PICTURE)}.bottom <= {box.format('h2')}.top + 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(page: Browser, scheme: str) -> None:
    page.look(700, scheme)
    contrasts = page.ask(CONTRASTS)
    assert len(contrasts) > 15
    assert contrasts[0][0] >= LEAST_CONTRAST, contrasts[:3]


def test_links_below_are_hit_by_a_thumb_and_stay_whole(page: Browser) -> None:
    page.look(320)
    links = "[...document.querySelectorAll('a.foot-link')]"
    assert page.ask(f"{links}.length") == 4
    assert page.ask(f"Math.min(...{links}.map(one => one.getBoundingClientRect().height))") >= LEAST_LINK
    assert page.ask(f"{links}.every(one => one.getClientRects().length === 1)")


def test_tables_are_for_layout_and_pictures_have_words(page: Browser) -> None:
    assert page.ask("[...document.querySelectorAll('table')].every(one => one.getAttribute('role') === 'presentation')")
    assert page.ask("[...document.images].every(one => one.alt.length > 0)")
    assert page.ask("[document.documentElement.lang, document.documentElement.dir].join(' ')") == "ar rtl"
