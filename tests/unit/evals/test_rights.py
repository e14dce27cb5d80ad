"""The suite on some of the demo's readers, and that it sees a service which does not obey."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from frankly.domain.person.consent import Consent, ConsentInput
from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs
from frankly.evals.data_sets import DataSet
from frankly.evals.rights.residues import files_with
from frankly.evals.rights.run import GOES
from frankly.evals.rights.shop import Shop, open_shop
from frankly.evals.rights.steps import leave, refuse_a_profile, start_afresh, state_no_more
from frankly.evals.rights.traces import Visitor, leave_traces, visitor_like
from frankly.evals.running import Choices, run
from frankly.evals.suites import suite_named
from frankly.pipelines.people.consent_rules import Origin
from frankly.pipelines.people.rights_views import ErasedView
from frankly.pipelines.rights import Rights
from frankly.settings import data_folder


class Forgetful(Rights):
    """Says that it did what it was asked for, and does nothing."""

    async def put_consent(
        self, key: str, given: ConsentInput, *, now: EpochMs, origin: Origin = "person"
    ) -> Consent | None:
        return None

    async def reset(self, key: str, now: EpochMs) -> ErasedView:
        return ErasedView(person=key, rows={})

    async def delete(self, key: str, now: EpochMs) -> ErasedView:
        return ErasedView(person=key, rows={})


def visitor(data: DataSet) -> Visitor:
    acts: list[Event] = [act for act in data.events if act.actor == "reader-mara" and act.item is not None]
    return visitor_like(acts, {str(item.id): item.categories[0] for item in data.items}, GOES, 1)


def test_the_suite_holds_on_the_demo(data: DataSet) -> None:
    suite = suite_named("rights", data_folder("evals"))

    report = run("rights", suite, {"demo": lambda: data}, Choices(cases=6), lambda words: None)

    assert {one.figure for one in report.judged if one.outcome == "missed"} == {"rights.people", "rights.used"}, (
        report.notes
    )
    tried = {name.rpartition(".")[2]: value for name, value in report.figures.items() if ".tried." in name}
    assert tried.pop("start_afresh") == tried.pop("leave") == 2
    assert set(tried.values()) <= {5, 6}  # of one of them the shop says nothing that is theirs


def test_a_service_that_does_not_do_what_it_says_is_seen(data: DataSet, tmp_path: Path) -> None:
    async def obeyed() -> list[bool | None]:
        async with open_shop(data, tmp_path / "data", lambda words: None) as shop:
            one = visitor(data)
            await leave_traces(shop, one)
            lies: Shop = replace(shop, rights=Forgetful(shop.parts.people))
            steps = (refuse_a_profile, start_afresh, leave)
            found = [await step(lies, one) for step in steps]
            assert await state_no_more(shop, one) is True
            return found

    assert asyncio.run(obeyed()) == [False, False, False]
    assert files_with(tmp_path / "data", GOES)


@pytest.mark.parametrize("where", [0, 4000, 8190])
def test_a_mark_is_found_wherever_it_stands_in_a_file(tmp_path: Path, where: int) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "store.bin").write_bytes(b"\0" * where + b"zq-goes-1" + b"\xff" * 100)
    (tmp_path / "empty").touch()
    (tmp_path / "other").write_bytes(b"zq-go")

    assert files_with(tmp_path, "zq-goes") == ["deep/store.bin"]
