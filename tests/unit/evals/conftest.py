"""Lantern Books with a quarter of its readers as a world, built once: everything is tried on real slates."""

import asyncio
from dataclasses import replace

import pytest
from threadpoolctl import threadpool_limits

from frankly.cli.proving.evals_data import lantern
from frankly.domain.evidence import Cause
from frankly.evals.data_sets import DataSet
from frankly.evals.faithfulness.explanations import causes_of_wordings
from frankly.evals.faithfulness.reruns import Reruns, request_of
from frankly.evals.world import World, build

FEW = 160


def few_readers() -> DataSet:
    """The shop with some of its readers, Mara and Jonas among them."""
    whole = lantern()
    some = {person for person, *_ in whole.people if not person[-4:].isdecimal() or int(person[-4:]) <= FEW}
    some |= {event.actor for event in whole.events if event.actor[-4:].isdecimal() and int(event.actor[-4:]) <= FEW}
    return replace(
        whole,
        events=[event for event in whole.events if event.actor in some],
        people=[person for person in whole.people if person[0] in some],
    )


@pytest.fixture(scope="session")
def data() -> DataSet:
    return few_readers()


@pytest.fixture(scope="session")
def world(data: DataSet) -> World:
    with threadpool_limits(limits=1):
        return asyncio.run(build(data))


@pytest.fixture(scope="session")
def claims(world: World) -> dict[str, Cause]:
    return causes_of_wordings(world.parts.wordings)


@pytest.fixture
def mara(world: World) -> Reruns:
    return Reruns(world, "reader-mara", request_of("reader-mara", "home", "en"))
