from typing import Any

from frankly.evals.runs.output import Output
from tests.unit.evals.generating.conftest import READER, SIMULATED, Shop, cell

SLATE = {"surface": "home", "profile": READER}


def items(output: Output) -> list[str]:
    return [item["id"] for item in (output.answer or {"items": []})["items"]]


def said(output: Output) -> list[str]:
    return [text.text for text in output.delivered]


async def test_the_same_asked_again_is_the_same(shop: Shop) -> None:
    made = await shop.make(cell(asked=SLATE, model=SIMULATED), "again")
    [again] = made.probes["again"]
    assert (again.answer, said(again)) == (made.answer, said(made))
    assert len(again.calls) == len(made.calls) == 2


async def test_without_a_model_and_without_its_vote(shop: Shop) -> None:
    made = await shop.make(cell(asked=SLATE, model=SIMULATED), "template", "base")
    [template], [base] = made.probes["template"], made.probes["base"]
    assert template.calls == ()
    assert {text.origin for text in template.texts} == {"template"}
    assert [call.prompt.partition("/")[0] for call in base.calls] == ["write"]
    assert items(base) == items(template)


async def test_a_vote_is_asked_in_another_order_of_the_same_items(shop: Shop) -> None:
    made = await shop.make(cell(asked=SLATE, model=SIMULATED), "shuffled")
    [shuffled] = made.probes["shuffled"]
    first, other = made.calls[0], shuffled.calls[0]
    assert first.key != other.key
    assert first.sent != other.sent
    assert len(first.sent.splitlines()) == len(other.sent.splitlines())


async def test_other_words_are_those_of_the_case(shop: Shop) -> None:
    asked = {"surface": "search", "context": {"query": "ghosts"}}
    made = await shop.make(cell(asked=asked, truth={"paraphrases": ["ghost stories", "haunted"]}), "paraphrased")
    assert [one.changed for one in made.probes["paraphrased"]] == [{"query": "ghost stories"}, {"query": "haunted"}]
    unasked = await shop.make(cell(truth={"paraphrases": ["ghost"]}), "paraphrased")
    assert unasked.probes["paraphrased"] == ()


async def test_a_twin_differs_in_one_attribute_alone(shop: Shop) -> None:
    told = {"twins": {"birth_year": ["1950"], "context.device": ["phone"]}}
    made = await shop.make(cell(truth=told), "twin")
    year, device = made.probes["twin"]
    assert year.changed == {"attribute": "birth_year", "from": [], "to": "1950"}
    assert device.cell.ask.recommend is not None
    assert device.cell.ask.recommend.context.device == "phone"
    assert items(year) == items(made)
    wrong = await shop.make(cell(truth={"twins": {"context.devize": ["x"]}}), "twin")
    assert "context.devize" in wrong.error


async def test_a_sent_profile_is_asked_under_another_name_by_itself(shop: Shop) -> None:
    made = await shop.make(cell(asked=SLATE), "twin")
    assert [one.changed["to"] for one in made.probes["twin"]] == ["anna", "mehmet"]
    assert all((items(one), said(one)) == (items(made), said(made)) for one in made.probes["twin"])


async def test_without_a_necessary_ground_the_item_is_gone(shop: Shop) -> None:
    told: list[dict[str, Any]] = []
    for person in ("reader-mara", "reader-jonas", "reader-0007"):
        made = await shop.make(cell(asked={"surface": "home", "person": person}), "without_ground")
        for one in made.probes["without_ground"]:
            assert one.changed["grounds"][0].startswith("g")
            assert one.changed["item"] in items(made)
            told.append({**one.changed, "is_there": one.changed["item"] in items(one)})
            assert one.texts == ()
    assert [one for one in told if one["cause"] == "necessary" and one["is_there"]] == []
    assert {one["cause"] for one in told} >= {"necessary", "contributing"}


async def test_probes_that_mean_nothing_are_empty(shop: Shop) -> None:
    made = await shop.make(cell(asked=SLATE), "without_ground", "shuffled", "other_model")
    assert set(made.probes.values()) == {()}
