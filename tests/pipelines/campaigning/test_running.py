import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from frankly.domain.campaign.edition import EditionState, Phase
from frankly.domain.campaign.recipient import Considered, Contact, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid, Misconfigured, NotFound
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.own_lines import unsayable
from frankly.pipelines.campaigning.working import Worker
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign, of_file, passed

S = EditionState
PEOPLE = [Considered(person) for person in ("ada", "bob", "cleo")]


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    for person in ("ada", "bob", "cleo"):
        await shop.reader(person)
    return shop


async def test_a_campaign_is_planned_and_written_to_its_end(shop: Shop) -> None:
    world = await shop.written(campaign())
    assert world.edition.state is S.WRITTEN
    assert {row.state for row in await shop.rows(world)} == {RecipientState.WRITTEN}
    assert await shop.ledger.content(world.edition.no)


async def test_a_message_is_made_again_with_the_same_content(shop: Shop) -> None:
    world = await shop.written(campaign())
    for row in await shop.rows(world):
        message = await messages_of(world).of(row)
        again = await messages_of(world).of(row)
        assert (message.content, message.html, message.text) == (row.content, again.html, again.text)


async def test_the_same_file_goes_on_with_the_same_edition(shop: Shop) -> None:
    world = await shop.planned(campaign())
    assert (await shop.planned(campaign())).edition == world.edition


async def test_a_changed_file_is_another_edition(shop: Shop) -> None:
    world = await shop.planned(campaign())
    other = await shop.planned(campaign(items=2))
    assert other.edition.no != world.edition.no
    assert (await running.again(world)).edition.state is S.CANCELLED


async def test_a_changed_audience_file_is_another_edition(shop: Shop) -> None:
    world = await shop.planned(of_file(), PEOPLE)
    assert (await shop.planned(of_file(), PEOPLE)).edition.no == world.edition.no
    other = await shop.planned(of_file(), PEOPLE[1:])
    assert [row.person for row in await shop.rows(other)] == ["bob", "cleo"]
    old = await running.again(world)
    assert (old.edition.state, old.edition.reason) == (S.CANCELLED, "The file of its audience was changed.")


async def test_a_changed_audience_file_does_not_end_a_hand_over(shop: Shop) -> None:
    world = await shop.written(of_file(), PEOPLE)
    (ada, *_) = await shop.rows(world)
    handed = replace(ada, state=RecipientState.HANDED, handed=NOW)
    await shop.ledger.put(world.edition.no, [handed], of=RecipientState.WRITTEN)
    with pytest.raises(Conflict, match="being handed over"):
        await shop.planned(of_file(), PEOPLE[1:])
    assert (await running.again(world)).edition.state is S.WRITTEN


class Broken:
    """An audience whose reading breaks off."""

    def __init__(self, *rows: Considered) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Considered]:
        yield from self.rows
        raise Invalid("readers.csv:1002: this row cannot be used")


async def test_a_listing_that_broke_off_goes_on_when_its_file_is_mended(shop: Shop) -> None:
    many = [Considered(f"p{number}") for number in range(1_100)]
    with pytest.raises(Invalid):
        await running.begin(shop.parts, shop.ledger, of_file(), NOW, Broken(*many[:1_050]))
    world = await running.begin(shop.parts, shop.ledger, of_file(), NOW, many)
    assert (world.edition.no, world.edition.recipients) == (1, 1_100)


async def test_a_listing_that_broke_off_leaves_nobody_out_when_its_file_changed(shop: Shop) -> None:
    many = [Considered(f"p{number}") for number in range(1_100)]
    with pytest.raises(Invalid):
        await running.begin(shop.parts, shop.ledger, of_file(), NOW, Broken(*many[:1_050]))
    newcomer = [Considered("newcomer"), *many]
    with pytest.raises(Conflict, match="begins anew"):
        await running.begin(shop.parts, shop.ledger, of_file(), NOW, newcomer)
    world = await running.begin(shop.parts, shop.ledger, of_file(), NOW, newcomer)
    assert {row.person for row in await shop.rows(world)} == {one.person for one in newcomer}
    assert not any(row.fate for row in await shop.rows(world))


async def test_nothing_is_written_before_it_is_planned_nor_twice(shop: Shop) -> None:
    world = await running.begin(shop.parts, shop.ledger, campaign(), NOW)
    with pytest.raises(Conflict, match="planning"):
        await running.write(world, "one", passed, None)
    written = await shop.written(campaign())
    with pytest.raises(Conflict, match="written"):
        await running.write(written, "one", passed, None)


