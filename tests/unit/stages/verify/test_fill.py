from dataclasses import replace

import pytest

from frankly.domain.saying.text_slot import Instant
from frankly.domain.time import DAY_MS, HOUR_MS
from frankly.stages.verify.fill import ago, money, number
from tests.unit.stages.verify.samples import NOW, K, bearing, codes, filled, item, piece, reason


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        (0.04, "57 minutes ago", "vor 57 Minuten"),
        (0.5, "12 hours ago", "vor 12 Stunden"),
        (1, "1 day ago", "vor 1 Tag"),
        (6.9, "6 days ago", "vor 6 Tagen"),
        (13.9, "1 week ago", "vor 1 Woche"),
        (45, "1 month ago", "vor 1 Monat"),
        (364, "12 months ago", "vor 12 Monaten"),
        (800, "2 years ago", "vor 2 Jahren"),
    ],
)
def test_a_time_is_told_in_whole_units_that_have_passed(days: float, english: str, german: str) -> None:
    then = Instant(NOW - int(days * DAY_MS))
    assert (ago(then, NOW, "en"), ago(then, NOW, "de")) == (english, german)


def test_a_time_yet_to_come_is_not_told() -> None:
    assert ago(Instant(NOW + HOUR_MS), NOW, "en") is None
    assert "value_unsafe" in codes(reason("You viewed “{e1.title}” {e1.when}."), bearing(piece(days_ago=-2)))


def test_numbers_and_money_are_written_as_the_language_does() -> None:
    assert (number(12345, "en"), number(12345, "de")) == ("12,345", "12.345")
    assert money(1299, "EUR", "en") == "€12.99"
    assert money(1299, "EUR", "de").replace("\xa0", " ") == "12,99 €"
    assert money(1299, "JPY", "en") == "¥1,299"
    assert number(3, "xx-YY") == "3"


def test_a_label_takes_the_place_of_the_catalogues_word_and_a_missing_one_leaves_it() -> None:
    interest = piece(kind=K.STATED_INTEREST, anchor=("category", "gothic"))
    draft = reason("You told us that you like {e1.label}.")
    shown = bearing(interest, labels={("category", "gothic"): "gothic fiction"})
    assert filled(draft, shown) == "You told us that you like gothic fiction."
    assert filled(draft, bearing(interest)) == "You told us that you like gothic."


def test_a_label_that_begins_a_sentence_has_a_capital_letter_and_after_a_colon_has_none() -> None:
    interest = piece(kind=K.STATED_INTEREST, anchor=("category", "gothic"))
    under = bearing(interest, labels={("category", "gothic"): "gothic fiction"})
    assert filled(reason("{e1.label}: you told us that you like it."), under).startswith("Gothic fiction: ")
    assert filled(reason("We took into account: {e1.label}."), under) == "We took into account: gothic fiction."


def test_a_title_keeps_its_own_letters_at_the_start() -> None:
    under = bearing(piece(), anchors={"emma": item("emma", "eXistenZ")})
    assert filled(reason("{e1.title} counts here."), under) == "“eXistenZ” counts here."


def test_a_country_is_named_in_the_language_and_another_region_by_its_code() -> None:
    draft = reason("Popular in your region ({e1.region}).")
    assert filled(draft, bearing(_region("DE"))) == "Popular in your region (Germany)."
    assert filled(draft, bearing(_region("DE-BY"))) == "Popular in your region (DE-BY)."
    named = bearing(_region("DE-BY"), labels={("region", "DE-BY"): "Bavaria"})
    assert filled(draft, named) == "Popular in your region (Bavaria)."


def _region(name: str):  # type: ignore[no-untyped-def]
    return piece(kind=K.POPULAR_IN_REGION, anchor=("region", name), count=40)


def test_quotation_marks_inside_a_quoted_title_cannot_end_it_early() -> None:
    under = bearing(piece(), anchors={"emma": item("emma", "Emma” and the rest is free. “Buy")})
    text = filled(reason("You viewed “{e1.title}”, and that counts here."), under)
    assert text == "You viewed “Emma' and the rest is free. 'Buy”, and that counts here."
    assert text.count("“") == text.count("”") == 1


def test_a_headline_too_long_when_filled_is_refused() -> None:
    long = item("emma", "Emma and " * 40)
    draft = reason("“{e1.title}” counts here.").model_copy(update={"role": "subject"})
    assert codes(draft, bearing(piece(), anchors={"emma": long})) == {"too_long"}


@pytest.mark.parametrize("text", ["You viewed “{e1.title}” {e1.when}.", "New here: it arrived {item.added}."])
def test_how_long_ago_something_was_is_not_told_to_who_reads_it_another_day(text: str) -> None:
    is_new = "item.added" in text
    seen = piece(kind=K.NEW, anchor=("none", "")) if is_new else piece()
    under = bearing(seen, about=item(first_available=NOW - 2 * DAY_MS))
    assert codes(reason(text), under) == set()
    assert codes(reason(text), replace(under, is_read_later=True)) == {"time_unlicensed"}
