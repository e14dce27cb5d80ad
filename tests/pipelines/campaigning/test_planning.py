import asyncio
from dataclasses import replace

import pytest

from frankly.domain.campaign.recipient import Considered, Contact, Fate, RecipientState
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.planning.fates import nearest_locale
from frankly.pipelines.campaigning.suppressing import Suppressing
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign, of_file

HOUR = 3_600_000


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    await shop.reader("ada")
    await shop.reader("bob", {Purpose.EMAIL})
    await shop.reader("cleo", {Purpose.PROFILE})
    return shop


async def test_everybody_has_a_fate_before_anything_is_written(shop: Shop) -> None:
    world = await shop.planned(campaign())
    assert world.edition.state.value == "planned"
    assert await shop.fates(world) == {"ada": "will_get", "bob": "general_version", "cleo": "no_email_consent"}
    rows = {row.person: row for row in await shop.rows(world)}
    assert {row.state.value for row in rows.values()} == {"planned", "skipped"}
    assert rows["ada"].decision
    assert rows["ada"].decision != rows["bob"].decision


async def test_the_version_for_everybody_names_nobody_and_is_shared(shop: Shop) -> None:
    await shop.reader("ben", {Purpose.EMAIL})
    world = await shop.planned(campaign())
    rows = {row.person: row for row in await shop.rows(world)}
    assert rows["ben"].decision == rows["bob"].decision
    found = await shop.parts.decisions.get(rows["bob"].decision)
    assert found is not None
    assert b"bob" not in repr(found).encode()


async def test_who_refuses_a_profile_and_explanations_is_told_to_get_the_version_for_everybody(shop: Shop) -> None:
    said = {Purpose.EMAIL: True, Purpose.PROFILE: False, Purpose.EXPLAIN: False}
    await shop.parts.people.put_consent("ben", Consent(purposes=said, at=EpochMs(NOW - 1)))
    assert (await shop.fates(await shop.planned(campaign())))["ben"] == "general_version"


async def purposes(shop: Shop, decision: str) -> set[str]:
    record = await shop.parts.decisions.get(decision)
    assert record is not None
    return set(record["body"]["scope"]["purposes"])


async def test_reasons_stand_in_the_version_for_everybody_for_whom_agreed_to_them_whatever_the_surface_assumes(
    shop: Shop,
) -> None:
    for person, explain in (("ben", True), ("dan", False)):
        said = {Purpose.EMAIL: True, Purpose.PROFILE: False, Purpose.EXPLAIN: explain}
        await shop.parts.people.put_consent(person, Consent(purposes=said, at=EpochMs(NOW - 1)))
    policies = shop.parts.policies
    email = policies.surfaces["email"].model_copy(update={"consent": {Purpose.MODEL: True}})
    shop.parts = replace(shop.parts, policies=replace(policies, surfaces={**policies.surfaces, "email": email}))
    rows = {row.person: row for row in await shop.rows(await shop.planned(campaign()))}
    assert {rows[name].fate for name in ("bob", "ben", "dan")} == {Fate.GENERAL_VERSION}
    told = {name: "explain" in await purposes(shop, rows[name].decision) for name in ("bob", "ben", "dan")}
    assert told == {"bob": False, "ben": True, "dan": False}


async def test_without_a_version_for_everybody_nobody_without_a_profile_is_written_to(shop: Shop) -> None:
    fates = await shop.fates(await shop.planned(campaign(general_version=False)))
    assert fates["bob"] == "no_profile_consent"


async def test_a_file_says_what_nobody_else_knows_and_agrees_to_nothing(shop: Shop) -> None:
    rows = [
        Considered("ada", Contact("ada@mail.example")),
        Considered("ada", Contact("ada.other@mail.example")),
        Considered("nobody-knows-her", Contact("x@mail.example")),
        Considered("bob", Contact("no address")),
    ]
    world = await shop.planned(of_file(), rows)
    assert [row.fate for row in await shop.rows(world)] == [
        Fate.WILL_GET,
        Fate.DUPLICATE,
        Fate.UNKNOWN_PERSON,
        Fate.ADDRESS_UNUSABLE,
    ]


async def test_who_unsubscribed_gets_nothing_with_the_reason(shop: Shop) -> None:
    suppressing = Suppressing(shop.ledger, shop.parts.suppression_secret)
    await shop.ledger.suppress(dict.fromkeys(suppressing.hashes("ada", ""), "unsubscribed"), NOW)
    (ada, *_) = await shop.rows(await shop.planned(campaign()))
    assert (ada.fate, ada.detail) == (Fate.SUPPRESSED, "unsubscribed")


async def test_after_the_last_moment_nobody_gets_anything(shop: Shop) -> None:
    fates = await shop.fates(await shop.planned(campaign(do_not_send_after=NOW - 1)))
    assert fates["ada"] == "too_late"


async def test_quiet_hours_put_a_message_off_and_the_last_moment_then_skips_it(shop: Shop) -> None:
    # NOW is 09:10 in UTC.
    quiet = {"begin": "21:00", "end": "12:00"}
    (ada, *_) = await shop.rows(await shop.planned(campaign(quiet_hours=quiet)))
    assert (ada.state, ada.not_before) == (RecipientState.PLANNED, NOW + 170 * 60_000)
    world = await shop.planned(campaign(quiet_hours=quiet, do_not_send_after=NOW + HOUR))
    assert (await shop.fates(world))["ada"] == "quiet"


async def test_held_out_are_those_who_would_have_got_something(shop: Shop) -> None:
    fates = await shop.fates(await shop.planned(campaign(holdout=1.0, locales=["en"])))
    assert fates == {"ada": "holdout", "bob": "holdout", "cleo": "no_email_consent"}
    rows = [Considered("ada", Contact(locale="fr"))]
    fates = await shop.fates(await shop.planned(of_file(holdout=1.0), rows))
    assert fates == {"ada": "locale_missing"}


async def test_an_empty_catalogue_leaves_everybody_without_an_item() -> None:
    shop = await Shop().open(books=0)
    await shop.reader("ada", likes=0)
    await shop.reader("bob", {Purpose.EMAIL}, likes=0)
    world = await shop.planned(campaign())
    assert await shop.fates(world) == {"ada": "no_item", "bob": "no_item"}


async def test_an_audience_of_nobody_is_planned_too() -> None:
    shop = await Shop().open()
    world = await shop.planned(campaign())
    assert (world.edition.state.value, world.edition.recipients) == ("planned", 0)


@pytest.mark.parametrize(
    ("wanted", "locales", "found"),
    [
        ("de", ("en", "de"), "de"),
        ("de-AT", ("en", "de"), "de"),
        ("de_AT", ("en", "de", "de-at"), "de-at"),
        ("EN", ("en",), "en"),
        ("en", ("de", "en-GB"), "en-GB"),
        ("fr", ("en", "de"), ""),
    ],
)
def test_a_language_is_met_by_its_nearest_kin(wanted: str, locales: tuple[str, ...], found: str) -> None:
    assert nearest_locale(wanted, locales) == found


async def test_two_workers_make_one_plan(shop: Shop) -> None:
    rows = [Considered("ada"), *(Considered(f"unknown-{number}") for number in range(450)), Considered("bob")]
    world = await running.begin(shop.parts, shop.ledger, of_file(), NOW, rows)
    await asyncio.gather(shop.plan(world, "one"), shop.plan(world, "two"))
    found = await shop.rows(world)
    assert [found[0].fate, found[-1].fate] == [Fate.WILL_GET, Fate.GENERAL_VERSION]
    assert {row.fate for row in found[1:-1]} == {Fate.UNKNOWN_PERSON}
