import pytest

from frankly.errors import DependencyError, Misconfigured
from frankly.pipelines.phrasebook.judge import ModelJudge
from frankly.testing.scripted_model import ScriptedModel
from tests.pipelines.phrasing import PROMPTS


async def test_a_judge_waits_for_its_package() -> None:
    waited: list[str] = []
    judge = ModelJudge(ScriptedModel('{"accepts": true, "unborne": ""}'), PROMPTS, lambda: waited.append("loaded"))
    assert (await judge.judge("The lamp is of brass.", "It is of brass.")).accepts
    assert waited == ["loaded"]


async def test_a_judge_that_is_not_installed_cannot_say() -> None:
    def missing() -> None:
        raise Misconfigured("litellm is not installed")

    judge = ModelJudge(ScriptedModel(), PROMPTS, missing)
    with pytest.raises(DependencyError, match="cannot be asked: litellm is not installed"):
        await judge.judge("The lamp is of brass.", "It is of brass.")
