"""Somebody who did not write a campaign looks at a sample, edits, refuses and approves; one change voids the word."""

from dataclasses import replace

import pytest

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import CellText, EditionState
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.person.consent import Purpose
from frankly.errors import Conflict, Invalid, NotFound
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.review.approving import approve, refuse, share_told
from frankly.pipelines.campaigning.review.editing import Editing
from frankly.pipelines.campaigning.review.looking import look
from frankly.pipelines.campaigning.review.sampling import sample_of
from frankly.pipelines.campaigning.world import CampaignWorld
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign, passed

S = EditionState
REPLY = """{"subject": {"text": "A letter from our shelves", "evidence": []}, "closing": "Until next time.",
    "items": [{"handle": "a1", "sentences": []}]}"""


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    for person in ("ada", "bob", "cleo"):
        await shop.reader(person)
    await shop.reader("dan", {Purpose.EMAIL})
    return shop


async def worded(shop: Shop, **changes: object) -> CampaignWorld:
    """A campaign whose cells have texts of a model, as one that is gone by now wrote them."""
    world = await shop.planned(campaign(mode="cell", **changes))
    for key in await shop.ledger.cells(world.edition.no):
        await shop.ledger.keep_cell_text(world.edition.no, CellText(key, 0, REPLY, "m", prompt="message/v2"))
    return await running.write(world, "one", passed, None)


async def approve_all(world: CampaignWorld, by: str = "Bea") -> None:
    """Look at all that is left, and find it good."""
    for one in (await sample_of(world.ledger, world.edition, world.campaign)).left:
        await look(world, one.row, "approved", by, NOW)


async def left(world: CampaignWorld) -> int:
    return len((await sample_of(world.ledger, world.edition, world.campaign)).left)


async def test_a_campaign_is_approved_when_its_sample_was_looked_at(shop: Shop) -> None:
    world = await shop.written(campaign())
    with pytest.raises(Conflict, match="4 of 4 messages"):
        await approve(world, "Bea", NOW)
    await approve_all(world)
    said = await approve(world, " Bea ", NOW)
    assert (said.said, said.by, said.content) == ("approved", "Bea", await shop.ledger.content(world.edition.no))
    assert said.reason.startswith("4 of 4 messages looked at")
    assert (await running.again(world)).edition.state is S.APPROVED


@pytest.mark.parametrize("by", ["Ida", " ida ", "IDA", "\uff29da", "Id\u0430", "I d a", "Ida."])
async def test_the_author_neither_looks_nor_approves(shop: Shop, by: str) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    with pytest.raises(Conflict, match="author"):
        await look(world, first.row, "approved", by, NOW)
    await approve_all(world)
    with pytest.raises(Conflict, match="author"):
        await approve(world, by, NOW)
    with pytest.raises(Conflict, match="author"):
        await refuse(world, by, "no", NOW)


@pytest.mark.parametrize("by", ["", "  ", ".", "\u3164", "a\x00b", "x" * 121])
async def test_nobody_in_particular_cannot_approve(shop: Shop, by: str) -> None:
    world = await shop.written(campaign())
    with pytest.raises(Invalid, match="name"):
        await approve(world, by, NOW)


async def test_what_is_not_written_is_not_reviewed(shop: Shop) -> None:
    world = await shop.planned(campaign())
    with pytest.raises(Conflict, match="campaign run"):
        await approve(world, "Bea", NOW)


async def test_a_walk_goes_on_where_it_was_left(shop: Shop) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    await look(world, first.row, "approved", "Bea", NOW)
    assert await left(world) == 3
    assert first.row.no not in {
        one.row.no for one in (await sample_of(world.ledger, world.edition, world.campaign)).left
    }


async def test_a_refused_message_does_not_go_out_and_keeps_the_edition_from_being_approved(shop: Shop) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    with pytest.raises(Invalid, match="why"):
        await look(world, first.row, "refused", "Bea", NOW, " ")
    await look(world, first.row, "refused", "Bea", NOW, "names the wrong book")
    await approve_all(world)
    sample = await sample_of(world.ledger, world.edition, world.campaign)
    assert (len(sample.left), sample.bound.defects, sample.bound.share) == (0, 1, 0.25)
    with pytest.raises(Conflict, match=r"names the wrong book.*says the same still; up to 25.00% may be defective"):
        await approve(world, "Bea", NOW)


