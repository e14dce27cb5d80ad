"""What rules keep silent: support sees it with its rule, the person sees that there was something of that weight."""

from typing import Any

from frankly.domain.person.event import Event
from frankly.domain.time import DAY_MS, HOUR_MS
from tests.api.test_auth import token
from tests.api.world import KEY, NOW, World

NIGHT = NOW - NOW % DAY_MS - 2 * DAY_MS + 2 * HOUR_MS


async def night_owl(world: World) -> None:
    await world.stock()
    seen = {"id": "night", "person": "owl", "kind": "view", "item": "book-6", "at": NIGHT}
    await world.parts.events.append([Event.model_validate(seen)], NOW)


async def test_support_sees_the_rule_and_the_person_the_weight_alone(guarded: World) -> None:
    await night_owl(guarded)
    async with guarded.client(KEY) as owner, guarded.client(token("owl")) as person:
        answer = (await owner.post("/v1/recommendations", json={"surface": "home", "person": "owl"})).json()
        address = f"/v1/decisions/{answer['decision']}/why"
        for item in answer["items"]:
            params = {"item": item["id"]}
            full: Any = (await owner.get(address, params=params)).json()
            masked: Any = (await person.get(address, params=params)).json()
            if full["untold"]:
                break
        else:
            raise AssertionError("no item was moved by the view")
    (untold,) = full["untold"]
    assert untold["rule"] == "untold/night-views"
    assert masked["untold"] == [{"id": untold["id"], "rule": None, "because": None}]
    there, here = ({piece["id"]: piece for piece in view["evidence"]} for view in (full, masked))
    assert there[untold["id"]]["anchor"] == {"type": "item", "value": "book-6"}
    assert here[untold["id"]]["anchor"] == {"type": "none", "value": ""}
    assert (here[untold["id"]]["at"], here[untold["id"]]["receipts"]) == (None, [])
    assert sum(piece["contribution"] for piece in here.values()) == masked["score"] == full["score"]
    assert "book-6" not in str([masked["grounds"], masked["fewest_acts"], masked["said"]])


async def test_the_page_of_a_decision_does_not_name_it_either(guarded: World) -> None:
    await night_owl(guarded)
    async with guarded.client(KEY) as owner:
        answer = (await owner.post("/v1/recommendations", json={"surface": "home", "person": "owl"})).json()
    shown = {item["id"] for item in answer["items"]}
    async with guarded.client(token("owl")) as browser:
        page = (await browser.get(f"/v1/decisions/{answer['decision']}.html", params={"lang": "en"})).text
    assert "Something of a kind that is not told here" in page
    assert "book-6" in shown or "Title 6" not in page
