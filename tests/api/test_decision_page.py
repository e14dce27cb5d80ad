import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from frankly.api.auth import COOKIE
from frankly.api.page.style import STYLE
from frankly.api.page.words import KINDS, ORIGINS, PAGE, USES, VERDICTS
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.item import Item
from frankly.domain.person.consent import EvidenceGroup, Purpose
from frankly.pipelines.explaining.views import Verdict
from frankly.pipelines.people.words import EVIDENCE, LINES
from tests.api.test_auth import token
from tests.api.test_corrections import ask, ids
from tests.api.world import KEY, NOW, World, book, view

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = '<script>alert(1)</script>" onmouseover="x" {{ 7*7 }} {0} {name}'


@pytest.fixture
async def world(world: World) -> World:
    await world.stock()
    return world


class Read(HTMLParser):
    """A page as its parts: tags with attributes, text, headings in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.headings: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


async def shown(client: httpx.AsyncClient, decision: str, **query: str) -> str:
    page = await client.get(f"/v1/decisions/{decision}.html", params=query)
    assert page.status_code == 200, page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    return page.text


async def post(client: httpx.AsyncClient, decision: str, **form: str) -> httpx.Response:
    return await client.post(f"/v1/decisions/{decision}.html", content=urlencode(form), headers=FORM)


@pytest.mark.parametrize("table", [PAGE, ORIGINS, USES, KINDS, VERDICTS, EVIDENCE, LINES])
def test_both_languages_say_the_same_things_with_the_same_gaps(table: Any) -> None:
    assert set(table) == {"en", "de"}
    gaps = {lang: {name: set(re.findall(r"{\w+}", text)) for name, text in table[lang].items()} for lang in table}
    assert gaps["en"] == gaps["de"]


def test_everything_that_can_be_said_has_words() -> None:
    verdicts = set(Verdict.__args__) | {reason.value for reason in DropReason}  # type: ignore[attr-defined]
    assert verdicts - set(VERDICTS["en"]) <= {"capped", "displaced", "outscored", "outvoted"}
    assert {purpose.value for purpose in Purpose} == set(USES["en"])
    assert {group.value for group in EvidenceGroup} == set(KINDS["en"])


async def test_bars_of_an_item_add_up_to_its_score(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        page = await shown(client, answer["decision"])
    items = page.split('<li class="item"')[1:]
    assert len(items) == len(answer["items"])
    for html, item in zip(items, answer["items"], strict=True):
        shown_points = [
            int(text.replace("−", "-").replace(",", "")) for text in re.findall(r'<span class="points">([^<]+)<', html)
        ]
        total = int(re.findall(r"<strong>= ([−\d,]+)", html)[0].replace("−", "-").replace(",", ""))
        assert sum(shown_points) == total == round(item["score"] / 1_000_000)
        exact = [int(one.replace("−", "-").replace(",", "")) for one in re.findall(r'<td class="n">([^<]+)<', html)]
        assert sum(exact[:-1]) == exact[-1] == item["score"]
        assert "The bars add up to exactly the score of this item." in html


async def test_bars_begin_where_the_one_before_ended(world: World) -> None:
    async with world.client() as client:
        page = await shown(client, (await ask(client))["decision"])
    for html in page.split('<li class="item"')[1:]:
        bars = [(int(start), int(width)) for start, width in re.findall(r'class="bar s(\d+) w(\d+)', html)]
        assert bars[0][0] == 0
        for (start, width), (after, _) in pairwise(bars):
            assert abs(start + width - after) <= 1
        assert abs(sum(bars[-1]) - 200) <= 1


async def test_a_page_needs_no_script_and_nothing_remote(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        page = await client.get(f"/v1/decisions/{answer['decision']}.html")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert STYLE in page.text
    assert not re.search(r"<script|<img|<iframe|<link|@import|url\(|\son\w+=|\sstyle=", page.text)
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    links = re.findall(r'(?:href|action)="([^"]*)"', page.text)
    assert all(link.startswith((f"/v1/decisions/{answer['decision']}.html", "#")) for link in links)


async def test_a_page_can_be_found_ones_way_in(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        for lang in ("en", "de"):
            page = Read(await shown(client, answer["decision"], lang=lang, item=ids(answer)[0], why_not="book-9"))
            assert page.all("html") == [{"lang": lang}]
            assert [tag for tag, _ in page.tags if tag in {"header", "main", "footer", "nav"}] == [
                "header",
                "nav",
                "main",
                "footer",
            ]
            assert page.headings[:2] == [1, 2]
            assert all(after - before <= 1 for before, after in pairwise(page.headings))
            names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
            assert len(names) == len(set(names))
            for attributes in [*page.all("section")]:
                assert attributes["aria-labelledby"] in names
            fields = {one["id"] for one in page.all("input") if one.get("type") == "text"}
            assert fields == {label["for"] for label in page.all("label")}
            assert all("aria-hidden" in one for one in page.all("span") if one.get("class") == "track")


async def test_markup_in_names_stays_text(world: World) -> None:
    hostile = [Item.model_validate(book(number, title=HOSTILE, creators=[HOSTILE])) for number in range(30)]
    await world.parts.catalogue.upsert(hostile, NOW)
    await world.parts.events.append(
        [view("h1", "book-1").model_copy(update={"kind": "search", "item": None, "query": HOSTILE})], NOW
    )
    async with world.client() as client:
        answer = await ask(client)
        query = {"item": ids(answer)[0], "why_not": HOSTILE, "without": "g1", "saved": HOSTILE}
        for lang in ("en", "de", HOSTILE):
            page = await shown(client, answer["decision"], lang=lang, **query)
            read = Read(page)
            assert not read.all("script")
            assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
            assert "{{ 7*7 }}" in read.text


async def test_an_item_tells_which_acts_put_it_there(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        first = ids(answer)[0]
        english = Read(await shown(client, answer["decision"], item=first)).text
        assert "Which acts put it here?" in english
        german = Read(await shown(client, answer["decision"], item=first, lang="de")).text
        assert "Welche Handlungen haben das hierher gebracht?" in german
        assert "Enough by itself" in english or "Decisive: without it, not here" in english


async def test_what_would_have_been_is_told(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        text = Read(await shown(client, answer["decision"], item=ids(answer)[0], without="g1")).text
        assert "If this had not counted: You liked something in Sea, 3 times" in text
        assert "Would have come in" in text
        again = await shown(client, answer["decision"], item=ids(answer)[0], without="g99")
        assert "If this had not counted" not in again


async def test_why_something_is_not_there_is_told_by_id_and_by_title(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        out = next(f"book-{number}" for number in range(30) if f"book-{number}" not in ids(answer))
        text = Read(await shown(client, answer["decision"], why_not=out)).text
        assert "others had more points." in text or "nothing known led to it." in text
        unknown = Read(await shown(client, answer["decision"], why_not="no-such-thing")).text
        assert "no-such-thing" in unknown
        inside = Read(await shown(client, answer["decision"], why_not=ids(answer)[0])).text
        assert "it is in the list above." in inside


async def test_a_form_corrects_and_another_takes_it_back(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        first = ids(answer)[0]
        sent = await post(client, answer["decision"], lang="de", item=first, kind="dont_use", named="g1")
        assert sent.status_code == 303
        page = Read((await client.get(sent.headers["location"])).text)
        assert "Nicht verwendet, jetzt und künftig" in page.text
        assert "Gespeichert." in page.text
        [made] = (await client.get("/v1/people/ada/corrections")).json()["corrections"]
        assert [one["value"] for one in page.all("input") if one.get("name") == "undo"] == [made["id"]]
        assert ids(await ask(client)) != ids(answer)
        back = await post(client, answer["decision"], undo=made["id"])
        assert "Undone." in Read((await client.get(back.headers["location"])).text).text
        assert await ask(client) == answer


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"item": "book-18", "kind": "never"}, 400),
        ({"item": "book-18", "kind": "dont_use"}, 400),
        ({"item": "book-18", "kind": "dont_use", "named": "e99"}, 404),
        ({"item": "nope", "kind": "not_interested"}, 404),
        ({"undo": "c1"}, 404),
        ({}, 400),
    ],
)
async def test_a_form_that_makes_no_sense_is_told_as_a_page(world: World, form: dict[str, str], status: int) -> None:
    async with world.client() as client:
        answer = await ask(client)
        refused = await post(client, answer["decision"], **form)
    assert refused.status_code == status
    assert "This page cannot be shown" in refused.text


async def test_only_forms_are_taken_and_only_from_the_page_itself(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        path = f"/v1/decisions/{answer['decision']}.html"
        assert (await client.post(path, json={"kind": "not_interested"})).status_code == 415
        form = urlencode({"item": ids(answer)[0], "kind": "not_interested"})
        elsewhere = FORM | {"Sec-Fetch-Site": "cross-site"}
        assert (await client.post(path, content=form, headers=elsewhere)).status_code == 403
        foreign = FORM | {"Origin": "https://elsewhere.example"}
        assert (await client.post(path, content=form, headers=foreign)).status_code == 403
        assert (await client.get("/v1/people/ada/corrections")).json()["corrections"] == []


async def test_a_link_with_a_token_opens_the_page_and_leaves_the_address_clean(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as owner:
        answer = await ask(owner)
        assert "Don’t use this" not in await shown(owner, answer["decision"])
    path = f"/v1/decisions/{answer['decision']}.html"
    async with guarded.client() as browser:
        assert (await browser.get(path)).status_code == 401
        first = await browser.get(path, params={"token": token("ada"), "lang": "de"})
        assert (first.status_code, first.headers["location"]) == (303, f"{path}?lang=de")
        kept = first.headers["set-cookie"]
        assert "HttpOnly" in kept
        assert "SameSite=lax" in kept
        assert "Path=/v1/decisions/" in kept
        assert "Max-Age=60" in kept
        page = await browser.get(first.headers["location"])
        assert page.status_code == 200
        assert "Nicht mehr verwenden" in page.text
        assert "fp1." not in page.text
        made = await post(browser, answer["decision"], item=ids(answer)[0], kind="not_interested")
        assert made.status_code == 303
        # The cookie is good for these pages alone.
        assert (await browser.get(f"/v1/decisions/{answer['decision']}")).status_code == 401
        said = {"item": ids(answer)[0], "kind": "not_interested"}
        assert (await browser.post(f"/v1/decisions/{answer['decision']}/corrections", json=said)).status_code == 401


@pytest.mark.parametrize(
    ("subject", "scopes", "seen", "corrected"),
    [
        ("ada", ["recommendations"], 200, 403),
        ("ada", ["people"], 200, 303),
        ("ada", ["events"], 403, 403),
        ("ben", ["people"], 404, 404),
    ],
)
async def test_a_cookie_reaches_what_its_token_reaches(
    guarded: World, subject: str, scopes: list[str], seen: int, corrected: int
) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as owner:
        answer = await ask(owner)
    async with guarded.client() as browser:
        browser.cookies.set(COOKIE, token(subject, scopes))
        page = await browser.get(f"/v1/decisions/{answer['decision']}.html")
        assert page.status_code == seen
        assert ("Don’t use this" in page.text) == (corrected == 303)
        sent = await post(browser, answer["decision"], item=ids(answer)[0], kind="not_interested")
        assert sent.status_code == corrected


@pytest.mark.parametrize("bad", ["fp1.x.y", token("ada", ttl_s=-5)])
async def test_a_token_that_is_worth_nothing_is_refused_as_a_page(guarded: World, bad: str) -> None:
    async with guarded.client() as browser:
        refused = await browser.get("/v1/decisions/d1.html", params={"token": bad})
        assert refused.status_code == 401
        assert "set-cookie" not in refused.headers
        assert "ask your server for a new one" in refused.text


async def test_nobodys_page_has_no_buttons(world: World) -> None:
    async with world.client() as client:
        answer = (await client.post("/v1/recommendations", json={"surface": "home"})).json()
        page = await shown(client, answer["decision"], lang="en")
        assert (await client.get("/v1/decisions/nope.html")).status_code == 404
    assert "nobody in particular" in page
    assert '<form method="post"' not in page


async def test_words_of_another_language_than_the_pages_are_said_to_be_so(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        german = await shown(client, answer["decision"], lang="de")
        english = await shown(client, answer["decision"], lang="en")
    assert PAGE["de"]["other_words"] in Read(german).text
    assert "Startseite" in Read(german).text
    assert PAGE["en"]["other_words"] not in Read(english).text
