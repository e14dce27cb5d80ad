"""Good replies, mutilated in the ways of models: what is read is what was meant, or is refused by name."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.handles import HANDLE, draw_handles, handles_in
from frankly.domain.seed import Seed
from frankly.stages.replies.handles import read_order
from frankly.stages.replies.reading import read_object

# Without control characters: json-repair leaves the rarer escapes as they are, and nobody is shown such text.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="`<>{}[]'\"\\"), max_size=30)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


def replies(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, object]]:
    handles = st.integers(1, 25).map(lambda number: list(draw_handles(number, Seed(number))))
    entry = st.fixed_dictionaries({"handle": st.sampled_from(draw_handles(25, Seed(1))), "text": texts})
    return st.fixed_dictionaries({"order": handles, "reasons": st.lists(entry, max_size=4), "headline": texts})


def written(value: object) -> str:
    return orjson.dumps(value).decode()


@given(replies(TEXTS), WORDS, WORDS)
def test_words_fences_and_thoughts_around_a_reply_change_nothing(
    value: dict[str, object], before: str, after: str
) -> None:
    # Whatever the texts within say: brackets, quotes and fences in them are text.
    if "</think" in written(value) or "```" in written(value) or "~~~" in before + after:
        return
    text = f"<think>{before}</think>{before}\n```json\n{written(value)}\n```\n{after}"
    assert read_object(text).value == value


@given(replies(WORDS))
def test_trailing_commas_change_nothing(value: dict[str, object]) -> None:
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    spoilt = "\n".join(
        f"{line}," if line.endswith(("]", "}", '"')) and not line.endswith(("},", "],")) else line
        for line in text.splitlines()
    ).removesuffix(",")
    found = read_object(spoilt)
    assert found.value == value
    assert set(found.faults) <= {ReplyFault.TRAILING_COMMA, ReplyFault.REPAIRED}


@given(replies(st.sampled_from(["A calm book.", "It has no equal", "ä ö ü", "one, two"])))
def test_single_quotes_change_nothing(value: dict[str, object]) -> None:
    found = read_object(written(value).replace('"', "'"))
    assert found.value == value
    assert found.faults == (ReplyFault.SINGLE_QUOTES,)


@given(replies(WORDS), st.data())
def test_a_reply_that_was_cut_off_is_told_and_orders_only_what_it_named(
    value: dict[str, object], data: st.DataObject
) -> None:
    text = written(value)
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    found = read_object(cut)
    assert found.faults
    if found.value is None:
        return
    assert ReplyFault.TRUNCATED in found.faults
    shown = draw_handles(25, Seed(25))
    named = value["order"]
    assert isinstance(named, list)
    read = read_order(found.value.get("order"), [*named, *shown])
    assert list(read.order) == named[: len(read.order)]


@given(st.text(st.sampled_from("{}[]\"'`,:\\<>/ \nabz19think"), max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = read_object(text)
    assert (found.value is None) == (ReplyFault.NO_JSON in found.faults)


JUNK = st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, st.lists(TEXTS, max_size=2))


@given(st.integers(0, 25), st.lists(JUNK, max_size=8), st.data())
def test_an_order_is_always_of_what_was_shown_each_once(number: int, junk: list[object], data: st.DataObject) -> None:
    shown = draw_handles(number, Seed(7))
    repeated = data.draw(st.lists(st.sampled_from(shown), max_size=30)) if shown else []
    named = data.draw(st.permutations([*repeated, *junk]))
    read = read_order(named, shown)
    assert sorted(read.whole) == sorted(shown)
    assert set(read.order) <= set(repeated) | {str(one).strip() for one in junk}
    assert (ReplyFault.MISSING_HANDLE in read.faults) == bool(read.missing)


@given(st.integers(0, 200), st.integers(0, 2**53))
def test_handles_differ_repeat_with_their_seed_and_are_found_again(number: int, seed: int) -> None:
    drawn = draw_handles(number, Seed(seed))
    assert len(set(drawn)) == number
    assert drawn == draw_handles(number, Seed(seed))
    assert all(HANDLE.fullmatch(handle) for handle in drawn)
    assert tuple(handles_in(" … ".join(drawn))) == drawn
