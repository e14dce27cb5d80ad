import re
from collections import Counter

import orjson
import pytest

from frankly.demo.catalogue import CATALOGUE_FILE, LANTERN_NOW_MS, books
from frankly.domain.item import Item
from frankly.domain.time import DAY_MS

ERAS = {
    "ancient": (-3000, 499),
    "medieval": (500, 1499),
    "early-modern": (1500, 1699),
    "18th-century": (1700, 1799),
    "19th-century": (1800, 1899),
    "early-20th-century": (1900, 1928),
}
# Written in the era they name, first printed later.
PRINTED_LATER = {
    "autobiography-of-benvenuto-cellini",
    "the-diary-of-samuel-pepys",
    "the-narrow-road-to-the-deep-north",
}
CATEGORIES = set(
    "mystery gothic science-fiction adventure romance social-novel historical children poetry drama philosophy "
    "travel-nature memoir humour myth-epic short-stories".split()
)
PRAISE = set(
    "acclaimed amazing award-winning brilliant brilliantly captivating charming classic compelling definitive "
    "delightful enchanting essential exciting exquisite extraordinary fascinating finest gripping heartwarming "
    "iconic influential magnificent masterful masterly masterpiece masterwork memorable must-read outstanding "
    "page-turner poignant remarkable renowned riveting splendid spellbinding stunning superb thrilling timeless "
    "unforgettable unmissable unputdownable vivid vividly wonderfully".split()
)
PRONOUNS = set("you your yours yourself we our ours us i me my".split())
IMPERATIVES = set("buy discover enjoy explore follow imagine join meet read see".split())


def sentences(book: Item) -> list[str]:
    return re.split(r"(?<=\.) ", book.description)


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text)


def findings(forbidden: set[str]) -> list[str]:
    return [
        f"{book.id}: {sentence}"
        for book in books()
        for sentence in sentences(book)
        if forbidden & {word.casefold() for word in words(sentence)}
    ]


def test_there_are_at_least_560_books_with_ids_in_order_each_once() -> None:
    ids = [book.id for book in books()]
    assert len(ids) >= 560
    assert ids == sorted(set(ids))


def test_no_work_stands_twice() -> None:
    works = Counter((re.sub(r"^(the|a|an|in) ", "", book.title.casefold()), book.creators) for book in books())
    assert [work for work, times in works.items() if times > 1] == []


def test_each_description_has_two_to_five_sentences() -> None:
    assert [book.id for book in books() if not 2 <= len(sentences(book)) <= 5] == []


def test_each_sentence_has_4_to_30_words_and_one_full_stop_at_its_end() -> None:
    wrong = [
        f"{book.id}: {sentence}"
        for book in books()
        for sentence in sentences(book)
        if not (4 <= len(words(sentence)) <= 30 and sentence.endswith(".") and sentence.count(".") == 1)
    ]
    assert wrong == []


def test_descriptions_do_not_praise() -> None:
    assert findings(PRAISE) == []


def test_descriptions_speak_to_nobody_and_of_nobody_writing() -> None:
    # Titles, letters and nicknames that hold such a word.
    allowed = ("We Wear the Mask", "woman I-330", "our ideas come from", "lies in our power")
    assert [line for line in findings(PRONOUNS) if not any(part in line for part in allowed)] == []


def test_no_sentence_begins_as_an_appeal() -> None:
    begins = [(book.id, sentence) for book in books() for sentence in sentences(book)]
    assert [begin for begin in begins if words(begin[1])[0].casefold() in IMPERATIVES] == []


def test_descriptions_ask_exclaim_and_link_nothing() -> None:
    assert [book.id for book in books() if re.search(r"[?!<>@{}]|https?:|www\.", book.description)] == []


def test_each_work_is_older_than_1929_and_fits_its_era() -> None:
    wrong = []
    for book in books():
        first, last = ERAS[str(book.attributes["era"])]
        year = book.attributes["year"]
        assert isinstance(year, int)
        if year >= 1929 or (not first <= year <= last and book.id not in PRINTED_LATER):
            wrong.append((book.id, year))
    assert wrong == []


def test_labels_come_from_a_small_vocabulary() -> None:
    assert {book.categories for book in books()} == {(name,) for name in CATEGORIES}
    tags = Counter(tag for book in books() for tag in book.tags)
    assert len(tags) <= 160
    assert len({tag.casefold() for tag in tags}) == len(tags)
    assert all(3 <= len(book.tags) == len(set(book.tags)) for book in books())


def test_one_spelling_for_each_creator() -> None:
    names = {creator for book in books() for creator in book.creators}
    folded = Counter(re.sub(r"[^a-z]", "", name.casefold()) for name in names)
    assert [name for name, times in folded.items() if times > 1] == []
    assert not names & {"Anonymous", "Traditional", "Unknown"}
    assert [name for name in names if " and " in name] == []


def test_prices_stock_and_addresses_are_plausible() -> None:
    for book in books():
        assert book.price is not None
        assert book.price.currency == "GBP"
        assert 499 <= book.price.amount_minor <= 2499
        assert book.url == f"/books/{book.id}"
        assert book.image_url is None
        assert book.language == "en"
    sold_out = sum(book.stock == 0 for book in books())
    assert 0.01 <= sold_out / len(books()) <= 0.05


def test_books_came_in_over_three_years_and_some_are_new() -> None:
    days = [(LANTERN_NOW_MS - (book.first_available or 0)) / DAY_MS for book in books()]
    assert min(days) > 0
    assert max(days) <= 3 * 366
    assert 0.03 <= sum(age <= 30 for age in days) / len(days) <= 0.08


def test_dates_of_arrival_move_with_the_moment_of_the_demo() -> None:
    later = books(LANTERN_NOW_MS + 10 * DAY_MS)
    assert [book.first_available for book in later] == [(book.first_available or 0) + 10 * DAY_MS for book in books()]
    assert [book.title for book in later] == [book.title for book in books()]


@pytest.mark.parametrize("field", ["year", "era", "length", "mood", "setting", "original_language"])
def test_each_book_says_its(field: str) -> None:
    assert all(field in book.attributes for book in books())


def test_the_file_holds_one_object_a_line_that_people_can_read() -> None:
    text = CATALOGUE_FILE.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert [orjson.loads(line)["id"] for line in text.splitlines()] == [book.id for book in books()]
    assert "\\u" not in text