async def test_a_new_round_does_not_make_a_refused_message_one_that_may_go_out(shop: Shop) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    await look(world, first.row, "refused", "Bea", NOW, "names the wrong book")
    await refuse(world, "Bea", "one names the wrong book", NOW)
    assert await left(world) == 3
    await approve_all(world, "Cem")
    with pytest.raises(Conflict, match="says the same still"):
        await approve(world, "Cem", NOW)
    with pytest.raises(Conflict, match="Bea refused what this message says"):
        await look(world, first.row, "approved", "Cem", NOW)


async def test_a_new_round_counts_its_own_looks_alone(shop: Shop) -> None:
    world = await shop.written(campaign())
    await approve_all(world)
    assert await left(world) == 0
    await refuse(world, "Bea", "not this week", NOW)
    assert await left(world) == 4
    with pytest.raises(Conflict, match="4 of 4 messages"):
        await approve(world, "Bea", NOW)


async def test_who_is_left_out_for_a_refused_message_is_skipped_with_the_reason(shop: Shop) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    await look(world, first.row, "refused", "Bea", NOW, "names the wrong book")
    await refuse(world, "Bea", "one names the wrong book", NOW, leaves_out=True)
    row = await shop.ledger.recipient(world.edition.no, first.row.no)
    assert row is not None
    assert (row.state, row.fate, row.detail) == (
        RecipientState.SKIPPED,
        Fate.REVIEW_REFUSED,
        "names the wrong book",
    )
    with pytest.raises(Conflict, match="3 of 3 messages"):
        await approve(world, "Bea", NOW)
    await approve_all(world)
    said = await approve(world, "Bea", NOW)
    assert said.reason.startswith("3 of 3 messages looked at in round 2, none refused (1 before it, mended or left out")


async def test_a_refused_message_that_was_edited_is_looked_at_in_a_new_round(shop: Shop) -> None:
    world = await worded(shop)
    (ada, *_) = await shop.rows(world)
    await look(world, ada, "refused", "Bea", NOW, "too stiff")
    await Editing(world, passed).edit(ada, "subject", "Have a look around", "Bea", NOW)
    await approve_all(world)
    with pytest.raises(Conflict, match="says something else now"):
        await approve(world, "Bea", NOW)
    await refuse(world, "Bea", "too stiff", NOW)
    await approve_all(world)
    assert (await approve(world, "Bea", NOW)).said == "approved"


async def test_who_refused_a_message_by_mistake_takes_it_back(shop: Shop) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    await look(world, first.row, "refused", "Bea", NOW, "no")
    await look(world, first.row, "approved", "bea", NOW)
    await approve_all(world)
    assert (await approve(world, "Bea", NOW)).said == "approved"


async def test_an_approval_can_be_taken_back(shop: Shop) -> None:
    world = await shop.written(campaign())
    await approve_all(world)
    await approve(world, "Bea", NOW)
    approved = await running.again(world)
    with pytest.raises(Invalid, match="why"):
        await refuse(approved, "Bea", "", NOW)
    await refuse(approved, "Cem", "not this week", NOW)
    assert (await running.again(world)).edition.state is S.WRITTEN
    assert [said.said for said in await shop.ledger.approvals(world.edition.no)] == ["approved", "refused"]


async def test_a_word_on_a_message_that_changed_meanwhile_is_not_taken(shop: Shop) -> None:
    world = await shop.written(campaign())
    (first, *_) = (await sample_of(world.ledger, world.edition, world.campaign)).left
    with pytest.raises(Conflict, match="changed since"):
        await look(world, replace(first.row, content="another"), "approved", "Bea", NOW)


async def test_messages_say_why_they_are_worth_a_look(shop: Shop) -> None:
    risks = {row.person: row.risks for row in await shop.rows(await worded(shop))}
    assert "general" in risks["dan"].split()
    assert "model" in risks["ada"].split()


async def test_an_edited_sentence_stands_in_every_message_of_its_cell(shop: Shop) -> None:
    world = await worded(shop)
    rows = {row.person: row for row in await shop.rows(world)}
    done = await Editing(world, passed).edit(rows["ada"], "subject", "Have a look around", "Bea", NOW)
    assert (done.said, done.edit.before) == ("Have a look around", "A letter from our shelves")
    sharing = [row for row in rows.values() if row.cell == rows["ada"].cell]
    assert done.changed + done.same == len(sharing)
    message = await Editing(world, passed).messages().of(rows["ada"])
    subject = message.composed.lines.subject
    assert subject is not None
    assert (subject.text, subject.origin) == ("Have a look around", "edited")


