"""Drafts of others against the evidence that they name; lines that cannot be read are told and lose nothing."""

from pathlib import Path

import orjson
import pytest

from frankly.domain.item import Item
from frankly.pipelines.checking.bearings import Gate
from frankly.pipelines.checking.drafts import check_drafts, read_lines
from frankly.pipelines.checking.unbound import check_text, without_markdown
from frankly.pipelines.checking.views import CheckedDraft, TextInput
from tests.api.world import NOW, World, make_parts, settings


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(make_parts(), settings(tmp_path))


def gate(world: World) -> Gate:
    parts = world.parts
    return Gate(parts.catalogue, parts.decisions, parts.verifier, parts.rules, parts.policies.labels)


async def checked(world: World, *drafts: object) -> tuple[CheckedDraft, ...]:
    lines = b"\n".join(draft if isinstance(draft, bytes) else orjson.dumps(draft) for draft in drafts)
    return (await check_drafts(gate(world), read_lines(lines))).drafts


async def test_a_sentence_is_checked_against_the_evidence_of_the_answer_that_it_names(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        body = {"surface": "home", "person": "ada"}
        answer = (await client.post("/v1/recommendations", json=body)).json()
        told = [(item, one) for item in answer["items"] for one in item["sentences"] if one["kind"] == "reason"]
        item, sentence = told[0]
        record = await world.parts.decisions.get(answer["decision"])
        assert record is not None
        entry = next(entry for entry in record["body"]["slate"] if entry["item"] == item["id"])
        draft = next(one for one in entry["drafts"] if one["kind"] == "reason")
        given = {
            "decision": answer["decision"],
            "item": item["id"],
            "kind": "reason",
            "text": draft["text"],
            "evidence": draft["cites"],
        }
        right, lie, elsewhere = await checked(
            world,
            given,
            {**given, "text": "Because you bought this one."},
            {**given, "item": "no-such-book"},
        )
    assert (right.state, right.said and right.said.text) == ("verified", sentence["text"])
    assert lie.state == "refused"
    assert lie.verdicts
    assert all(one.words == lie.text[one.span[0] : one.span[1]] for one in lie.verdicts)
    assert elsewhere.state == "unread"
    assert "did not show 'no-such-book'" in str(elsewhere.problem)


async def test_every_line_comes_back_with_its_number_and_a_bad_one_costs_only_itself(world: World) -> None:
    await world.parts.catalogue.upsert([Item(id="emma", title="Emma")], NOW)
    found = await checked(
        world,
        {"kind": "nudge", "text": "Have a look."},
        b"",
        b"{bad",
        {"kind": "nudge", "txt": "x"},
        b'{"kind": "nudge", "text": "\xff"}',
        {"kind": "fact", "item": "nobody", "text": "It costs {item.price}."},
        {"kind": "fact", "item": "emma", "text": "It costs {item.price}."},
        {"kind": "reason", "decision": "none", "text": "x"},
    )
    assert [(one.number, one.state) for one in found] == [
        (1, "verified"),
        (3, "unread"),
        (4, "unread"),
        (5, "unread"),
        (6, "unread"),
        (7, "refused"),
        (8, "unread"),
    ]
    problems = [str(one.problem) for one in found if one.state == "unread"]
    assert problems[0].startswith("line 3 is no JSON")
    assert problems[1].startswith("line 4, text: Field required.")
    assert "txt: There is no such field. Did you mean 'text'?" in problems[1]
    assert problems[2].startswith("line 5 is not UTF-8")
    assert "There is no item 'nobody'" in problems[3]
    assert "There is no decision 'none'" in problems[4]


async def test_a_rewritten_fact_is_not_verified_without_a_judge(world: World) -> None:
    await world.parts.catalogue.upsert([Item(id="bag", title="Bag", description="A soft linen bag.")], NOW)
    quoted = {
        "kind": "fact",
        "item": "bag",
        "evidence": ["s1"],
        "level": "quoted",
        "text": "From the description: “A soft linen bag.”",
    }
    invented = {**quoted, "text": "From the description: “A soft silk bag.”"}
    rewritten = {**quoted, "level": "rewritten", "text": "A bag of soft linen."}
    assert [one.state for one in await checked(world, quoted, invented, rewritten)] == [
        "verified",
        "refused",
        "refused",
    ]


async def test_pasted_markdown_is_held_against_items_at_its_own_places(world: World) -> None:
    await world.parts.catalogue.upsert([Item(id="bag", title="Bag", attributes={"width": "30 cm"})], NOW)
    text = "# Bag\n\n- It is **35 cm** wide, see [here](https://shop.example).\n"
    found = await check_text(gate(world), TextInput(text=text, items=("bag", "bag")))
    (claim,) = found.report.contradicted
    assert text[claim.span[0] : claim.span[1]] == "35 cm"
    assert found.report.items == ("bag",)
    assert {one.code for one in found.findings} >= {"markdown", "link"}


def test_markdown_is_taken_out_place_by_place() -> None:
    text = "## A _b_ `c` ~~d~~ [e](f) snake_case 1. x <i>"
    plain = without_markdown(text)
    assert len(plain) == len(text)
    assert plain.split() == ["A", "b", "c", "d", "e", "snake_case", "1.", "x"]
