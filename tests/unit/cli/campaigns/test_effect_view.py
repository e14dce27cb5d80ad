from frankly.cli.campaigns.outcome.effect_run import told_of
from frankly.measure.campaigns.effect import Difference, difference


def test_a_difference_istold_of_in_points() -> None:
    assert told_of("b against a", Difference(-0.4847, -0.7, -0.2, 0.3)).plain == (
        "b against a: −48.5 points (−70.0 to −20.0), less."
    )


def test_what_so_few_could_have_shown_istold_of_plainly() -> None:
    told = told_of("b against a", Difference(0.01, -0.1, 0.12, 0.154)).plain
    assert "cannot tell. With so few people a difference of 15.4 points or more would probably have shown" in told


def test_too_few_for_any_difference_are_said_to_be() -> None:
    told = told_of("b against a", difference((1, 2), (1, 2))).plain
    assert told.endswith("So few people could not have shown any difference, however large.")
