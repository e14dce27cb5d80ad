import pytest
from rich.console import Console, RenderableType

from frankly.api.examples import bodies as examples
from frankly.cli.records.decisions_view import list_view
from frankly.pipelines.people.past_decisions import DecisionsView


def printed(view: RenderableType) -> str:
    screen = Console(width=100, no_color=True, markup=False, highlight=False)
    with screen.capture() as capture:
        screen.print(view)
    return capture.get()


def test_a_list_tells_when_where_what_and_why() -> None:
    text = printed(list_view(DecisionsView.model_validate(examples.DECISIONS), None))
    assert examples.DECISION in text
    assert "2026-11-21 09:10 UTC  home" in text
    assert "1 Silas Marner viewed" in text


def test_holdout_fallbacks_and_further_items_are_told() -> None:
    [one] = examples.DECISIONS["decisions"]
    shown = {**one, "variant": "holdout", "total": 4, "degradations": [{"code": "source_failed", "part": "content"}]}
    text = printed(list_view(DecisionsView.model_validate({**examples.DECISIONS, "decisions": [shown]}), None))
    assert "holdout" in text
    assert "and 3 more" in text
    assert "source_failed content" in text


@pytest.mark.parametrize(("surface", "said"), [(None, "for 'reader-7'."), ("home", "for 'reader-7' on 'home'.")])
def test_an_empty_list_says_what_to_do(surface: str | None, said: str) -> None:
    text = printed(list_view(DecisionsView(person="reader-7", decisions=()), surface))
    assert said in text
    assert "session:<id>" in text
    assert "killed" in text


def test_titles_cannot_repaint_a_terminal() -> None:
    [one] = examples.DECISIONS["decisions"]
    hostile = {**one, "items": [{**one["items"][0], "title": "a\x1b[31mb\u202ec"}]}
    text = printed(list_view(DecisionsView.model_validate({**examples.DECISIONS, "decisions": [hostile]}), None))
    assert "\x1b" not in text
    assert "\u202e" not in text
