import asyncio
from pathlib import Path

from frankly.adapters.files.campaigns.loading import load_campaign
from frankly.adapters.files.campaigns.recipients import RecipientsFile
from frankly.adapters.files.policies import load_policies
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.people import SqlPeople
from frankly.bench.campaign.costs import DrawnModel
from frankly.bench.campaign.crew import Together
from frankly.bench.campaign.run import Course
from frankly.bench.campaign.world import People, add_people, campaign_of, write_campaign, write_recipients
from frankly.cli.proving.campaign_cast import LanternCast
from frankly.domain.model.call import ModelCall, ModelParameters, PartRole, PromptPart
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.seed import Seed
from frankly.errors import ModelTimeout
from frankly.settings import Settings, data_folder
from frankly.stages.writing.brand import Brand

CAST = LanternCast()


async def test_people_stored_in_bulk_are_as_if_stored_one_by_one(tmp_path: Path) -> None:
    add_people(tmp_path, ["ada"], CAST.now, is_profiled=True)
    add_people(tmp_path, ["ben"], CAST.now, is_profiled=False)
    refused = Consent(purposes={Purpose.EMAIL: True, Purpose.PROFILE: False}, at=CAST.now, origin="person")
    with SqlDatabase(tmp_path) as database:
        people = SqlPeople(database)
        await people.put_consent("cay", refused)
        ada, ben, cay = [await people.read(key, history_limit=0, seen_since=None) for key in ("ada", "ben", "cay")]
        assert ada.consent is not None
        assert all(ada.consent.purposes[purpose] for purpose in Purpose)
        assert ben.consent == cay.consent == refused
        assert (await people.delete("ben", CAST.now)).rows == (await people.delete("cay", CAST.now)).rows


def test_the_file_of_recipients_names_everybody_once(tmp_path: Path) -> None:
    write_recipients(tmp_path, CAST, People(readers=3, strangers=2))
    rows = list(RecipientsFile(tmp_path / "campaigns" / "recipients.jsonl"))
    assert [row.person for row in rows] == [
        "reader-0001",
        "reader-0002",
        "reader-0003",
        "stranger-0000001",
        "stranger-0000002",
    ]
    assert len({row.contact.address for row in rows}) == 5


def test_the_written_campaign_is_the_one_that_is_measured(tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    write_campaign(tmp_path, "template")
    settings = Settings()
    brand = data_folder("brand", settings)
    policies = load_policies(data_folder("surfaces", settings), data_folder("policies", settings), brand)
    assert load_campaign(tmp_path / "campaigns" / "spring.yaml", policies, Brand()) == campaign_of("template")


def test_readers_are_the_same_however_many_are_drawn_at_once() -> None:
    whole = sorted(CAST.acts(1, 6), key=lambda act: act.id)
    parts = sorted([*CAST.acts(1, 2), *CAST.acts(3, 4)], key=lambda act: act.id)
    assert whole == parts
    assert {str(act.person) for act in whole} <= {CAST.person(number) for number in range(1, 7)}
    assert [*CAST.facts(1, 6)] == [*CAST.facts(1, 3), *CAST.facts(4, 3)]


def test_speed_counts_messages_and_not_those_who_get_none() -> None:
    course = Course(100, 1.0, Together(100, 4.0, 50.0), Together(100, 5.0, 60.0), messages=80, cells=7, contents=70)
    assert (course.messages_per_s, course.whole_per_s) == (16.0, 8.0)


def test_a_drawn_reply_is_the_same_whenever_it_is_asked_for() -> None:
    calls = [
        ModelCall(
            prompt="message",
            version=1,
            parts=(PromptPart(role=PartRole.USER, text=f"{number}"),),
            parameters=ModelParameters(),
        )
        for number in range(200)
    ]

    async def lengths(seed: int) -> list[int]:
        model, found = DrawnModel(Seed(seed)), []
        for call in calls:
            try:
                found.append((await model.complete(call)).usage.tokens_out)
            except ModelTimeout:
                found.append(0)
        return found

    first, again, other = (asyncio.run(lengths(seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert 0 < first.count(0) < 20
    assert len(set(first)) > 50
