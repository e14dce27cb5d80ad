"""Links of messages: nobody is unsubscribed by a program that looks at links, and everybody by one click."""

import html
import re
from dataclasses import replace

import pytest
from pydantic import SecretStr

from frankly.api.mail.words import PAGES, language_of
from frankly.api.page.words import PAGE
from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.recipient import Contact, Fate, Recipient, RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.domain.person.consent import Consent, Purpose
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import world_of
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.people.told_decision import told_decision
from frankly.stages.handing_over.keys import idempotency_key
from frankly.stages.messaging.tokens import LinkPurpose
from frankly.stages.writing.brand import Brand
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.test_corrections import ask
from tests.api.test_decision_page import Read
from tests.api.world import KEY, NOW, World, make_parts
from tests.pipelines.campaigning.shop import Shop, campaign
from tests.pipelines.campaigning.test_cell_texts import asking

CONTENT = "c0ffee" * 5
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
HOSTILE = "<script>alert(1)</script> {{ 7*191 }}"


@pytest.fixture
async def world(world: World) -> World:
    """Ada was handed a message of the campaign `weekly`."""
    world.parts = make_parts(brand=Brand(HOSTILE))
    await world.stock()
    ledger = world.parts.campaigns
    assert ledger is not None
    campaign = Campaign(name="weekly", title="Weekly", author="Ida", audience=Audience(everyone=True))
    edition = await ledger.begin("weekly", campaign.version, campaign.model_dump_json(), NOW)
    row = Recipient(1, "ada", Contact("ada@mail.example", locale="de"), locale="de")
    await ledger.add(edition.no, [row])
    told = {"state": RecipientState.HANDED, "fate": Fate.WILL_GET, "content": CONTENT, "handed": NOW}
    await ledger.put(edition.no, [replace(row, **told)], of=RecipientState.LISTED)  # type: ignore[arg-type]
    await world.parts.people.put_consent("ada", Consent(purposes={Purpose.EMAIL: True}, at=NOW))
    return world


def link(world: World, purpose: LinkPurpose = "unsubscribe", no: int = 1) -> str:
    assert world.parts.mail_tokens is not None
    token = world.parts.mail_tokens.sign(purpose, 1, no)
    return f"/v1/unsubscribe/{token}" if purpose == "unsubscribe" else f"/v1/mail/{token}/why"


async def allows(world: World) -> bool | None:
    found = (await world.parts.people.consents(["ada"])).get("ada")
    return None if found is None else found.purposes.get(Purpose.EMAIL)


async def test_looking_at_the_link_asks_and_changes_nothing(world: World) -> None:
    async with world.client() as client:
        page = await client.get(link(world))
        head = await client.head(link(world))
    assert page.status_code == 200
    assert head.status_code in {200, 405}
    assert page.headers["content-type"].startswith("text/html")
    assert await allows(world) is True
    read = Read(page.text)
    assert ("html", {"lang": "de"}) in read.tags
    assert PAGES["de"]["ask_title"] in read.words
    assert read.headings == [1]
    assert [attrs.get("method") for tag, attrs in read.tags if tag == "form"] == ["post"]


@pytest.mark.parametrize("form", ["form", "parts"])
async def test_one_click_stops_mail_without_a_key_and_as_often_as_it_comes(world: World, form: str) -> None:
    given = {"data": ONE_CLICK} if form == "form" else {"files": {"List-Unsubscribe": (None, "One-Click")}}
    world.settings = world.settings.model_copy(update={"api_key": None})
    async with world.client() as client:
        for _ in range(2):
            answer = await client.post(link(world), **given)  # type: ignore[arg-type]
            assert answer.status_code == 200
            assert PAGES["de"]["done_title"] in answer.text
            assert "set-cookie" not in answer.headers
    assert await allows(world) is False
    ledger, results = world.parts.campaigns, world.parts.results
    assert ledger is not None
    assert results is not None
    hashes = Suppressing(ledger, world.parts.suppression_secret).hashes("ada", "ada@mail.example")
    assert await ledger.suppressed(hashes) == dict.fromkeys(hashes, "unsubscribed")
    assert await results.counts(1) == {ResultKind.UNSUBSCRIBED: 1}


