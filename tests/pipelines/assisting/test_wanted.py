from dataclasses import replace
from typing import Any

import pytest

from frankly.adapters.files.prompts import load_prompts
from frankly.domain.person.consent import Purpose
from frankly.domain.surface import ModelPolicy
from frankly.pipelines.assisting.wanted import NOTHING, Wanted, wanted
from frankly.pipelines.parts import Assistant
from frankly.pipelines.request.deciding import Decided
from frankly.settings import data_folder
from frankly.testing.scripted_model import ScriptedModel
from tests.pipelines.bookshop import decided, open_bookshop

READY = Assistant(ScriptedModel(), load_prompts(data_folder("prompts")), lambda: True)


async def base(*, allows: bool = True, model: dict[str, Any] | None = None, **request: Any) -> Decided:
    parts = await open_bookshop()
    try:
        found = await decided(parts, person="reader-3", **request)
    finally:
        await parts.live.close()  # type: ignore[attr-defined]  # the real LiveIndex
    scope = found.situation.scope
    purposes = scope.purposes | {Purpose.MODEL} if allows else scope.purposes - {Purpose.MODEL}
    surface = found.situation.surface.model_copy(update={"model": ModelPolicy(**(model or {}))})
    situation = replace(found.situation, scope=replace(scope, purposes=frozenset(purposes)), surface=surface)
    return replace(found, situation=situation)


async def test_a_model_is_asked_for_order_and_texts_where_everybody_allows_it() -> None:
    assert wanted(READY, await base(model={"deadline_ms": 700})) == Wanted(order=True, texts=True, deadline_ms=700)


async def test_the_request_says_how_long_it_waits() -> None:
    assert wanted(READY, await base(deadline_ms=90)).deadline_ms == 90
    assert wanted(READY, await base(deadline_ms=0)) == NOTHING


@pytest.mark.parametrize(
    ("told", "order", "texts"),
    [
        ({"allows": False}, False, False),
        ({"model": {"vote": "off"}}, False, True),
        ({"model": {"max_displacement": 0}}, False, True),
        ({"model": {"write": False}}, True, False),
        ({"explain": "none"}, True, False),
    ],
)
async def test_each_refusal_is_kept(told: dict[str, Any], order: bool, texts: bool) -> None:
    asked = wanted(READY, await base(**told))
    assert (asked.order, asked.texts, asked.degradations) == (order, texts, ())


async def test_the_holdout_and_an_empty_slate_need_no_model() -> None:
    found = await base()
    assert wanted(READY, replace(found, variant="holdout")) == NOTHING
    assert wanted(READY, replace(found, slate=replace(found.slate, slots=()))) == NOTHING
    assert wanted(None, found) == NOTHING


async def test_an_order_that_was_sent_changes_only_where_the_surface_allows_it() -> None:
    assert not wanted(READY, await base(), is_late=True).order
    assert wanted(READY, await base(model={"late_order": True}), is_late=True).order


async def test_nobody_waits_for_a_package_that_is_being_loaded() -> None:
    asked = wanted(replace(READY, is_ready=lambda: False), await base())
    assert (asked.anything, [one.code.value for one in asked.degradations]) == (False, ["model_warming"])
