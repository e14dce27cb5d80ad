from typing import Any

import pytest

from frankly.adapters.files.mail.template import load_template
from frankly.domain.answering.answer import Answer, AnsweredItem, AnswerScope, Display
from frankly.domain.ids import DecisionId, ItemId, SnapshotId
from frankly.domain.money import Money
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.pipelines.messaging.lettering import MOST_OF_TITLE, Lettered, lettered
from frankly.settings import data_folder
from frankly.stages.messaging.letter import Letter
from frankly.stages.writing.brand import Brand, MailBrand, Shades
from tests.unit.stages.verify.samples import bearing, verifier

BRAND = Brand("Lantern Books", mail=MailBrand("https://shop.example"))


def said(text: str, **more: Any) -> VerifiedText:
    proved = verifier().verify(DraftSentence(kind="nudge", text=text, **more), bearing())
    assert isinstance(proved, VerifiedText), proved
    return proved


def answer(*displays: Display, locale: str = "en", sentences: tuple[VerifiedText, ...] = ()) -> Answer:
    items = [
        AnsweredItem(
            id=ItemId(f"book-{number}"),
            slot=number,
            personalised="none",
            main_reason=None,
            origin="score",
            score=0,
            propensity_ppb=0,
            sentences=sentences,
            display=display,
        )
        for number, display in enumerate(displays, start=1)
    ]
    return Answer(
        decision=DecisionId("d0"),
        is_recorded=True,
        surface="email",
        surface_version="",
        snapshot=SnapshotId("s:0"),
        seed=0,
        now=0,
        locale=locale,
        variant="personalised",
        scope=AnswerScope(basis="person", purposes=(), evidence=()),
        items=tuple(items),
    )


def html_of(letter: Letter) -> str:
    return load_template(data_folder("brand")).html(letter)


def put_together(*displays: Display, brand: Brand = BRAND, **more: Any) -> Lettered:
    return lettered(answer(*displays, **more), MessageLines(subject=said("Have a look", role="subject")), brand, "Ada")


def test_an_item_is_shown_with_what_is_known_of_it() -> None:
    display = Display(
        title="Emma",
        creators=("Jane Austen", "Somebody"),
        price=Money(amount_minor=999, currency="EUR"),
        url="/emma",
        call_to_action=said("Have a look"),
    )
    (block,) = put_together(display, sentences=(said("Take a look"),)).letter.blocks
    assert (block.title, block.creators, block.price) == ("Emma", "Jane Austen, Somebody", "€9.99")
    assert (block.url, block.image, block.invitation) == ("https://shop.example/emma", "", "Have a look")
    assert (block.reasons, block.facts, block.disclosures) == (("Take a look",), (), ())


def test_what_is_unknown_is_left_empty_and_an_item_without_a_title_is_called_by_its_id() -> None:
    (block,) = put_together(Display()).letter.blocks
    assert (block.title, block.creators, block.price, block.url) == ("book-1", "", "", "")


def test_each_address_that_cannot_be_used_is_told_with_its_item() -> None:
    found = put_together(Display(title="A", url="http://a.example", image_url="//b.example/c"), Display(url="/ok"))
    told = [(one.code, one.item) for one in found.left_out]
    assert told == [("link_not_https", "book-1"), ("image_not_absolute", "book-1")]


def test_a_long_title_is_shortened() -> None:
    (block,) = put_together(Display(title="long " * 99)).letter.blocks
    assert len(block.title) <= MOST_OF_TITLE
    assert block.title.endswith("…")


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("de-AT", "ltr")])
def test_the_page_runs_as_its_script_does(locale: str, direction: str) -> None:
    html = html_of(put_together(Display(title="A"), locale=locale).letter)
    assert f'<html lang="{locale}" dir="{direction}"' in html


@pytest.mark.parametrize(("accent", "ink"), [("#1f5c4a", "#ffffff"), ("#ffe08a", "#14171a"), ("#000000", "#ffffff")])
def test_the_words_of_a_button_stand_out_from_it(accent: str, ink: str) -> None:
    brand = Brand("Shop", mail=MailBrand("https://shop.example", light=Shades(accent=accent)))
    html = html_of(put_together(Display(title="A", url="/a", call_to_action=said("Have a look")), brand=brand).letter)
    assert f'bgcolor="{accent}"' in html
    assert f"color:{ink};font-family" in html
