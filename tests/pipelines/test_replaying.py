"""Recorded decisions come out byte for byte as they were, whatever has changed since; tampering is told."""

import copy
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
import pytest_asyncio

from frankly.adapters.files.policy_files import GatheredPolicyFiles, load_gathered
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.profile import FactInput, FactKind
from frankly.errors import EmbedderFailed, IndexUnavailable, Invalid, NotFound, StoreUnavailable
from frankly.pipelines.parts import Parts
from frankly.pipelines.people.fact_rules import stated
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.again import made_again, world_of
from frankly.pipelines.replaying.differences import differences
from frankly.pipelines.replaying.otherwise import FreshRetrieval, OtherSurface, WithoutGround, compared
from frankly.pipelines.replaying.record import Recorded, completed, recorded
from frankly.pipelines.replaying.replay import Replayed, replayed
from frankly.pipelines.replaying.summing import summed
from frankly.stages.verify.verifier import SentenceVerifier
from tests.api.world import NOW
from tests.pipelines.bookshop import event, open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")

REQUESTS: tuple[dict[str, Any], ...] = (
    {"person": "reader-11"},
    {"person": "reader-3", "explain": "full", "fields": ("title", "price", "call_to_action", "categories")},
    {"person": "reader-7", "locale": "de", "limit": 3},
    {"person": "reader-7", "locale": "fr", "explain": "none"},
    {"person": "nobody-yet"},
    {"session": "s-1", "surface": "item", "context": {"item": "book-3", "device": "phone"}},
    {"surface": "search", "context": {"query": "ghosts of the sea"}, "person": "reader-5"},
    {"surface": "email", "person": "reader-9", "seed": 5},
    {"context": {"item": "no such book", "basket": ("book-1", "book-2")}},
    {"person": "refuses"},
    {"person": "says"},
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    parts = await open_bookshop()
    await parts.people.put_consent("refuses", Consent(evidence={EvidenceGroup.OPINIONS: False}, at=NOW))
    await parts.events.append([event("refuses", number, 3 * number, "view") for number in range(5)], NOW)
    said = [FactInput(kind=FactKind.INTEREST, field="category", value="Poetry"), minor()]
    await parts.people.put_facts("says", [stated(one, "person", NOW) for one in said], replace=True, now=NOW)
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


def minor() -> FactInput:
    return FactInput(kind=FactKind.BIRTH_YEAR, value="2015")


async def ask(parts: Parts, now: int = NOW, **request: Any) -> Answer:
    return await recommend(parts, RecommendationRequest.model_validate({"surface": "home"} | request), now)


async def both(parts: Parts, answer: Answer) -> list[Replayed]:
    return [await replayed(parts, str(answer.decision), level) for level in ("r0", "r1")]


def same(answer: Answer) -> list[Replayed]:
    return [Replayed(str(answer.decision), True)] * 2


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: "-".join(map(str, one.values()))[:40])
async def test_a_decision_comes_out_byte_for_byte_as_it_was(shop: Parts, request_: dict[str, Any]) -> None:
    answer = await ask(shop, **request_)
    assert answer.items
    assert await both(shop, answer) == same(answer)


async def test_a_decision_made_again_gives_the_very_answer(shop: Parts) -> None:
    answer = await ask(shop, person="reader-11", explain="full")
    record = await shop.decisions.get(answer.decision)
    assert record is not None
    told = await completed(shop.decisions, record)
    made = await made_again(await world_of(shop, told), told)
    assert made.answer.model_dump_json() == answer.model_dump_json()


async def test_the_index_is_not_asked_again_and_neither_are_people(shop: Parts) -> None:
    asking = replace(shop, exact_items=0)
    answers = [await ask(asking, person="reader-11", seed=11), await ask(asking, seed=12, surface="item")]
    lost = replace(asking, index=Failing(IndexUnavailable), people=Failing(StoreUnavailable))
    for answer in answers:
        assert await both(lost, answer) == same(answer)


@dataclass(frozen=True)
class Failing:
    """A port that cannot answer."""

    error: type[Exception]
    fingerprint: str = "broken"

    def __getattr__(self, name: str) -> Any:
        async def failing(*_: object, **__: object) -> None:
            raise self.error("not now")

        return failing


FAULTS: tuple[tuple[str, type[Exception]], ...] = (
    ("people", StoreUnavailable),
    ("index", IndexUnavailable),
    ("catalogue", StoreUnavailable),
    ("embedder", EmbedderFailed),
    ("embedder", TimeoutError),
)


