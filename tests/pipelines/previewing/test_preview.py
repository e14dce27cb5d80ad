import re
from functools import cache

import pytest

from frankly.pipelines.previewing.pages import Preview, file_of, pages
from frankly.pipelines.previewing.showing import Shown
from frankly.stages.writing.brand import MailBrand
from tests.pipelines.previewing.shop import previewed


@cache
def _made() -> dict[str, Preview]:
    return {}


@pytest.fixture
async def whole() -> Preview:
    if "whole" not in _made():
        _made()["whole"] = (await previewed()).preview
    return _made()["whole"]


def of(preview: Preview, persona: str, locale: str = "en", variant: str = "plain") -> Shown:
    return next(
        one for one in preview.messages if (one.persona.name, one.locale, one.variant) == (persona, locale, variant)
    )


async def test_everybody_is_shown_in_every_language_and_variant(whole: Preview) -> None:
    assert len(whole.messages) == len(whole.personas) * 4
    missing = {(one.persona.name, one.locale) for one in whole.messages if one.written is None}
    assert missing == {("long-german", "en")}


async def test_no_check_finds_an_error_in_shipped_words_and_template(whole: Preview) -> None:
    found = {(one.persona.name, finding.code, finding.hint) for one in whole.messages for finding in one.findings}
    assert {code for _, code, _ in found} <= {"subject_long", "sentence_doubled"}, found


async def test_who_opted_out_gets_the_version_for_everybody(whole: Preview) -> None:
    written = of(whole, "opted-out").written
    assert written is not None
    assert "profile" not in written.answer.scope.purposes
    assert all(item.personalised == "none" for item in written.answer.items)


async def test_nothing_is_said_of_a_sensitive_topic(whole: Preview) -> None:
    one = of(whole, "sensitive")
    assert one.written is not None
    assert not [text for _, text in one.sentences if text.kind == "reason" and "book-2" in text.text]
    assert all(piece.anchor.value != "book-2" for piece in (one.evidence or {}).values())


async def test_a_withdrawn_item_is_replaced(whole: Preview) -> None:
    reader, after = of(whole, "reader").written, of(whole, "withdrawn").written
    assert reader is not None
    assert after is not None
    gone = reader.answer.items[0].id
    assert gone not in {item.id for item in after.answer.items}


async def test_the_layout_of_right_to_left_is_mirrored_and_the_greeting_without_a_name_has_none(
    whole: Preview,
) -> None:
    mirrored, nameless = of(whole, "right-to-left").written, of(whole, "no-name").written
    assert mirrored is not None
    assert nameless is not None
    assert 'dir="rtl"' in mirrored.html
    assert nameless.letter.name == ""


async def test_a_subject_that_people_wrote_is_shown_and_a_pressing_one_is_refused() -> None:
    pressing = {"variants": {"ours": {"subject": {"en": "Last chance, hurry"}}}, "locales": ["en"]}
    made = (await previewed(**pressing)).preview
    found = of(made, "reader", variant="ours")
    assert found.written is not None
    assert found.written.letter.subject != "Last chance, hurry"
    assert "sentence_refused" in {finding.code for finding in found.findings}


async def test_a_brand_without_an_address_is_told_so_before_anybody_is_written_to() -> None:
    made = (await previewed(MailBrand("https://shop.example"), locales=["en"], variants={})).preview
    codes = {finding.code for finding in of(made, "reader", variant="").findings}
    assert {"postal_address_missing", "unsubscribe_link_missing"} <= codes


async def test_pages_load_nothing_and_hold_no_markup_of_the_catalogue(whole: Preview) -> None:
    made = pages(whole)
    assert set(made) == {"index.html", *(file_of(one) for one in whole.messages if one.written is not None)}
    for name, page in made.items():
        assert "<script>alert" not in page
        assert "<b>reading</b>" not in page
        assert page.count("<script") == (1 if name != "index.html" else 0)
        assert not re.search(r"(?:src|poster)=(?:\"|&#34;|&quot;)(?:https?:)?//", page), name
        assert not re.search(r"<link\b|@import|url\((?!data:)", page)


async def test_each_sentence_tells_what_it_leans_on(whole: Preview) -> None:
    one = of(whole, "reader")
    page = pages(whole)[file_of(one)]
    for number, (_, text) in enumerate(one.sentences):
        assert f'data-said="{number}"' in page
        assert text.evidence or text.kind == "nudge"
    assert "quoted from the item&#39;s own text" in page
    assert "% of the score of" in page
    assert page.count("srcdoc=") == 6
