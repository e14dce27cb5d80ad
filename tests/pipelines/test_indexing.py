import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.deciding.training import MODELS
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.event import Event
from frankly.domain.person.segment import Segment
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Conflict, EmbedderFailed, IndexUnavailable, StoreUnavailable
from frankly.pipelines import indexing
from frankly.pipelines.index import following
from frankly.pipelines.index.backlog import RETRY_MS
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.rolling_back import roll_back
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.snapshots import SnapshotStore
from frankly.ports.searching.vectors import StoredVector
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.index import MemoryIndex
from frankly.testing.memory.people import MemoryPeople
from frankly.testing.memory.snapshots import MemorySnapshots
from tests.snapshots import NOW, item, items

MOMENT = EpochMs(NOW)
LATER = EpochMs(NOW + DAY_MS)


class FragileEmbedder(LsaEmbedder):
    """Fails where it is told to, and counts the texts that it read."""

    def __init__(self) -> None:
        super().__init__(8)
        self.is_down = False
        self.read = 0

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.is_down:
            raise EmbedderFailed("told to fail")
        self.read += len(texts)
        return await super().embed(texts)


class OtherEmbedder(FragileEmbedder):
    """Another embedder: reads only state of its own."""

    @property
    def fingerprint(self) -> str:
        return "other"

    @property
    def dimensions(self) -> int:
        return 2

    def fit(self, texts: Sequence[str]) -> None:
        """Nothing to learn."""

    def state(self) -> bytes:
        return b""

    def restore(self, state: bytes) -> None:
        """Nothing to take up."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))


@dataclass
class World:
    """Stores that outlive the processes, and processes over them."""

    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    catalogue: MemoryCatalogue = field(default_factory=MemoryCatalogue)
    index: MemoryIndex = field(default_factory=MemoryIndex)
    snapshots: SnapshotStore = field(default_factory=MemorySnapshots)
    segments: dict[str, Segment] = field(default_factory=dict)

    def process(
        self,
        embedder: Embedder | None = None,
        *,
        is_owner: bool = True,
        scannable: int = 0,
        is_sparing: bool = False,
    ) -> LiveIndex:
        return LiveIndex(
            self.catalogue,
            MemoryEvents(self.database),
            MemoryPeople(self.database),
            self.index,
            embedder or FragileEmbedder(),
            self.snapshots,
            self.segments,
            is_owner,
            scannable=scannable,
            is_sparing=is_sparing,
        )

    async def started(self, number: int = 12, embedder: Embedder | None = None) -> LiveIndex:
        await self.catalogue.upsert(items(number), MOMENT)
        live = self.process(embedder)
        await live.start(MOMENT)
        return live

    async def acted(self) -> None:
        """Twenty-five people view the first three items, one after the other."""
        acts = [
            {"id": f"e{person}-{step}", "person": f"p{person}", "kind": "view", "item": f"i{step:03}", "at": NOW - step}
            for person in range(25)
            for step in range(3)
        ]
        await MemoryEvents(self.database).append([Event.model_validate(act) for act in acts], MOMENT)

    async def nearest(self, live: LiveIndex, key: str, limit: int = 50) -> tuple[str, ...]:
        vector = live.snapshot.vectors[[live.snapshot.row_of[key]]].astype(np.float32)
        return (await self.index.query(vector / np.linalg.norm(vector), limit))[0]


@pytest.fixture
def world() -> World:
    return World()


async def test_an_empty_catalogue_starts_with_nothing_and_nothing_wrong(world: World) -> None:
    live = world.process()
    await live.start(MOMENT)
    assert (len(live.snapshot), live.degradations(), world.snapshots.current()) == (0, (), None)


async def test_a_few_items_are_known_but_not_fitted(world: World) -> None:
    live = await world.started(4)
    assert list(live.snapshot.row_of) == ["i000", "i001", "i002", "i003"]
    (degradation,) = live.degradations()
    assert degradation.code is DegradationCode.INDEX_NOT_FITTED
    assert "frankly reindex" in degradation.detail


async def test_the_fifth_item_brings_a_first_fit(world: World) -> None:
    live = await world.started(4)
    await world.catalogue.upsert([item(4)], MOMENT)
    assert await live.refresh(MOMENT) == 1
    await live.settle()
    assert live.snapshot.has_vector.all()
    assert live.degradations() == ()
    assert (await world.nearest(live, "i004"))[0] == "i004"


async def test_what_cannot_be_fitted_is_not_tried_again_at_every_refresh(world: World) -> None:
    class Counting(FragileEmbedder):
        fits = 0

        def fit(self, texts: Sequence[str]) -> None:
            Counting.fits += 1
            super().fit([])

    live = await world.started(6, Counting())
    for _ in range(5):
        await live.refresh(MOMENT)
        await live.settle()
    assert Counting.fits == 1
    assert live.degradations()[0].code is DegradationCode.INDEX_NOT_FITTED


async def test_a_price_or_stock_change_is_seen_at_once_and_read_by_nobody(world: World) -> None:
    embedder = FragileEmbedder()
    live = await world.started(embedder=embedder)
    read = embedder.read
    await world.catalogue.upsert([item(3, stock=0)], LATER)
    assert await live.refresh(LATER) == 1
    assert not live.snapshot.available[live.snapshot.row_of["i003"]]
    assert embedder.read == read
    assert await live.refresh(LATER) == 0


async def test_new_changed_and_deleted_items_reach_the_index(world: World) -> None:
    live = await world.started()
    await world.catalogue.upsert([item(90), item(1, description="Subject 2 and place 2 and nothing more.")], LATER)
    await world.catalogue.delete([item(2).id], LATER)
    await live.refresh(LATER)
    await live.settle()
    found = await world.nearest(live, "i001")
    assert found[0] == "i001"
    assert "i090" in found
    assert "i002" not in found
    assert live.degradations() == ()


async def test_a_start_takes_up_where_the_last_process_stopped(world: World) -> None:
    first = await world.started()
    await first.close()
    await world.catalogue.upsert([item(90), item(0, stock=0)], LATER)
    embedder = FragileEmbedder()
    second = world.process(embedder)
    await second.start(LATER)
    assert embedder.read == 1
    assert second.snapshot.position == await world.catalogue.position()
    assert not second.snapshot.available[second.snapshot.row_of["i000"]]
    assert (await world.nearest(second, "i090"))[0] == "i090"
    assert second.snapshot.id.partition(":")[0] == world.snapshots.current()


async def test_a_base_on_disk_is_taken_up_and_carried_forward(world: World, tmp_path: Path) -> None:
    world.snapshots = FileSnapshots(tmp_path)
    await (await world.started()).close()
    live = world.process()
    await live.start(LATER)
    await world.catalogue.upsert([item(5, stock=0), item(91)], LATER)
    await live.refresh(LATER)
    await live.settle()
    assert live.degradations() == ()
    assert not live.snapshot.available[5]


async def test_a_reindex_counts_fits_and_is_idempotent(world: World) -> None:
    live = await world.started()
    await world.acted()
    phases: list[str] = []
    report = await live.reindex(LATER, lambda phase, done, total: phases.append(phase))
    assert (report.items, report.vectors, report.events, report.people, report.dimensions) == (12, 12, 75, 25, 8)
    assert list(dict.fromkeys(phases)) == ["read items", "fit", "embed", "count acts", "train", "index", "save"]
    assert live.snapshot.statistics.popular_people[:4].tolist() == [25, 25, 25, 0]
    again = await live.reindex(LATER)
    assert again == report
    assert live.degradations() == ()


async def test_a_trend_ends_at_the_newest_act_of_an_old_data_set(world: World) -> None:
    live = await world.started()
    old = {"id": "e1", "person": "p", "kind": "view", "item": "i001", "at": NOW - 900 * DAY_MS}
    await MemoryEvents(world.database).append([Event.model_validate(old)], MOMENT)
    await live.reindex(MOMENT)
    assert live.snapshot.statistics.trending_people[1] == 1
    assert live.snapshot.statistics.made_ms == MOMENT


async def test_segments_and_refusals_shape_the_statistics(world: World) -> None:
    rule = {"acts": {"kinds": ["view"], "category": "c0"}}
    world.segments["fans"] = Segment.model_validate({"name": "fans", "title": {"en": "fans"}, "when": rule})
    live = await world.started()
    acts = [
        Event.model_validate(
            {"id": f"e{person}-{thing}", "person": f"p{person}", "kind": "view", "item": thing, "at": NOW - 5}
        )
        for person in range(24)
        for thing in ("i000", "i001")
    ]
    await MemoryEvents(world.database).append(acts, MOMENT)
    people = MemoryPeople(world.database)
    await people.put_consent("p0", Consent(purposes={Purpose.PROFILE: False}, at=MOMENT))
    await people.put_consent("p1", Consent(evidence={EvidenceGroup.VIEWS: False}, at=MOMENT))
    await people.put_consent("p2", Consent(purposes={Purpose.EMAIL: False}, at=MOMENT))
    await live.reindex(MOMENT)
    assert live.snapshot.statistics.people == 22
    rows, _, number = live.snapshot.statistics.by_segment["fans"]
    assert (rows.tolist(), number.tolist()) == ([0, 1], [22, 22])


async def test_changes_during_a_reindex_are_seen_at_once_and_kept(world: World) -> None:
    live = await world.started()
    seen: list[bool] = []

    async def meddle() -> None:
        await asyncio.sleep(0)
        await world.catalogue.upsert([item(3, stock=0), item(95)], LATER)
        await world.catalogue.delete([item(4).id], LATER)
        await live.refresh(LATER)
        seen.append(bool(live.snapshot.available[live.snapshot.row_of["i003"]]))

    meddling = asyncio.create_task(meddle())
    await live.reindex(LATER)
    await meddling
    await live.settle()
    assert seen == [False]
    assert not live.snapshot.available[live.snapshot.row_of["i003"]]
    assert "i004" not in live.snapshot.row_of
    found = await world.nearest(live, "i095")
    assert found[0] == "i095"
    assert "i004" not in found
    assert live.degradations() == ()


async def test_a_failed_reindex_leaves_everything_as_it_was(world: World) -> None:
    embedder = FragileEmbedder()
    live = await world.started(embedder=embedder)
    before, base = live.snapshot, world.snapshots.current()
    world.index.is_down = True
    with pytest.raises(IndexUnavailable):
        await live.reindex(LATER)
    world.index.is_down = False
    assert live.snapshot is before
    assert world.snapshots.current() == base
    assert live.degradations() == ()


async def test_an_index_that_fails_holds_no_change_back_and_is_caught_up_later(world: World) -> None:
    live = await world.started()
    world.index.is_down = True
    await world.catalogue.upsert([item(96)], LATER)
    assert await live.refresh(LATER) == 1
    await live.settle()
    (degradation,) = live.degradations()
    assert degradation.code is DegradationCode.INDEX_BEHIND
    assert "told to be down" in degradation.detail
    world.index.is_down = False
    await live.refresh(EpochMs(LATER + 60_000))
    await live.settle()
    assert live.degradations() == ()
    assert (await world.nearest(live, "i096"))[0] == "i096"


async def test_an_embedder_that_fails_holds_no_change_back_and_is_asked_later(world: World) -> None:
    embedder = FragileEmbedder()
    live = await world.started(embedder=embedder)
    embedder.is_down = True
    await world.catalogue.upsert([item(97), item(1, stock=0)], LATER)
    await live.refresh(LATER)
    await live.settle()
    assert not live.snapshot.available[live.snapshot.row_of["i001"]]
    assert not live.snapshot.has_vector[live.snapshot.row_of["i097"]]
    assert live.degradations()[0].code is DegradationCode.INDEX_BEHIND
    embedder.is_down = False
    await live.refresh(LATER)
    assert not live.snapshot.has_vector[live.snapshot.row_of["i097"]]
    await live.refresh(EpochMs(LATER + 60_000))
    await live.settle()
    assert live.snapshot.has_vector[live.snapshot.row_of["i097"]]
    assert live.degradations() == ()


async def test_a_vector_that_could_not_be_stored_is_shown_to_nobody_and_made_again_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = await world.started()

    async def full(fingerprint: str, vectors: Sequence[StoredVector]) -> None:
        raise StoreUnavailable("told to be full")

    with monkeypatch.context() as broken:
        broken.setattr(world.catalogue.vectors, "keep", full)
        await world.catalogue.upsert([item(97)], LATER)
        await live.refresh(LATER)
        await live.settle()
    assert list(live.snapshot.unread) == ["i097"]
    assert "i097" not in await world.index.stored(["i097"])
    assert "told to be full" in live.degradations()[0].detail
    await live.refresh(EpochMs(LATER + RETRY_MS))
    await live.settle()
    assert live.snapshot.has_vector.all()
    assert live.degradations() == ()


async def test_a_text_that_the_catalogue_never_had_is_read_once_and_not_for_ever(world: World) -> None:
    embedder = FragileEmbedder()
    live = await world.started(embedder=embedder)
    hashes = live.snapshot.text_hashes.copy()
    hashes[3] = 0
    world.snapshots.save(replace(live.snapshot, text_hashes=hashes, unread={item(3).id: 12345}), embedder.state())
    other = FragileEmbedder()
    again = world.process(other)
    await again.start(LATER)
    await again.refresh(LATER)
    await again.settle()
    assert (other.read, list(again.snapshot.unread)) == (1, ["i003"])


async def test_vectors_that_the_index_has_are_not_written_again(world: World) -> None:
    class Counting(MemoryIndex):
        written = 0

        async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
            self.written += len(ids)
            await super().upsert(ids, vectors)

    world.index = Counting()
    await (await world.started()).close()
    await world.catalogue.upsert([item(90)], LATER)
    for expected in (1, 1):
        live = world.process()
        await live.start(LATER)
        assert world.index.written == expected
        await live.close()


async def test_a_first_fit_that_failed_is_tried_again_a_minute_later(world: World) -> None:
    live = await world.started(4)
    world.index.is_down = True
    await world.catalogue.upsert([item(4)], MOMENT)
    await live.refresh(MOMENT)
    await live.settle()
    assert "told to be down" in live.degradations()[0].detail
    world.index.is_down = False
    await live.refresh(EpochMs(NOW + 59_000))
    await live.settle()
    assert not live.snapshot.has_vector.any()
    await live.refresh(EpochMs(NOW + 61_000))
    await live.settle()
    assert live.degradations() == ()


async def test_a_missing_index_is_filled_again_from_the_snapshot(world: World) -> None:
    await (await world.started()).close()
    world.index = MemoryIndex()
    embedder = FragileEmbedder()
    live = world.process(embedder)
    await live.start(LATER)
    assert embedder.read == 0
    assert live.degradations() == ()
    assert (await world.nearest(live, "i003"))[0] == "i003"


async def test_an_index_that_no_answer_needs_is_looked_at_a_moment_after_the_start(world: World) -> None:
    await (await world.started()).close()
    world.index = MemoryIndex()
    live = world.process(scannable=12)
    await live.start(LATER)
    await live.refresh(EpochMs(LATER + indexing.LOOK_AFTER_MS - 1))
    assert world.index.fingerprint is None
    assert live.degradations() == ()
    await live.refresh(EpochMs(LATER + indexing.LOOK_AFTER_MS))
    await live.settle()
    assert (await world.nearest(live, "i003"))[0] == "i003"


async def test_a_change_has_the_index_looked_at_at_once(world: World) -> None:
    await (await world.started()).close()
    live = world.process(scannable=50)
    await live.start(LATER)
    await world.catalogue.upsert([item(99)], LATER)
    await live.refresh(LATER)
    await live.settle()
    assert (await world.nearest(live, "i099"))[0] == "i099"


async def test_sparing_work_leaves_an_index_that_no_answer_needs_alone_until_it_must_be_written(world: World) -> None:
    await (await world.started()).close()
    world.index = MemoryIndex()
    live = world.process(scannable=50, is_sparing=True)
    await live.start(LATER)
    await live.refresh(EpochMs(LATER + DAY_MS))
    await live.settle()
    assert world.index.fingerprint is None
    assert live.degradations() == ()
    await world.catalogue.upsert([item(99)], LATER)
    await live.refresh(EpochMs(LATER + DAY_MS))
    await live.settle()
    assert (await world.nearest(live, "i099"))[0] == "i099"


async def test_the_index_of_a_catalogue_that_needs_it_is_looked_at_first(world: World) -> None:
    await (await world.started()).close()
    world.index = MemoryIndex()
    live = world.process(scannable=11)
    await live.start(LATER)
    assert world.index.fingerprint == live.snapshot.fingerprint


async def test_an_index_of_another_embedder_is_replaced(world: World) -> None:
    await (await world.started()).close()
    await world.index.recreate("somebody else's", 3)
    live = world.process()
    await live.start(LATER)
    assert world.index.fingerprint == live.snapshot.fingerprint


async def test_a_base_of_another_embedder_is_used_without_its_vectors(world: World) -> None:
    await (await world.started()).close()
    fingerprint = world.index.fingerprint
    live = world.process(OtherEmbedder())
    await live.start(LATER)
    assert not live.snapshot.has_vector.any()
    assert live.snapshot.fingerprint == ""
    assert "without-vectors" in live.snapshot.id
    assert live.degradations()[0].code is DegradationCode.INDEX_NOT_FITTED
    assert world.index.fingerprint == fingerprint
    await live.reindex(LATER)
    assert live.degradations() == ()
    assert world.index.fingerprint == "other"


async def test_a_process_that_is_no_owner_reads_and_never_writes_the_index(world: World) -> None:
    await world.started()
    live = world.process(is_owner=False)
    await world.catalogue.upsert([item(98)], LATER)
    await live.start(LATER)
    assert live.snapshot.has_vector[live.snapshot.row_of["i098"]]
    assert "i098" not in await world.nearest(live, "i098")
    for act in (live.reindex(LATER), live.reconcile()):
        with pytest.raises(Conflict, match="FRANKLY_CHROMA_URL"):
            await act


async def test_what_the_owner_has_written_no_longer_waits_in_another_process(world: World) -> None:
    owner = await world.started()
    live = world.process(is_owner=False)
    await live.start(LATER)
    await world.catalogue.upsert([item(98)], LATER)
    await live.refresh(LATER)
    await live.settle()
    assert live.degradations()[0].detail == "1 items wait for the index"
    await owner.refresh(LATER)
    await owner.settle()
    await live.refresh(EpochMs(LATER + RETRY_MS))
    await live.settle()
    assert live.degradations() == ()


async def test_a_process_that_is_no_owner_makes_no_first_fit(world: World) -> None:
    await world.catalogue.upsert(items(9), MOMENT)
    live = world.process(is_owner=False)
    await live.start(MOMENT)
    assert world.index.fingerprint is None
    assert len(live.snapshot) == 9


async def test_another_process_reindex_is_noticed(world: World) -> None:
    live = await world.started()
    await world.catalogue.upsert([item(number) for number in range(20, 40)], LATER)
    other = world.process()
    await other.reindex(LATER)
    await live.refresh(LATER)
    await live.settle()
    assert live.snapshot.fingerprint == other.snapshot.fingerprint
    assert live.snapshot.id == other.snapshot.id
    assert live.degradations() == ()


async def test_a_base_of_another_catalogue_is_not_shown(world: World) -> None:
    await (await world.started()).close()
    world.catalogue = MemoryCatalogue()
    await world.catalogue.upsert([item(70)], MOMENT)
    live = world.process()
    await live.start(MOMENT)
    assert list(live.snapshot.row_of) == ["i070"]


async def test_reconciling_writes_what_is_missing_or_different(world: World) -> None:
    live = await world.started()
    await world.index.delete(["i001", "i002"])
    await world.index.upsert(["i003"], -live.snapshot.vectors[[3]].astype(np.float32))
    assert await live.reconcile() == 3
    assert await live.reconcile() == 0
    assert (await world.nearest(live, "i003"))[0] == "i003"


async def test_many_new_vectors_make_a_new_base(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_NEW_BASE_AFTER", 10)
    live = await world.started()
    base = world.snapshots.current()
    await world.catalogue.upsert([item(number) for number in range(100, 120)], LATER)
    await live.refresh(LATER)
    await live.settle()
    assert world.snapshots.current() != base
    assert live.snapshot.id.partition(":")[0] == world.snapshots.current()
    embedder = FragileEmbedder()
    again = world.process(embedder)
    await again.start(LATER)
    assert embedder.read == 0
    assert again.snapshot.has_vector.all()


async def test_an_import_of_thousands_is_taken_up_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_CHANGES", 70)
    monkeypatch.setattr(following, "_ASIDE", 50)
    live = await world.started()
    many = [Item(id=f"m{number:04}", title=f"Title {number % 9}") for number in range(700)]  # type: ignore[arg-type]
    await world.catalogue.upsert(many, LATER)
    assert await live.refresh(LATER) == 700
    await live.settle()
    assert len(await world.index.stored([each.id for each in many])) == 700


async def test_closing_ends_the_background_work(world: World) -> None:
    live = await world.started()
    await live.close()
    await live.close()


async def test_refreshing_at_the_same_time_applies_each_change_once(world: World) -> None:
    live = await world.started()
    await world.catalogue.upsert([item(number) for number in range(50, 60)], LATER)
    applied = await asyncio.gather(*(live.refresh(LATER) for _ in range(8)))
    await live.settle()
    assert sum(applied) == 10
    assert len(live.snapshot) == 22
    assert live.degradations() == ()


async def test_a_training_makes_a_new_base_for_the_catalogue_as_it_is(world: World) -> None:
    live = await world.started()
    before = live.snapshot
    await world.acted()
    await world.catalogue.upsert([item(50)], LATER)
    phases: list[str] = []
    report = await live.train(LATER, lambda phase, done, total: phases.append(phase))
    assert list(dict.fromkeys(phases)) == ["count acts", "train", "save"]
    assert (report.items, report.people, report.acts) == (13, 25, 75)
    assert set(report.models) == set(live.snapshot.statistics.models) == set(MODELS)
    assert live.snapshot.fingerprint == before.fingerprint
    assert live.snapshot.statistics.made_ms == LATER
    assert len(live.snapshot.statistics.popular) == len(live.snapshot) == 13
    assert world.snapshots.current() == report.snapshot.partition(":")[0]
    assert live.degradations() == ()


async def test_another_process_training_is_taken_up_with_all_vectors_of_this_one(world: World) -> None:
    owner = await world.started()
    await world.acted()
    other = world.process(is_owner=False)
    await other.start(MOMENT)
    await world.catalogue.upsert([item(50)], MOMENT)
    await owner.refresh(MOMENT)
    await owner.settle()
    # The other one trains without having read the new item's text.
    report = await other.train(LATER)
    await world.catalogue.upsert([item(51)], LATER)
    await owner.refresh(LATER)
    await owner.settle()
    assert owner.snapshot.id.partition(":")[0] == report.snapshot.partition(":")[0]
    assert set(owner.snapshot.statistics.models) == set(MODELS)
    assert owner.snapshot.has_vector[[owner.snapshot.row_of[each] for each in ("i050", "i051")]].all()
    assert set(await world.index.stored(["i050", "i051"])) == {"i050", "i051"}


async def test_going_back_brings_the_old_models_and_keeps_the_newest_catalogue(world: World) -> None:
    live = await world.started()
    first = world.snapshots.current()
    await world.acted()
    await live.train(LATER)
    await world.catalogue.upsert([item(50), item(1, stock=0)], LATER)
    await live.refresh(LATER)
    roll_back(world.snapshots)
    await live.refresh(LATER)
    await live.settle()
    assert live.snapshot.id == f"{first}:{await world.catalogue.position()}"
    assert live.snapshot.statistics.made_ms == MOMENT
    assert not live.snapshot.available[live.snapshot.row_of["i001"]]
    assert live.snapshot.has_vector[live.snapshot.row_of["i050"]]
    assert live.degradations() == ()


async def test_there_is_nothing_to_train_without_items(world: World) -> None:
    live = world.process()
    await live.start(MOMENT)
    with pytest.raises(Conflict, match="import items"):
        await live.train(LATER)