@pytest.mark.parametrize(("port", "error"), FAULTS)
async def test_what_failed_then_fails_again(shop: Parts, port: str, error: type[Exception]) -> None:
    broken = replace(shop, exact_items=0, **{port: Failing(error)})
    question = {"person": "reader-11", "surface": "search", "context": {"query": "poetry"}}
    answer = await ask(broken, now=NOW + 1 + FAULTS.index((port, error)), **question)
    record = await shop.decisions.get(answer.decision)
    assert record is not None
    heard: Any = record["heard"]
    assert heard["failures"].keys() == {port}
    assert answer.degradations
    assert await both(shop, answer) == same(answer)


async def test_what_shop_and_person_have_become_since_changes_nothing() -> None:
    parts = await open_bookshop()
    answer = await ask(parts, person="reader-11", explain="full", fields=("title", "price"))
    snapshot = parts.live.snapshot
    title = answer.items[0].id
    item = (await parts.catalogue.get_many([title]))[title]
    await parts.catalogue.upsert([item.model_copy(update={"title": "Renamed", "stock": 0})], NOW)
    await parts.catalogue.delete([answer.items[1].id], NOW)
    await parts.events.append([event("reader-11", 100 + number, number) for number in range(9)], NOW)
    await parts.people.put_consent("reader-11", Consent(purposes={Purpose.PROFILE: False}, at=NOW))
    await parts.live.refresh(NOW)
    later = replace(with_other_policies(parts), past=Held(snapshot))
    said = (await ask(later, person="reader-11")).items[0].sentences
    assert not [one for one in said if one.kind == "reason"]  # or nothing has changed here
    assert await both(later, answer) == same(answer)
    await parts.live.close()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Held:
    """A snapshot that somebody kept."""

    snapshot: Any

    async def get(self, snapshot_id: str) -> Any:
        assert snapshot_id == self.snapshot.id
        return self.snapshot


def with_other_policies(parts: Parts) -> Parts:
    assert parts.policy_files is not None
    texts = orjson.loads(parts.policy_files.data)
    texts["surfaces/home.yaml"] = texts["surfaces/home.yaml"].replace("headline: true", "headline: false")
    texts["surfaces/home.yaml"] = texts["surfaces/home.yaml"].replace("reasons: 2", "reasons: 0")
    data = canonical(texts)
    loaded = load_gathered(data)
    return replace(
        parts,
        policies=loaded.policies,
        wordings=loaded.wordings,
        verifier=SentenceVerifier(loaded.lexicons, loaded.rules),
        rules=loaded.rules,
        policy_files=GatheredPolicyFiles(data, hash_bytes(data)),
    )


async def test_the_record_tells_each_step_of_ranking_and_every_refused_sentence(shop: Parts) -> None:
    answer = await ask(shop, person="reader-11", seed=3)
    record = await shop.decisions.get(answer.decision)
    assert record is not None
    body: Any = record["body"]
    names, steps = body["candidates"]["items"], body["candidates"]["steps"]
    assert steps.keys() == {"score", "diversity", "floors", "pins", "exploration"}
    assert [names[number] for number in steps["exploration"]] == [item.id for item in answer.items]
    assert steps["score"] == list(range(len(answer.items)))
    strict = replace(shop, verifier=Distrusting(shop.verifier))
    answer = await ask(strict, person="reader-11", seed=4)
    record = await shop.decisions.get(answer.decision)
    drafts = [draft for entry in record["body"]["slate"] for draft in entry["drafts"]]  # type: ignore[index]
    assert any("refused" in draft for draft in drafts)
    assert any("said" in draft for draft in drafts)
    assert not (await replayed(shop, str(answer.decision), "r0")).is_identical
    assert await replayed(strict, str(answer.decision), "r0") == Replayed(str(answer.decision), True)


@dataclass(frozen=True)
class Distrusting:
    """A verifier that cannot bear one beginning."""

    inner: Any

    def verify(self, draft: Any, bearing: Any) -> Any:
        if draft.text.startswith("One of the reasons"):
            draft = draft.model_copy(update={"text": f"{draft.text} 17"})
        return self.inner.verify(draft, bearing)


async def tampered(parts: Parts, answer: Answer, change: Any) -> Parts:
    told = await recorded(parts.decisions, str(answer.decision))
    plain: Any = copy.deepcopy(dict(told.plain))
    change(plain)
    return replace(parts, decisions=Stored(told, plain))


@dataclass(frozen=True)
class Stored:
    """A store with one decision in it."""

    told: Recorded
    plain: dict[str, Any]
    fault: str = ""

    async def get(self, decision_id: str) -> dict[str, Any]:
        return self.plain

    async def kept(self, kind: str, hash: str, decision_id: str) -> bytes | None:
        return dict(self.told.kept()).get(hash)


def another_score(plain: Any) -> None:
    plain["body"]["slate"][2]["score"] += 1


