import pytest

from frankly.measure.comparing.families import holm


def test_holms_correction_steps_down() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_corrected_chance_is_at_most_one_and_never_below_its_own() -> None:
    assert holm([0.9, 0.5, 0.8]) == [1.0, 1.0, 1.0]
    assert holm([]) == []
    assert holm([0.02]) == [0.02]
