"""Nothing private of a recipient stands in any byte that a campaign sends to a language model."""

from dataclasses import replace
from typing import Literal

import orjson
import pytest

from frankly.domain.campaign.recipient import Considered, Contact
from frankly.domain.model.call import ModelCall
from frankly.pipelines.campaigning import running
from frankly.testing.planted import Planted, leaks, planted
from frankly.testing.replying_model import ReplyingModel, in_shape, sent
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, of_file, passed
from tests.pipelines.campaigning.test_cell_texts import asking

PEOPLE = 4
Mode = Literal["cell", "per_recipient"]


def recipients() -> list[Planted]:
    return [planted(number, NOW) for number in range(PEOPLE)]


async def shop_of(people: list[Planted]) -> Shop:
    """A shop that knows all that is planted of them, and what they liked."""
    shop = await Shop().open()
    for who in people:
        await shop.reader(who.id)
        base = await shop.parts.people.read(who.id, history_limit=200, seen_since=None)
        known = who.record(base)
        assert known.consent is not None
        await shop.parts.people.put_facts(who.id, known.facts, replace=True, now=NOW)
        await shop.parts.people.put_consent(who.id, known.consent)
        await shop.parts.events.append(list(who.acts(base)), NOW)
    return shop


def considered(who: Planted, number: int) -> Considered:
    locale, zone = (("en", "Europe/Berlin"), ("de", "America/New_York"))[number % 2]
    return Considered(who.id, Contact(who.email, who.first_name, locale, zone))


async def asked(people: list[Planted], mode: Mode, model: ReplyingModel | RuleFollowingWriter) -> list[ModelCall]:
    """All calls of a campaign to them."""
    shop = await shop_of(people)
    rows = [considered(who, number) for number, who in enumerate(people)]
    world = await shop.planned(of_file(mode=mode, locales=["en", "de"]), rows)
    world = replace(world, parts=replace(world.parts, assistant=asking(model)))
    await running.write(world, "one", passed, world.parts.assistant)
    return list(model.calls)


@pytest.mark.parametrize("mode", ["cell", "per_recipient"])
@pytest.mark.parametrize("is_refused", [False, True], ids=["kept", "repaired"])
async def test_no_byte_that_a_campaign_sends_holds_anything_private(mode: Mode, is_refused: bool) -> None:
    people = recipients()
    # What the gate refuses is sent back for repair, with what was wrong about it.
    model = ReplyingModel(lambda call: orjson.dumps(in_shape(call)).decode()) if is_refused else RuleFollowingWriter()
    calls = await asked(people, mode, model)
    assert len(calls) >= (PEOPLE if mode == "per_recipient" else 1)
    found = [leak for call in calls for who in people for leak in leaks(sent(call), who)]
    assert found == []