def another_word(plain: Any) -> None:
    plain["body"]["slate"][0]["drafts"][0]["said"] += "!"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (another_score, "body.slate[2].score: was "),
        (another_word, "body.slate[0].drafts[0].said: was "),
    ],
)
async def test_a_record_that_was_changed_does_not_come_out_the_same_and_the_path_is_told(
    shop: Parts, change: Any, path: str
) -> None:
    answer = await ask(shop, person="reader-11", seed=21)
    found = await replayed(await tampered(shop, answer, change), str(answer.decision))
    assert not found.is_identical
    assert [line for line in found.differences if line.startswith(path)]


async def test_a_changed_word_is_found_by_rendering_alone(shop: Parts) -> None:
    answer = await ask(shop, person="reader-11", seed=22)
    found = await replayed(await tampered(shop, answer, another_word), str(answer.decision), "r0")
    assert "is now" in found.differences[0]


async def test_what_cannot_be_replayed_says_why(shop: Parts) -> None:
    gone = (await replayed(shop, "d0")).reason
    assert "no decision 'd0'" in gone
    assert all(cause in gone for cause in ("Stateless", "their person", "age", "killed"))
    answer = await ask(shop, seed=23)

    def older(plain: Any) -> None:
        plain["schema"] = 1

    with pytest.raises(Invalid, match="schema 1"):
        await recorded((await tampered(shop, answer, older)).decisions, str(answer.decision))

    def elsewhere(plain: Any) -> None:
        plain["inputs"]["snapshot"] = "base:1"

    assert "base:1" in (await replayed(await tampered(shop, answer, elsewhere), str(answer.decision))).reason


async def test_without_a_ground_its_contribution_is_gone_and_nothing_is_written(shop: Parts) -> None:
    answer = await ask(shop, person="reader-11", explain="full", seed=31)
    told = await recorded(shop.decisions, str(answer.decision))
    before = await shop.decisions.count()
    piece = next(piece for piece in answer.items[0].evidence if piece.receipts)
    found = await compared(shop, told, WithoutGround(piece.id))
    change = next(change for change in found.changes if change.item == answer.items[0].id)
    assert change.score_then == answer.items[0].score
    assert change.score_now is not None
    assert change.score_then - change.score_now == piece.contribution
    by_words = await compared(shop, told, WithoutGround(f"{piece.kind}:{piece.anchor.value}"))
    assert by_words.changes == found.changes
    assert await shop.decisions.count() == before


async def test_what_is_nobodys_own_cannot_be_left_out_and_what_is_unknown_is_named(shop: Parts) -> None:
    answer = await ask(shop, person="reader-11", explain="full", seed=32)
    told = await recorded(shop.decisions, str(answer.decision))
    pieces = [piece for item in answer.items for piece in item.evidence]
    crowd = next(piece for piece in pieces if piece.kind.startswith(("popular", "new")))
    with pytest.raises(Invalid, match="--with"):
        await compared(shop, told, WithoutGround(crowd.id))
    for name in ("e9999", "1:g99", "viewed:nothing such"):
        with pytest.raises(NotFound, match="nothing called"):
            await compared(shop, told, WithoutGround(name))
    with pytest.raises(NotFound, match="no kind of evidence"):
        await compared(shop, told, WithoutGround("fancied:poetry"))


async def test_other_weights_change_slates_and_the_summary_says_whose(shop: Parts) -> None:
    ids = [str((await ask(shop, person=f"reader-{number}", seed=41)).decision) for number in (2, 11)]
    ids.append(str((await ask(shop, seed=41)).decision))
    told = [await recorded(shop.decisions, one) for one in ids]
    same_weights = [await compared(shop, one, OtherSurface(weights={})) for one in told]
    assert not any(one.is_changed for one in same_weights)
    others = [await compared(shop, one, OtherSurface(weights={"content": 0, "ease": 0, "popular": 0})) for one in told]
    summary = summed(others)
    assert summary.decisions == 3
    assert 1 <= summary.slates_changed <= 3
    assert summary.groups["history", "5 to 19 acts"] == (1, others[1].is_slate_changed)
    assert summary.came == sum(change.then is None for one in others for change in one.changes)


async def test_a_fresh_look_at_the_same_index_finds_the_same(shop: Parts) -> None:
    answer = await ask(shop, person="reader-11", seed=51)
    told = await recorded(shop.decisions, str(answer.decision))
    assert not (await compared(shop, told, FreshRetrieval())).is_changed


async def test_differences_are_told_by_path() -> None:
    then = {"a": [1, {"b": "x"}], "gone": 1, "same": [1]}
    now = {"a": [1, {"b": "y"}, 3], "came": None, "same": [1]}
    assert differences(then, now) == [
        "a: had 2 entries, has 3",
        "a[1].b: was 'x', is 'y'",
        "came: was not there, is None",
        "gone: was 1, is gone",
    ]
    assert differences({"n": 1}, {"n": True}) == ["n: was 1, is True"]
    assert len(differences(list(range(100)), list(range(1, 101)))) == 20
