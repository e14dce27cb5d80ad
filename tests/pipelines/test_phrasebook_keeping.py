"""Status, review, export, import, pruning, and phrases in answers."""

import orjson
import pytest

from frankly.domain.saying.fact import source_hash
from frankly.domain.saying.phrase import PhraseReview
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Invalid
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.due import Wanted
from frankly.pipelines.phrasebook.exchange import exported, imported
from frankly.pipelines.phrasebook.pruning import prune
from frankly.pipelines.phrasebook.reviewing import Reviewable, review, to_review
from frankly.pipelines.phrasebook.status import residual, status
from frankly.testing.phrase_writer import PhraseWriter
from tests.pipelines.phrasing import NOW, build, open_book

REASONS = Wanted(frozenset({"reasons"}), frozenset({"en"}))


@pytest.fixture
async def book() -> Phrasebook:
    """Facts of four books, judged."""
    book, model = await open_book(4), PhraseWriter()
    await build(book, model, model)
    return book


async def first(book: Phrasebook) -> Reviewable:
    return (await to_review(book, kinds="facts", limit=1))[0]


async def fact_of(book: Phrasebook, about: str, name: str):
    return next(fact for text in await book.facts.texts_of(about) for fact in text.facts if fact.id == name)


async def test_status_counts_items_facts_and_cells(book: Phrasebook) -> None:
    found = (await status(book)).locales["en"]
    assert (found.items, found.built) == (4, 4)
    assert found.with_facts["rewritten"] == 4
    assert found.facts["rewritten"] > 4
    assert found.cells["viewed"] == [0, 5]
    [items] = [items async for items in book.catalogue.stream()]
    await book.catalogue.upsert([items[0].model_copy(update={"description": "Another text, and a longer one."})], NOW)
    later = (await status(book)).locales["en"]
    assert (later.built, later.with_facts["rewritten"]) == (3, 3)
    assert later.past > 0


async def test_the_riskiest_come_first_and_what_was_reviewed_does_not_come_again(book: Phrasebook) -> None:
    found = await to_review(book, kinds="facts", limit=100)
    assert [one.risk for one in found] == sorted((one.risk for one in found), reverse=True)
    await review(book, found[0], "approved", reviewer="ada", now=NOW)
    assert found[0].id not in {one.id for one in await to_review(book, kinds="facts", limit=100)}
    drawn = [one.id for one in await to_review(book, kinds="facts", way="random", limit=5)]
    assert drawn == [one.id for one in await to_review(book, kinds="facts", way="random", limit=5)]
    assert drawn != [one.id for one in found[1:6]]


async def test_an_approved_fact_has_the_level_approved(book: Phrasebook) -> None:
    one = await first(book)
    await review(book, one, "approved", reviewer="ada", now=NOW)
    after = await fact_of(book, one.about, one.id)
    assert (after.level, after.status, after.reviewer) == ("approved", "admitted", "ada")


async def test_an_edited_fact_is_verified_and_takes_the_place_of_the_old_one(book: Phrasebook) -> None:
    one = await first(book)
    with pytest.raises(Invalid, match="verifier refuses"):
        await review(book, one, "edited", reviewer="ada", now=NOW, text="It cures every disease at once.")
    assert (await fact_of(book, one.about, one.id)).status == "admitted"
    assert await book.phrases.reviews() == []
    shorter = f"{one.text.rstrip('.')}"
    name = await review(book, one, "edited", reviewer="ada", now=NOW, text=shorter)
    after = await fact_of(book, one.about, name)
    assert (after.text, after.level, after.origin) == (shorter, "approved", "edited")
    assert (await fact_of(book, one.about, one.id)).status == "refused"
    [noted] = await book.phrases.reviews()
    assert (noted.text, noted.said, noted.way) == (one.id, "edited", "riskiest")


async def test_a_refused_fact_is_never_shown_again(book: Phrasebook) -> None:
    one = await first(book)
    await review(book, one, "refused", reviewer="ada", now=NOW, because="too grim")
    assert one.item is not None
    sheet = (await book.facts.of({one.about: source_hash(one.item)}, "en"))[one.about]
    assert one.id not in {fact.id for fact in sheet.facts}


