"""A run that records searches what it records for the people of its shops; one that replays reads no shop for it."""

import pytest

from frankly.domain.time import EpochMs
from frankly.evals.cassettes.playing import Mode
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.making import Opening
from frankly.evals.generating.models import Replies
from frankly.settings import data_folder


def shop() -> DataSet:
    return DataSet("demo", (), (), [("reader-mara", (), None)], EpochMs(0))


def nobody() -> DataSet:
    raise AssertionError("no shop is read for a run that records nothing")


@pytest.mark.parametrize("mode", ["auto", "record"])
def test_a_run_that_records_knows_the_people_of_its_shops(mode: Mode) -> None:
    found = Opening({"demo": shop}, Replies(data_folder("evals"), mode), {}).scrubber()
    assert found.people == {"reader-mara": "a person's id"}


@pytest.mark.parametrize("mode", ["replay", "live"])
def test_a_run_that_records_nothing_reads_no_shop_for_it(mode: Mode) -> None:
    assert not Opening({"demo": nobody}, Replies(data_folder("evals"), mode), {}).scrubber().people
