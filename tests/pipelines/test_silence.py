"""Use is one thing, telling another: what rules keep silent ranks, is recorded, and is not said."""

import re
from dataclasses import replace
from typing import Any

import orjson
import pytest

from frankly.adapters.files.policy_files import GatheredPolicyFiles, load_gathered
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.person.event import Event
from frankly.domain.surface import EditorialPolicy, Pin
from frankly.domain.time import DAY_MS, HOUR_MS
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.replay import replayed
from frankly.stages.verify.verifier import SentenceVerifier
from tests.api.world import NOW
from tests.pipelines.bookshop import files, open_bookshop

MIDNIGHT = NOW - NOW % DAY_MS


def ruled(parts: Parts, **changed: tuple[str, str]) -> Parts:
    """The same shop with something replaced in its files."""
    texts = orjson.loads(files().data)
    for name, (old, new) in changed.items():
        path = f"policies/{name.replace('_', '/')}.yaml"
        assert old in texts[path]
        texts[path] = texts[path].replace(old, new)
    data = canonical(texts)
    loaded = load_gathered(data)
    return replace(
        parts,
        policies=loaded.policies,
        wordings=loaded.wordings,
        rules=loaded.rules,
        verifier=SentenceVerifier(loaded.lexicons, loaded.rules),
        policy_files=GatheredPolicyFiles(data, hash_bytes(data)),
    )


async def shop_of(*at: int) -> Parts:
    """A shop in which one person looked at books, each at a moment."""
    parts = await open_bookshop()
    looked = [
        {"id": f"v{n}", "person": "owl", "kind": "view", "item": f"book-{7 * n}", "at": moment}
        for n, moment in enumerate(at)
    ]
    await parts.events.append([Event.model_validate(one) for one in looked], NOW)
    return parts


async def ask(parts: Parts, **request: Any) -> Answer:
    return await recommend(parts, RecommendationRequest(**({"surface": "home", "person": "owl"} | request)), NOW)


def said(answer: Answer) -> str:
    return " ".join(sentence.text for item in answer.items for sentence in item.sentences)


NIGHT = MIDNIGHT - 3 * DAY_MS + 2 * HOUR_MS
NOON = MIDNIGHT - 3 * DAY_MS + 12 * HOUR_MS


async def test_a_night_time_view_ranks_and_stands_in_the_record_and_is_not_said() -> None:
    parts = await shop_of(NIGHT)
    answer, full = await ask(parts), await ask(parts, explain="full", seed=1)
    moved = {piece.kind for item in full.items for piece in item.evidence if piece.contribution > 0}
    assert "viewed" in moved
    assert all(piece.kind != "viewed" for item in answer.items for piece in item.evidence)
    assert "viewed" not in said(answer)
    assert not answer.degradations
    record: Any = await parts.decisions.get(answer.decision)
    assert record["body"]["untold"]
    assert (await replayed(parts, str(answer.decision), "r0")).is_identical
    assert (await replayed(parts, str(answer.decision), "r1")).is_identical


async def test_the_same_view_at_noon_is_said() -> None:
    parts = await shop_of(NOON)
    answer = await ask(parts)
    assert any(piece.kind == "viewed" for item in answer.items for piece in item.evidence)
    record: Any = await parts.decisions.get(answer.decision)
    assert "untold" not in record["body"]


async def test_the_order_is_the_same_whatever_is_kept_silent() -> None:
    parts = await shop_of(NIGHT, NOON)
    free = ruled(parts, rules=("after: 23, before: 5", "after: 22, before: 23"))
    orders = [[(item.id, item.score) for item in (await ask(one)).items] for one in (parts, free)]
    assert orders[0] == orders[1]


async def test_a_replay_is_held_to_the_rules_of_then() -> None:
    parts = await shop_of(NIGHT, NOON)
    answer = await ask(parts)
    later = ruled(parts, rules=("after: 23, before: 5", "after: 11, before: 13"))
    assert said(await ask(later, seed=2)) != said(answer)
    assert (await replayed(later, str(answer.decision), "r0")).is_identical
    assert (await replayed(later, str(answer.decision), "r1")).is_identical


async def test_a_banned_word_takes_its_wordings_away_and_costs_no_refusal() -> None:
    parts = await shop_of(NOON, NOON - 5 * HOUR_MS, NOON - DAY_MS)
    strict = ruled(parts, rules_en=("words: [cure, ", "words: ['count*', because, reasons, cure, "))
    answer = await ask(strict)
    assert said(answer)
    assert re.search(r"\b(counts?|because|reasons)\b", said(answer), re.IGNORECASE) is None
    assert not answer.degradations


@pytest.mark.parametrize(("locale", "line"), [("en", "Sponsored: somebody paid"), ("de", "Anzeige: Für diesen Platz")])
async def test_a_paid_place_carries_its_line_whatever_the_person_allows(locale: str, line: str) -> None:
    parts = await shop_of(NOON)
    pins = EditorialPolicy(pins=(Pin(item="book-40", slot=2, because="campaign", sponsored=True),))
    home = parts.policies.surfaces["home"].model_copy(update={"editorial": pins})
    paid = replace(parts, policies=replace(parts.policies, surfaces={"home": home}, _merged={}), policy_files=None)
    for who in ({"person": "owl"}, {"person": None}):
        answer = await ask(paid, locale=locale, **who)
        (item,) = [item for item in answer.items if item.is_sponsored]
        assert item.sentences[-1].text.startswith(line)
        assert item.sentences[-1].pattern == "disclosure/sponsored"
        assert said(answer).count(line) == 1
        assert (await replayed(paid, str(answer.decision), "r0")).is_identical
    silent = await ask(paid, explain="none")
    assert said(silent) == ""
