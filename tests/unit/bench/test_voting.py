"""Votes on a tiny set: harmful voters are found out, honest ones are not, and no loss passes the bound."""

import pytest

from frankly.bench import commands
from frankly.bench.ranking.data import Interactions
from frankly.bench.report import Report
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Act

KINDS = ("lamp", "chair", "kettle", "carpet")
LIKED = EVENT_CODES[EventKind.LIKE]


def thing(person: int, act: int) -> int:
    return person % 4 + 4 * ((person // 4 + act) % 10) if act < 8 else (7 * person + 13 * act) % 40


def shop() -> Interactions:
    """Forty things of four kinds; sixty people who each follow one kind, and then choose something else besides."""
    items = {
        f"i{number:02}": Item(
            id=ItemId(f"i{number:02}"),
            title=f"{KINDS[number % 4]} {'abcdefghij'[number // 4] * 3}",
            categories=(KINDS[number % 4],),
            creators=(f"maker {number % 7}",),
        )
        for number in range(40)
    }
    people = {
        f"p{person:02}": [Act((100 + act) * DAY_MS, f"i{thing(person, act):02}", LIKED) for act in range(10)]
        for person in range(60)
    }
    return Interactions("tiny", items, people, [], has_times=True)


@pytest.fixture(scope="module")
def report() -> Report:
    return commands.vote({"tiny": shop}, requests=50)


def test_every_voter_is_measured_under_its_fixed_names(report: Report) -> None:
    names = {"suspended", "requests", "ndcg10_base", "ndcg10_served", "loss", "loss_bound", "most_moved"}
    voters = {"reverse", "echo", "random", "spoil", "agree", "oracle"}
    assert set(report.figures) == {f"vote.tiny.{voter}.{name}" for voter in voters for name in names}
    assert any("simulated" in note for note in report.notes)


def test_an_echo_and_a_voter_that_turns_the_scores_are_suspended_and_honest_ones_are_not(report: Report) -> None:
    suspended = {voter: report.figures[f"vote.tiny.{voter}.suspended"] for voter in ("echo", "reverse")}
    assert suspended == {"echo": 1.0, "reverse": 1.0}
    assert [report.figures[f"vote.tiny.{voter}.suspended"] for voter in ("agree", "oracle")] == [0.0, 0.0]


def test_no_loss_passes_what_the_bound_allows(report: Report) -> None:
    for voter in ("reverse", "echo", "random", "spoil", "agree", "oracle"):
        assert report.figures[f"vote.tiny.{voter}.loss"] <= report.figures[f"vote.tiny.{voter}.loss_bound"] + 1e-5
        assert report.figures[f"vote.tiny.{voter}.most_moved"] <= 3


def test_whoever_knows_what_will_be_chosen_gains_and_whoever_hides_it_loses(report: Report) -> None:
    assert report.figures["vote.tiny.oracle.loss"] < 0 < report.figures["vote.tiny.spoil.loss"]


def test_too_few_requests_are_refused() -> None:
    with pytest.raises(Invalid, match="at least 10 requests"):
        commands.vote({"tiny": shop}, requests=3)