async def test_a_pause_holds_until_it_is_resumed(shop: Shop) -> None:
    world = await shop.planned(campaign())
    await running.pause(shop.ledger, "weekly", "lunch")
    with pytest.raises(Conflict, match="paused"):
        await shop.planned(campaign())
    paused = await running.again(world)
    with pytest.raises(Conflict, match="paused"):
        await running.write(paused, "one", passed, None)
    assert (await running.resume(shop.ledger, "weekly")).state is S.PLANNED
    assert (await shop.written(campaign())).edition.state is S.WRITTEN


async def test_a_pause_in_the_middle_stops_workers_after_what_they_have_in_hand(shop: Shop) -> None:
    world = await shop.planned(of_file(), [*PEOPLE, *(Considered(f"p{number}") for number in range(300))])
    seen: list[int] = []

    async def work(rows: object) -> list[Recipient]:
        await running.pause(shop.ledger, "weekly", "")
        seen.append(1)
        return []

    await shop.ledger.move(world.edition.no, S.WRITING, of=(S.PLANNED,))
    await Worker(world, "one").run(Phase.WRITE, work)
    assert seen == [1]
    assert await shop.ledger.open_shards(world.edition.no, Phase.WRITE) == 1
    assert (await running.resume(shop.ledger, "weekly")).state is S.WRITING


async def test_what_is_cancelled_is_planned_anew_as_another_edition(shop: Shop) -> None:
    world = await shop.planned(campaign())
    await running.cancel(shop.ledger, "weekly", "no more")
    with pytest.raises(Conflict, match="cancelled"):
        await running.resume(shop.ledger, "weekly")
    assert (await shop.planned(campaign())).edition.no == world.edition.no + 1


async def test_what_was_never_planned_cannot_be_paused(shop: Shop) -> None:
    with pytest.raises(NotFound, match="not planned yet"):
        await running.pause(shop.ledger, "weekly", "")


async def test_a_worker_that_fails_frees_its_shard_at_once(shop: Shop) -> None:
    world = await running.begin(shop.parts, shop.ledger, campaign(), NOW)

    async def fails(_: object) -> list[Recipient]:
        raise Invalid("no")

    with pytest.raises(Invalid):
        await Worker(world, "one").run(Phase.PLAN, fails)
    assert (await shop.plan(world, "two")).edition.state is S.PLANNED


async def test_a_shard_of_somebody_who_was_killed_is_free_when_its_time_is_up(shop: Shop) -> None:
    world = await running.begin(shop.parts, shop.ledger, campaign(), NOW)
    assert await shop.ledger.claim(world.edition.no, Phase.PLAN, "killed", NOW, 1_000)
    clock = shop.parts.clock
    planning = asyncio.create_task(shop.plan(world, "two"))
    await asyncio.sleep(0.05)
    assert not planning.done()
    clock.move(1_001)  # type: ignore[attr-defined]  # the fixed clock
    assert (await planning).edition.state is S.PLANNED


async def test_whoever_is_erased_between_plan_and_writing_gets_nothing(shop: Shop) -> None:
    world = await shop.planned(campaign())
    await shop.parts.people.delete("bob", NOW)
    await running.write(world, "one", passed, None)
    rows = await shop.rows(world)
    assert [(row.person, row.fate) for row in rows if row.state is not RecipientState.WRITTEN] == [("", Fate.ERASED)]
    assert len(rows) == 3


async def test_whoever_is_erased_while_their_shard_is_written_gets_nothing(shop: Shop) -> None:
    world = await shop.planned(campaign())

    def erasing(message: CampaignMessage) -> str:
        if message.recipient.person == "ada":
            asyncio.get_running_loop().create_task(shop.parts.people.delete("cleo", NOW))
        return ""

    await running.write(world, "one", erasing, None)
    fates = [row.fate for row in await shop.rows(world)]
    assert fates.count(Fate.ERASED) == 1
    assert "cleo" not in repr(await shop.rows(world))


async def test_a_message_that_fails_a_check_is_skipped_with_its_code(shop: Shop) -> None:
    world = await running.write(await shop.planned(campaign()), "one", lambda _: "mail.too_large", None)
    assert {(row.fate, row.detail) for row in await shop.rows(world)} == {(Fate.CHECK_FAILED, "mail.too_large")}


