from frankly.cli.campaigns.outcome.effect_run import told_of
from frankly.measure.campaigns.effect import Difference, difference


def test_a_difference_is_told_of_in_points() -> None:
    assert told_of("b", "a", Difference(-0.4847, -0.7, -0.2, None)).plain == (
        "b against a: −48.5 points (−70.0 to −20.0), less."
    )


def test_what_so_few_would_have_shown_is_told_of_plainly_with_what_it_assumes() -> None:
    told = told_of("Written to", "held out", difference((7, 324), (1, 84))).plain
    assert told.endswith(
        "cannot tell. With so few people, and held out at 1.19%, as found, 7.8 points more would have shown four times "
        "of five; a smaller difference can be there and not show."
    )


def test_a_group_in_which_nobody_did_is_no_proof_that_nobody_ever_does() -> None:
    told = told_of("Written to", "held out", difference((0, 324), (0, 84))).plain
    assert "held out at 4.30% (none of them did, and so few leave up to that likely), 10.4 points more would" in told
    told = told_of("b", "a", difference((324, 324), (84, 84))).plain
    assert "a at 95.70% (all of them did, and so few leave down to that likely), 10.4 points less would" in told


def test_so_few_that_more_than_a_half_is_likely_are_told_of_by_what_was_taken() -> None:
    told = told_of("Written to", "held out", difference((0, 40), (0, 2))).plain
    half = "(none of them did, and so few leave that and more likely; a half is where differences show worst)"
    assert f"held out at 50.00% {half}, " in told


def test_too_few_for_any_difference_are_said_to_be() -> None:
    told = told_of("b", "a", difference((1, 2), (1, 2))).plain
    assert told.endswith("a at 50.00%, as found, no difference would have shown four times of five, however large.")
    assert told_of("b", "a", difference((0, 0), (1, 2))).plain.endswith("With nobody in one of them nothing shows.")
