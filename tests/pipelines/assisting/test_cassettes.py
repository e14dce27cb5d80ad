"""Answers out of cassettes: what is recorded is told again, what is not falls back, and records say which it was."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from frankly.domain.answering.answer import Answer
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.cassettes.playing import CassetteModel, Mode
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.replay import replayed
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.world import NOW
from tests.pipelines.assisting.test_assist import ALLOWED, ASKED, PROMPTS, codes, helped, origins, without_the_model
from tests.pipelines.bookshop import open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODEL = RuleFollowingWriter().name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    """A bookshop with a reader who lets a model help."""
    parts = await open_bookshop()
    await parts.people.put_consent("reader-9", ALLOWED)
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]  # the real LiveIndex


async def asked(shop: Parts, folder: Path, mode: Mode = "replay") -> tuple[Answer, CassetteModel]:
    cassettes = Cassettes(folder, mode, prompts=PROMPTS, day="2026-11-21")
    model = cassettes.model(MODEL)
    answer = await recommend(helped(shop, model), ASKED, NOW)
    cassettes.close()
    return answer, model


async def test_a_recorded_answer_is_told_again_and_nobody_is_asked(shop: Parts, tmp_path: Path) -> None:
    live = await recommend(helped(shop, RuleFollowingWriter()), ASKED, NOW)
    await asked(shop, tmp_path, "auto")
    again, model = await asked(shop, tmp_path)
    assert "model" in origins(again)
    assert without_the_model(again) == without_the_model(live)
    assert model.heard
    assert all(heard.is_recorded for heard in model.heard)


async def test_what_is_not_recorded_falls_back_to_a_complete_answer_whose_record_says_why(
    shop: Parts, tmp_path: Path
) -> None:
    plain = await recommend(shop, ASKED, NOW)
    answer, model = await asked(shop, tmp_path)
    assert without_the_model(answer) == without_the_model(plain)
    assert {one.detail for one in answer.degradations} == {"model_not_recorded"}
    assert codes(answer) == ["model_failed"] * len(answer.degradations)
    assert all(heard.is_stale for heard in model.heard)
    parts = replace(helped(shop, model), assistant=None)
    assert (await replayed(parts, str(answer.decision), "r0")).is_identical
