import pytest

from frankly.domain.deciding.vote import Standing, SuspensionReason, VoteTallies
from frankly.domain.seed import Seed, below
from frankly.stages.vote.gate import (
    LEAST_COMPARED,
    LINES,
    SHOWN,
    counted,
    kept_pairs_ppm,
    loss_ppm,
    noted,
    repeat_share_ppm,
    standing_of,
    turned_scores_ppm,
)

HALF = 500_000


@pytest.mark.parametrize(
    ("measure", "value"), [("echo", 1_000_000), ("unstable", HALF), ("contrary", 950_000), ("loses", 700_000)]
)
def test_a_harmful_mean_is_shown_within_a_hundred_values(measure: SuspensionReason, value: int) -> None:
    tallies = noted(VoteTallies(), measure, [value] * 100)
    assert standing_of(tallies).state == "suspended"
    assert standing_of(tallies).because == measure


@pytest.mark.parametrize("measure", LINES)
def test_a_mean_on_the_line_is_hardly_ever_taken_for_harm_however_long_one_looks(measure: SuspensionReason) -> None:
    """At most one in two hundred of such votes, at whatever number one stops; here 100 votes of 500 values each."""
    spread = min(LINES[measure], 1_000_000 - LINES[measure])
    suspended = 0
    for seed in range(100):
        values = [LINES[measure] + (2 * below(2, Seed(seed), place) - 1) * spread for place in range(500)]
        suspended += standing_of(noted(VoteTallies(), measure, values)).state == "suspended"
    assert suspended <= 3


def test_harm_once_shown_stays_shown() -> None:
    tallies = noted(VoteTallies(), "echo", [1_000_000] * 60)
    assert tallies.echo.peak_nano >= SHOWN
    later = noted(tallies, "echo", [300_000] * 500)
    assert later.echo.evidence_nano < SHOWN
    assert standing_of(later).state == "suspended"


def test_a_vote_that_nobody_compared_is_unproven_and_moves_half_as_far() -> None:
    standing = standing_of(noted(VoteTallies(), "echo", [HALF] * 300))
    assert standing.state == "unproven"
    assert [standing.displacement(most) for most in (0, 1, 2, 3, 8)] == [0, 1, 1, 1, 4]


def test_a_vote_that_holds_its_own_in_enough_comparisons_counts_in_full() -> None:
    almost = noted(VoteTallies(), "loses", [480_000] * (LEAST_COMPARED - 1))
    assert standing_of(almost).state == "unproven"
    enough = noted(almost, "loses", [480_000])
    assert standing_of(enough).state == "proven"
    assert standing_of(enough).displacement(3) == 3


def test_a_vote_that_seems_to_lose_stays_at_half_until_it_is_shown() -> None:
    standing = standing_of(noted(VoteTallies(), "loses", [505_000] * 60))
    assert standing.state == "unproven"
    assert "60 comparisons" in standing.detail


def test_a_suspended_vote_moves_nothing() -> None:
    assert Standing(state="suspended", because="echo").displacement(50) == 0


def test_no_single_value_can_show_harm() -> None:
    for line in LINES.values():
        tally = counted(VoteTallies().echo, 1_000_000, line)
        assert tally.peak_nano < SHOWN


@pytest.mark.parametrize(
    ("order", "other", "kept"),
    [("abcd", "abcd", 1_000_000), ("dcba", "abcd", 0), ("bacd", "abcd", 833_333), ("abx", "aby", 1_000_000)],
)
def test_pairs_that_are_kept_are_counted_over_common_items(order: str, other: str, kept: int) -> None:
    assert kept_pairs_ppm(order, other) == kept


def test_without_a_pair_there_is_nothing_to_count() -> None:
    assert kept_pairs_ppm("ab", "bx") is None


def test_pairs_of_scores_that_are_turned_are_counted_where_they_differ() -> None:
    scores = {"a": 100, "b": 50, "c": 50, "d": 10}
    assert turned_scores_ppm("abcd", scores) == turned_scores_ppm("acbd", scores) == 0
    assert turned_scores_ppm("dcba", scores) == 1_000_000
    assert turned_scores_ppm("bacd", scores) == 200_000
    assert turned_scores_ppm("bc", scores) is None


def test_loss_is_half_where_what_was_chosen_stands_where_it_stood() -> None:
    assert loss_ppm("abcd", "abcd", {"c"}) == HALF
    assert loss_ppm("abcd", "bacd", {"c"}) == HALF


def test_loss_grows_with_what_was_chosen_moving_back_and_shrinks_with_it_moving_up() -> None:
    back, up = loss_ppm("abcd", "bcda", {"a"}), loss_ppm("abcd", "dabc", {"d"})
    assert back is not None
    assert up is not None
    assert up < HALF < back


def test_what_an_order_leaves_out_follows_in_the_base_order() -> None:
    assert loss_ppm("abcd", "b", {"a"}) == loss_ppm("abcd", "bacd", {"a"})


def test_of_a_choice_that_was_not_shown_nothing_is_learned() -> None:
    assert loss_ppm("abcd", "dcba", {"z"}) is None


def test_votes_are_asked_for_again_often_at_first_and_seldom_later() -> None:
    later = noted(VoteTallies(), "unstable", [100_000] * 60)
    assert repeat_share_ppm(VoteTallies()) == 250_000
    assert repeat_share_ppm(later) == 50_000
