from frankly.domain.model.handles import HANDLE
from frankly.stages.vote.ask import Shown, question

ITEMS = [Shown(row, f"Title {row}", "poetry", 900 - 100 * row, ("viewed",)) for row in range(8)]


def ask(items: list[Shown] = ITEMS, *, sample: int = 0, model: str = "m", prompt: str = "rank/v1"):  # type: ignore[no-untyped-def]
    return question(items, "Home", 5, prompt=prompt, model=model, sample=sample)


def test_equal_content_gives_equal_bytes_whichever_rows_it_has() -> None:
    elsewhere = [Shown(one.row + 100, one.title, one.category, one.score, one.reasons) for one in ITEMS]
    assert ask().about == ask(elsewhere).about
    assert list(ask(elsewhere).rows.values()) == [row + 100 for row in ask().rows.values()]


def test_another_sample_model_or_prompt_is_another_shuffle_with_other_handles() -> None:
    first = ask()
    for other in (ask(sample=1), ask(model="n"), ask(prompt="rank/v2")):
        assert list(other.rows.values()) != list(first.rows.values())
        assert set(other.rows) != set(first.rows)
        assert sorted(other.rows.values()) == sorted(first.rows.values())


def test_handles_are_opaque_and_stand_for_each_item_once() -> None:
    asked = ask()
    assert all(HANDLE.fullmatch(handle) for handle in asked.rows)
    assert [item.handle for item in asked.about.items] == list(asked.rows)
    titles = {f"Title {row}": handle for handle, row in asked.rows.items()}
    assert all(titles[item.title] == item.handle for item in asked.about.items)


def test_scores_are_told_relative_to_the_best_and_never_below_nothing() -> None:
    low = [*ITEMS, Shown(8, "Last", "", -50, ())]
    scores = {item.title: item.score for item in ask(low).about.items}
    assert (scores["Title 0"], scores["Title 1"], scores["Last"]) == (100, 88, 0)


def test_without_any_score_all_are_told_as_nothing() -> None:
    assert {item.score for item in ask([Shown(row, "", "", 0, ()) for row in range(3)]).about.items} == {0}