async def test_phrases_are_reviewed_alike() -> None:
    book, model = await open_book(0), PhraseWriter()
    await build(book, model, wanted=REASONS)
    some = await to_review(book, limit=3)
    assert some[0].risk >= some[-1].risk
    await review(book, some[0], "approved", reviewer="ada", now=NOW)
    await review(book, some[1], "refused", reviewer="ada", now=NOW)
    with pytest.raises(Invalid):
        await review(book, some[2], "edited", reviewer="ada", now=NOW, text="You will love it.")
    phrases = {phrase.id: phrase for phrase in await book.phrases.all()}
    assert (phrases[some[0].id].level, phrases[some[0].id].reviewer) == ("approved", "ada")
    assert phrases[some[1].id].status == "refused"
    assert book.verified(phrases[some[1].id]).status == "refused"
    there = (await status(book)).locales["en"]
    assert there.phrases["approved"] == 1
    assert sum(covered for covered, _ in there.cells.values()) >= 70


def looked(number: int, said: str, way: str = "random") -> PhraseReview:
    return PhraseReview(f"t{number}", "emma", said, way, "ada", EpochMs(number))  # type: ignore[arg-type]


def test_the_residual_error_is_that_of_the_drawn_sample_with_its_interval() -> None:
    reviews = [looked(number, "refused" if number < 2 else "approved") for number in range(40)]
    told = residual([*reviews, *(looked(100 + number, "edited", "riskiest") for number in range(20))])
    assert (told.way, told.wrong.hits, told.wrong.of) == ("random", 2, 40)
    assert told.wrong.low < 0.05 < told.wrong.high
    assert round(told.wrong.high, 4) == 0.1692


def test_with_few_drawn_ones_all_count_and_it_says_so() -> None:
    told = residual([looked(1, "approved"), looked(2, "refused", "riskiest"), looked(2, "approved", "riskiest")])
    assert (told.way, told.wrong.hits, told.wrong.of) == ("riskiest", 1, 2)
    assert (residual([]).wrong.low, residual([]).wrong.high) == (0.0, 1.0)


async def test_what_is_exported_comes_in_elsewhere_as_it_was(book: Phrasebook) -> None:
    await review(book, await first(book), "approved", reviewer="ada", now=NOW)
    lines = [line async for line in exported(book)]
    assert lines
    other = await open_book(4)
    report = await imported(other, lines)
    assert report.facts["admitted"] == sum(b'"judge":' in line for line in lines)
    assert [line async for line in exported(other)] == lines
    again = await imported(other, lines)
    assert (again.known, sum(again.facts.values())) == (len(lines), 0)


async def test_an_import_trusts_no_words_and_nobody_who_is_not_named(book: Phrasebook) -> None:
    lines = [orjson.loads(line) for line in [line async for line in exported(book)]]
    lie, unsigned = lines[0], lines[1]
    lie["fact"]["text"] = "The best novel of all times."
    unsigned["fact"].pop("judge")
    other = await open_book(4)
    report = await imported(other, [orjson.dumps(lie), b"\n", orjson.dumps(unsigned)])
    assert report.facts == {"refused": 1, "waiting": 1}
    empty = await open_book(0)
    assert (await imported(empty, [orjson.dumps(lines[2])])).past == 1


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"phrase": {}}', b'{"other": {}}', b'{"fact": 1, "phrase": 2}'])
async def test_a_wrong_line_is_named(line: bytes) -> None:
    with pytest.raises(Invalid, match="Line 2"):
        await imported(await open_book(0), [b"\n", line])


async def test_pruning_forgets_old_replies_and_the_work_on_changed_items(book: Phrasebook) -> None:
    [items] = [items async for items in book.catalogue.stream()]
    await book.catalogue.delete([items[0].id], NOW)
    early = await prune(book, now=NOW, days=90)
    assert (early.replies, early.work) == (0, 1)
    late = await prune(book, now=EpochMs(NOW + 91 * DAY_MS), days=90)
    assert late.replies > 4
    assert (await status(book)).locales["en"].built == 3