@pytest.mark.parametrize(
    "changes",
    [
        {"note": {"en": "Only 3 left, buy now!"}, "blocks": ["note", "items"]},
        {"variants": {"loud": {"subject": {"en": "You won 100 EUR"}}}},
        {"variants": {"loud": {"preheader": {"en": "See http://example.org"}}}},
    ],
)
async def test_a_line_that_may_not_be_said_stops_the_plan_with_its_code(shop: Shop, changes: dict[str, object]) -> None:
    with pytest.raises(Misconfigured, match=r"cannot be said \("):
        await running.begin(shop.parts, shop.ledger, campaign(**changes), NOW)
    assert await shop.ledger.edition("weekly") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Re: your order", r"subject_reply at “Re:”\). 'Re:' pretends to be an answer"),
        ("FREE BOOKS", r"shouting\). “FREE BOOKS” shouts"),
        ("Autumn is here", r"at “Autumn”\). 'Autumn' is taken for a name\. .*--rules --kind nudge --locale en"),
        ("look at our novels", r"word_unlicensed at “novels”\). 'novels' is not in policies/lexicon/en.yaml\. A line"),
    ],
)
async def test_a_line_is_refused_with_its_real_reason_and_the_way_to_see_what_may_be_said(
    shop: Shop, line: str, told: str
) -> None:
    variants = {"ours": {"subject": {"en": line}}}
    ((place, what),) = unsayable(shop.parts, campaign(variants=variants))
    assert place == ("variants", "ours", "subject", "en")
    assert re.search(told, what)


async def test_every_line_that_may_not_be_said_is_told_at_once(shop: Shop) -> None:
    lines = {"a": {"subject": {"en": "Autumn"}}, "b": {"preheader": {"en": "FREE BOOKS"}}, "c": {}}
    with pytest.raises(Misconfigured, match=r"(?s)variants\.a\.subject\.en: .*\nvariants\.b\.preheader\.en: "):
        await running.begin(shop.parts, shop.ledger, campaign(variants=lines), NOW)


async def test_what_is_written_to_its_end_says_what_comes_next(shop: Shop) -> None:
    with pytest.raises(Conflict, match=r"is written; .* Next: 'frankly campaign review weekly"):
        running.require_writable(await shop.written(campaign()))


async def test_what_nobody_could_get_any_more_is_not_planned() -> None:
    with pytest.raises(Conflict, match=r"'do_not_send_after' is .* over"):
        running.require_time_left(campaign(do_not_send_after=NOW - 1), NOW)
    running.require_time_left(campaign(do_not_send_after=NOW), NOW)


async def test_people_whose_ids_look_like_paths_and_markup_are_people(shop: Shop) -> None:
    odd = ["a/b/../c", "<b>x</b>", "=1+1", "ü ö", "{{ person }}"]
    for person in odd:
        await shop.reader(person)
    world = await shop.written(campaign())
    found = {row.person: row.state for row in await shop.rows(world)}
    assert [found[person] for person in odd] == [RecipientState.WRITTEN] * len(odd)


async def test_items_with_slashes_in_their_ids_share_a_text_too(shop: Shop) -> None:
    from frankly.domain.item import Item
    from tests.api.world import book, view

    items = [Item.model_validate(book(number, id=f"a/{number}/!~=<")) for number in range(0, 36, 6)]
    await shop.parts.catalogue.upsert(items, NOW)
    await shop.parts.live.refresh(EpochMs(NOW))
    await shop.parts.events.append([view("odd", "a/0/!~=<", "ada")], NOW)
    world = await shop.written(campaign(mode="cell"))
    assert {row.state for row in await shop.rows(world)} == {RecipientState.WRITTEN}


async def test_german_readers_get_german_messages(shop: Shop) -> None:
    rows = [Considered("ada", Contact(locale="de-AT", first_name="Ada"))]
    world = await shop.written(of_file(locales=["en", "de"]), rows)
    (ada,) = await shop.rows(world)
    message = await messages_of(world).of(ada)
    assert (ada.locale, message.composed.answer.locale) == ("de", "de")
    assert "Ada" in message.text


async def test_what_a_variant_says_stands_in_the_subject(shop: Shop) -> None:
    world = await shop.written(campaign(variants={"ours": {"subject": {"en": "Have a look"}}}))
    (ada, *_) = await shop.rows(world)
    message = await messages_of(world).of(ada)
    assert message.composed.lines.subject is not None
    assert (ada.variant, message.composed.lines.subject.text) == ("ours", "Have a look")
