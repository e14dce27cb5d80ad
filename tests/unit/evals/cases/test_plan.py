"""What a run is going to make: with another model or another prompt only where a model is asked at all."""

from pathlib import Path

import pytest

from frankly.errors import Invalid, NotFound
from frankly.evals.generating.asking import version_named
from frankly.evals.generating.plan import Plan, plan_of
from tests.unit.evals.cassettes.recording import book, draft_without

SUITE = """\
title: Mine
proves: Nothing.
runner: cases
model: acme/writer-1
checks: [leaks]
"""


def plan(folder: Path) -> Plan:
    place = folder / "mine"
    place.mkdir()
    (place / "suite.yaml").write_text(SUITE)
    (place / "cases.yaml").write_text(
        "- {id: slate, ask: {recommend: {surface: home, session: a}}}\n- {id: said, ask: {text: [{text: Hello}]}}\n"
    )
    return plan_of(folder)


def test_another_prompt_and_another_model_are_asked_where_a_model_is_asked_and_cells_keep_their_names(
    tmp_path: Path,
) -> None:
    before = plan(tmp_path)
    after = before.asked_by("acme/writer-2", ["write/v9"])
    assert [(cell.model, cell.prompts) for cell in after.cells] == [("acme/writer-2", ("write/v9",)), ("", ())]
    assert [cell.name for cell in after.cells] == [cell.name for cell in before.cells]


def test_with_nothing_named_cells_stay_as_their_suites_say(tmp_path: Path) -> None:
    before = plan(tmp_path)
    assert before.asked_by() is before


def test_a_version_is_found_by_its_name_and_a_wrong_one_is_told() -> None:
    assert version_named(draft_without("vary"), "write/v9").name == "write/v9"
    with pytest.raises(NotFound, match="write/v8"):
        version_named(book(), "write/v8")
    for wrong in ("write", "haiku/v1", "write/vx"):
        with pytest.raises(Invalid, match="task and version"):
            version_named(book(), wrong)
