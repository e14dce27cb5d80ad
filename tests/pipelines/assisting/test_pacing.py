from frankly.pipelines.assisting.pacing import FIRST_S, Pace


def test_what_was_slow_once_is_kept_back_and_soon_forgotten() -> None:
    pace = Pace()
    assert pace.kept_back_s(10) == FIRST_S
    pace.note(0.4)
    assert pace.kept_back_s(10) == 0.4
    for _ in range(30):
        pace.note(0.01)
    assert pace.kept_back_s(10) < 0.02


def test_most_of_the_time_of_an_answer_is_left_to_the_model() -> None:
    pace = Pace()
    pace.note(3)
    assert pace.kept_back_s(0.2) == 0.05