async def test_it_still_stops_mail_after_the_person_was_erased(world: World) -> None:
    async with world.client() as client:
        assert (await client.delete("/v1/people/ada")).status_code == 200
        assert (await client.post(link(world), data=ONE_CLICK)).status_code == 200
    assert await allows(world) is None
    ledger = world.parts.campaigns
    assert ledger is not None
    hashes = Suppressing(ledger, world.parts.suppression_secret).hashes("ada", "ada@mail.example")
    assert await ledger.suppressed(hashes) == dict.fromkeys(hashes, "unsubscribed")


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "Two-Click"}, {"x": "y" * 5_000}])
async def test_a_post_that_is_no_one_click_changes_nothing_and_asks(world: World, data: dict[str, str]) -> None:
    async with world.client() as client:
        answer = await client.post(link(world), data=data)
        assert answer.status_code in {400, 413}
        assert await allows(world) is True
        read = Read(answer.text)
        assert PAGES["de"]["ask_title"] in read.words
        assert PAGES["de"]["refused_title"] not in answer.text
        [form] = [attrs for tag, attrs in read.tags if tag == "form"]
        fields = {attrs["name"]: attrs["value"] for tag, attrs in read.tags if tag == "input"}
        done = await client.post(form["action"] or "", data=fields)
    assert done.status_code == 200
    assert PAGES["de"]["done_title"] in done.text
    assert await allows(world) is False


async def test_a_changed_link_a_link_for_something_else_and_an_unknown_one_are_told(world: World) -> None:
    good = link(world)
    bad = [good[:-1] + ("A" if good[-1] != "A" else "B"), link(world, "why").replace("mail", "unsubscribe")[:-4]]
    async with world.client() as client:
        answers = [await client.get(path) for path in (*bad, link(world, no=99))]
        posted = await client.post(bad[0], data=ONE_CLICK)
    assert [answer.status_code for answer in answers] == [400, 400, 404]
    assert posted.status_code == 400
    assert all(PAGES["en"]["refused_title"] in answer.text for answer in answers)
    assert await allows(world) is True


async def test_a_hostile_name_of_the_shop_stays_text(world: World) -> None:
    async with world.client() as client:
        page = await client.get(link(world) + "?lang=en")
    assert "<script" not in page.text
    assert "1337" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["x-robots-tag"] == "noindex"


@pytest.fixture
async def lent(world: World) -> World:
    """Ada and others, alike, were written to in the words of a model."""
    shop = Shop(world.parts)
    await world.parts.live.refresh(NOW)
    for person in ("ada", "daa", "aad", "dad"):
        await shop.reader(person)
    told = campaign(name="autumn", mode="cell", note={"en": "Have a look."}, blocks=["items", "note", "closing"])
    edition = (await shop.written(told, assistant=asking(RuleFollowingWriter()))).edition
    row = await shop.ledger.recipient(edition.no, 1)
    assert row is not None
    await shop.ledger.put(edition.no, [replace(row, state=RecipientState.HANDED)], of=RecipientState.WRITTEN)
    return world


async def why_page(world: World, lang: str = "en") -> str:
    tokens = world.parts.mail_tokens
    assert tokens is not None
    async with world.client() as client:
        page = await client.get(f"/v1/mail/{tokens.sign('why', 2, 1)}/why?lang={lang}")
    assert page.status_code == 200
    return html.unescape(page.text)


