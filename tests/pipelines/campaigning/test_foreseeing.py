"""Who would fail a check when their message is written has that fate when the campaign is planned."""

from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.campaign.recipient import Fate, RecipientState
from frankly.domain.person.consent import Purpose
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import MailChecking, foreseen_check
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from frankly.stages.mail_checks.remembering import Remembering
from frankly.stages.writing.brand import Brand, MailBrand
from tests.api.world import make_parts
from tests.pipelines.bookshop import files
from tests.pipelines.campaigning.shop import Shop, campaign

MAIL = MailBrand(
    "https://shop.example", postal=("Lantern Books", "7 Harbour Lane"), service="https://mail.shop.example"
)


async def opened(mail: MailBrand = MAIL) -> Shop:
    brand = Brand("Lantern Books", {"plain": "", "warm": ""}, mail=mail)
    shop = await Shop(make_parts(brand=brand, policy_files=files())).open()
    for person in ("ada", "bob", "cleo"):
        await shop.reader(person)
    for person in ("dan", "eve"):
        await shop.reader(person, {Purpose.EMAIL})
    return shop


class Seen:
    """A check that finds nothing and knows what each message said."""

    def __init__(self) -> None:
        self.contents: dict[int, str] = {}

    def __call__(self, message: CampaignMessage) -> str:
        self.contents[message.recipient.no] = message.content
        return ""


async def test_what_the_house_does_wrong_is_everybodys_fate_before_anything_is_written() -> None:
    shop = await opened(replace(MAIL, postal=()))
    told = campaign()
    world = await shop.planned(told, check=foreseen_check(shop.parts, told))
    rows = await shop.rows(world)
    assert {(row.state, row.fate, row.detail) for row in rows} == {
        (RecipientState.SKIPPED, Fate.CHECK_FAILED, "postal_address_missing")
    }
    assert all(row.decision for row in rows)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"note": {"en": "Take your time, and see what you think"}},
        {"variants": {"ours": {"subject": {"en": "Have a look around when you like"}}, "plain": {}}},
        {"disclosures": {"en": "Advertising."}, "utm": {"source": "letter"}},
    ],
)
async def test_what_is_foreseen_is_what_is_written(said: dict[str, Any]) -> None:
    shop, foreseen, written = await opened(), Seen(), Seen()
    world = await shop.planned(campaign(**said), check=foreseen)
    rows = await shop.rows(await running.write(world, "one", written, None))
    assert {row.state for row in rows} == {RecipientState.WRITTEN}
    shared = {row.no: (row.decision, row.variant) for row in rows}
    assert set(written.contents) == set(shared)
    assert set(shared.values()) == {shared[no] for no in foreseen.contents}
    for no, content in foreseen.contents.items():
        assert {written.contents[other] for other, key in shared.items() if key == shared[no]} == {content}


async def test_the_version_for_everybody_is_looked_over_once() -> None:
    shop, foreseen = await opened(), Seen()
    rows = await shop.rows(await shop.planned(campaign(), check=foreseen))
    general = {row.no for row in rows if row.fate is Fate.GENERAL_VERSION}
    assert len(general) == 2
    assert len(general.intersection(foreseen.contents)) == 1


async def test_what_a_sentence_fails_is_not_foreseen_where_a_model_is_asked_for_another() -> None:
    shop = await opened()
    world = await shop.planned(campaign(mode="cell"))
    (ada, *_) = await shop.rows(world)
    message = await messages_of(world).of(ada)
    checking = MailChecking(shop.parts, world.campaign)
    setting = replace(checking.setting("en"), refuses=lambda told: ["promise"] if told.role == "closing" else [])
    checking.settings["en"] = setting, Remembering(setting)
    assert checking.error(message) == "sentence_refused"
    assert checking.lasting_error(message) == ""
    house = replace(setting, house=replace(setting.house, postal=("1 Other Street",)))
    checking.settings["en"] = house, Remembering(house)
    assert checking.lasting_error(message) == "postal_address_missing"
