"""The model server's good replies to the prompt that asks for an order: they follow the scores in any shuffle."""

import orjson

from frankly.adapters.files.prompts import load_prompts
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.tasks.rank import RankInput, RankItem, RankReply
from frankly.settings import data_folder
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.testing.model.asked import Asked
from frankly.testing.model.replies import good_value

PROMPT = load_prompts(data_folder("prompts")).current(PromptTask.RANK)


def call_about(items: tuple[RankItem, ...]) -> ModelCall:
    about = RankInput(place="Home", slots=2, items=items)
    return call_of(PROMPT, about, shape_of(RankReply, "order"), deadline_ms=1_000)


def asked(call: ModelCall) -> Asked:
    assert call.shape is not None
    shape = {"type": "json_schema", "json_schema": {"name": "order", "schema": orjson.loads(call.shape.shape_json)}}
    messages = [{"role": part.role.value, "content": part.text} for part in call.parts]
    return Asked({"model": "m", "messages": messages, "response_format": shape}, {})


def test_a_good_order_goes_by_score_and_then_by_title_whatever_the_shuffle() -> None:
    items = (
        RankItem(handle="m3k7", title="Emma", score=38),
        RankItem(handle="b9t2", title="Walden", score=100),
        RankItem(handle="z4d8", title="Armadale", score=38),
    )
    for shuffled in (items, items[::-1]):
        assert good_value(asked(call_about(shuffled))) == {"order": ["b9t2", "z4d8", "m3k7"]}