async def test_why_shows_the_words_that_were_sent_and_who_wrote_them_beside_what_bears_them(lent: World) -> None:
    shop = Shop(lent.parts)
    row = await shop.ledger.recipient(2, 1)
    edition = await shop.ledger.numbered(2)
    assert row is not None
    assert edition is not None
    composed = (await messages_of(world_of(lent.parts, shop.ledger, edition)).of(row)).composed
    record = await lent.parts.decisions.get(row.decision)
    assert record is not None
    own = (await told_decision(lent.parts.decisions, record)).headline
    page = await why_page(lent)
    sent = [text for text in composed.texts() if text.role != "intro"]
    by_model = [text for text in sent if text.origin == "model"]
    assert by_model
    assert composed.lines.subject is not None
    assert composed.lines.subject.text != own
    assert all(text.text in page for text in sent)
    assert own not in page
    assert composed.lines.intro is not None
    assert composed.lines.intro.text not in page, "the campaign's blocks leave it out"
    assert page.count(PAGE["en"]["by_model"]) == len(by_model)
    assert page.count(PAGE["en"]["by_edited"]) == 1
    borne = re.search(re.escape(composed.lines.subject.text) + r'</p>\s*<p class="borne">(.*?)</p>', page)
    assert borne is not None
    assert re.search(r"You \w+ “", borne[1])
    assert PAGE["en"]["sent"] in page
    assert PAGE["en"]["sent_changed"] not in page
    assert PAGE["de"]["by_model"] in await why_page(lent, "de")


async def test_why_says_that_settings_were_changed_since_and_names_no_words_that_cannot_be_had(lent: World) -> None:
    lent.parts = replace(lent.parts, brand=Brand("Another house"))
    assert PAGE["en"]["sent_changed"] in await why_page(lent)
    shop = Shop(lent.parts)
    row = await shop.ledger.recipient(2, 1)
    assert row is not None
    async with lent.client() as client:
        answer = await ask(client)
        await shop.ledger.put(2, [replace(row, decision=answer["decision"])], of=RecipientState.HANDED)
    assert PAGE["en"]["sent_gone"] in await why_page(lent)


async def test_why_says_of_a_message_that_was_renewed_that_it_shows_what_left(lent: World) -> None:
    ledger = Shop(lent.parts).ledger
    row = await ledger.recipient(2, 1)
    assert row is not None
    await ledger.put(2, [replace(row, content="ab" * 16, renewed=row.content)], of=RecipientState.HANDED)
    page = await why_page(lent)
    assert PAGE["en"]["sent"] in page
    assert PAGE["en"]["sent_changed"] not in page
    await ledger.put(2, [replace(row, content="ab" * 16, renewed="cd" * 16)], of=RecipientState.HANDED)
    assert PAGE["en"]["sent_changed"] in await why_page(lent)


async def test_the_page_of_a_decision_says_that_a_campaign_may_have_said_it_otherwise(lent: World) -> None:
    row = await Shop(lent.parts).ledger.recipient(2, 1)
    assert row is not None
    async with lent.client() as client:
        of_message = await client.get(f"/v1/decisions/{row.decision}.html?lang=en")
        other = await client.get(f"/v1/decisions/{(await ask(client))['decision']}.html?lang=en")
    assert PAGE["en"]["of_message"] in html.unescape(of_message.text)
    assert PAGE["en"]["of_message"] not in html.unescape(other.text)