async def test_an_edit_voids_what_was_said_of_the_messages_that_it_changes(shop: Shop) -> None:
    world = await worded(shop)
    await approve_all(world)
    before = await shop.ledger.content(world.edition.no)
    (ada, *_) = await shop.rows(world)
    done = await Editing(world, passed).edit(ada, "subject", "Have a look around", "Bea", NOW)
    assert await shop.ledger.content(world.edition.no) != before
    assert await left(world) == done.changed
    with pytest.raises(Conflict, match="were not looked at"):
        await approve(world, "Bea", NOW)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Only 3 left, buy now!", "verifier refuses"),
        ("You bought {e1.title}", "verifier refuses|no evidence|not_borne"),
        ("  ", "characters"),
        ("x" * 1_001, "characters"),
    ],
)
async def test_what_the_gate_refuses_is_not_put_in(shop: Shop, text: str, told: str) -> None:
    world = await worded(shop)
    before = await shop.ledger.content(world.edition.no)
    (ada, *_) = await shop.rows(world)
    with pytest.raises(Invalid, match=told):
        await Editing(world, passed).edit(ada, "subject", text, "Bea", NOW)
    assert await shop.ledger.edits(world.edition.no) == []
    assert await shop.ledger.content(world.edition.no) == before


async def test_each_kind_of_fault_is_told_once(shop: Shop) -> None:
    world = await worded(shop)
    (ada, *_) = await shop.rows(world)
    with pytest.raises(Invalid) as refused:
        await Editing(world, passed).edit(ada, "subject", "Last chance, 50 percent off 30 and 20 of 10", "Bea", NOW)
    told, codes = refused.value.message, {verdict["code"] for verdict in refused.value.details["verdicts"]}
    assert len(codes) > 1
    assert [told.count(f"{code} at “") for code in codes] == [1] * len(codes)
    assert "“last chance" in told.casefold()


@pytest.mark.parametrize(
    ("share", "asked", "told"),
    [
        (5 / 501, 0.01, "0.998%"),
        (0.01, 0.01, "1.00%"),
        (0.0096, 0.01, "0.96%"),
        (0.25, 0.01, "25.00%"),
        (0, 0, "0.00%"),
    ],
)
def test_a_share_is_told_in_as_many_digits_as_show_whether_it_is_less_than_what_was_asked(
    share: float, asked: float, told: str
) -> None:
    assert share_told(share, asked) == told


async def test_only_what_a_model_wrote_for_a_cell_can_be_edited(shop: Shop) -> None:
    world = await worded(shop)
    (ada, *_) = await shop.rows(world)
    with pytest.raises(NotFound, match="files of brand"):
        await Editing(world, passed).edit(ada, "greeting", "Hello", "Bea", NOW)


async def test_an_edited_message_that_fails_a_check_is_left_out(shop: Shop) -> None:
    world = await worded(shop)
    (ada, *_) = await shop.rows(world)
    done = await Editing(world, lambda _: "subject_long").edit(ada, "subject", "Have a look around", "Bea", NOW)
    assert done.left_out >= 1
    row = await shop.ledger.recipient(world.edition.no, ada.no)
    assert row is not None
    assert (row.state, row.fate, row.detail) == (RecipientState.SKIPPED, Fate.CHECK_FAILED, "subject_long")


def many(told: Campaign) -> list[Recipient]:
    return [Recipient(no, f"p{no}", state=RecipientState.LISTED) for no in range(1, 2_001)]


async def test_of_a_large_edition_as_many_are_looked_at_as_the_bound_takes() -> None:
    shop = Shop()
    told = campaign()
    edition = await shop.ledger.begin(told.name, told.version, told.model_dump_json(), NOW)
    rows = many(told)
    await shop.ledger.add(edition.no, rows)
    written = [replace(row, state=RecipientState.WRITTEN, content=f"c{row.no}", locale="en") for row in rows]
    await shop.ledger.put(edition.no, written, of=RecipientState.LISTED)
    sample = await sample_of(shop.ledger, edition, told)
    assert (sample.lot, sample.size, len(sample.sampled)) == (2_000, 277, 277)
    assert sample.bound.share < 0.01
    assert [one.row.no for one in (await sample_of(shop.ledger, edition, told)).sampled] == [
        one.row.no for one in sample.sampled
    ]