async def test_why_shows_the_decision_behind_the_message_and_corrects_nothing(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        ledger = world.parts.campaigns
        assert ledger is not None
        row = await ledger.recipient(1, 1)
        assert row is not None
        await ledger.put(1, [replace(row, decision=answer["decision"])], of=RecipientState.HANDED)
        page = await client.get(link(world, "why") + "?lang=en")
        again = [path for path in re.findall(r'href="([^"]+)"', page.text) if path.startswith("/v1/")]
        seen = [await client.get(path.replace("&amp;", "&")) for path in again]
    assert page.status_code == 200
    assert answer["items"][0]["display"]["title"] in page.text
    assert 'method="post"' not in page.text
    assert page.text.split('<div class="top"><span>')[1].split("<")[0] not in {"", "Frankly"}, "headed by the shop"
    assert "<dt>For whom</dt>" not in page.text, "an id says nothing to its person"
    assert "Why this mail came" in page.text
    assert "Considered was everybody who agreed to e-mail." in page.text
    assert again
    assert all(path.startswith(link(world, "why")) for path in again)
    assert {one.status_code for one in seen} == {200}


async def test_why_tells_the_rule_by_which_somebody_was_considered_and_the_occasion(world: World) -> None:
    ledger = world.parts.campaigns
    assert ledger is not None
    parts = [{"acts": {"kinds": ["view"], "within_days": 60}}, {"none": [{"fact": {"kind": "role", "value": HOSTILE}}]}]
    plain = {"name": "away", "title": "Away", "author": "Ida", "audience": {"rule": {"all": parts}}}
    told = Campaign.model_validate({**plain, "trigger": {"kind": "lapsed", "after_hours": 48}})
    edition = await ledger.begin("away", told.version, told.model_dump_json(), NOW)
    async with world.client() as client:
        answer = await ask(client)
        row = Recipient(1, "ada", locale="en")
        await ledger.add(edition.no, [row])
        told_of = replace(row, state=RecipientState.PLANNED, decision=answer["decision"])
        await ledger.put(edition.no, [told_of], of=RecipientState.LISTED)
        assert world.parts.mail_tokens is not None
        page = await client.get(f"/v1/mail/{world.parts.mail_tokens.sign('why', edition.no, 1)}/why?lang=de")
    assert "Sie kam, weil hier 2 Tage oder länger nichts getan wurde." in page.text
    said = "<ul><li>Alles davon:<ul><li>angesehen: mindestens einmal, in den letzten 60 Tagen</li><li>Nichts davon:"
    assert said in page.text
    assert "<script>alert" not in page.text


async def test_why_of_a_record_that_is_gone_says_so(world: World) -> None:
    async with world.client() as client:
        page = await client.get(link(world, "why"))
    assert page.status_code == 404
    assert PAGES["de"]["gone_title"] in page.text


async def test_results_come_back_by_the_api_with_the_service_key_alone(world: World) -> None:
    key = idempotency_key("weekly", 1, 1, CONTENT)
    said = {"results": [{"id": "e1", "kind": "delivered", "key": key}, {"id": "e2", "kind": "clicked", "key": "x"}]}
    world.settings = world.settings.model_copy(update={"api_key": SecretStr(KEY)})
    async with world.client() as nobody, world.client(KEY) as client:
        assert (await nobody.post("/v1/campaigns/weekly/results", json=said)).status_code == 401
        answer = await client.post("/v1/campaigns/weekly/results", json=said)
        missing = await client.post("/v1/campaigns/nothing/results", json=said)
        page = await nobody.get(link(world))
    assert answer.status_code == 200
    assert [one["outcome"] for one in answer.json()["results"]] == ["stored", "rejected"]
    assert missing.status_code == 404
    assert page.status_code == 200


async def test_a_row_that_is_no_result_costs_only_itself(world: World) -> None:
    key = idempotency_key("weekly", 1, 1, CONTENT)
    rows = [
        {"id": "e1", "kind": "opened", "key": key},
        {"id": "e2", "kind": "unsubscribed", "key": key},
        {"id": "e3", "kind": "converted", "key": key, "value": "1299"},
        "no result",
    ]
    async with world.client() as client:
        answer = await client.post("/v1/campaigns/weekly/results", json={"results": rows})
    told = answer.json()
    assert answer.status_code == 200
    assert [(one["id"], one["outcome"], one["code"]) for one in told["results"]] == [
        ("e1", "rejected", "invalid_result"),
        ("e2", "stored", None),
        ("e3", "rejected", "invalid_result"),
        ("", "rejected", "invalid_result"),
    ]
    assert "opens are not counted" in told["results"][0]["message"]
    assert await allows(world) is False


def test_every_language_says_the_same_things() -> None:
    assert {frozenset(words) for words in PAGES.values()} == {frozenset(PAGES["en"])}
    assert [language_of(*wanted) for wanted in (("de-AT",), (None, "de"), ("fr", "de"), ("fr",))] == [
        "de",
        "de",
        "de",
        "en",
    ]
