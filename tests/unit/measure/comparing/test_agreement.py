import pytest

from frankly.measure.comparing.agreement import Scale, alpha

# The example of Krippendorff (2011): four observers, twelve units, values missing.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(("scale", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_published_example_comes_out(scale: Scale, published: float) -> None:
    assert alpha(FOUR, scale) == pytest.approx(published, abs=0.0006)


def test_two_who_agree_on_everything_have_one_and_two_who_never_do_less_than_nothing() -> None:
    assert alpha([[1, 0, 1, 0], [1, 0, 1, 0]]) == 1.0
    against = alpha([[1, 0, 1, 0], [0, 1, 0, 1]])
    assert against is not None
    assert against < 0


def test_where_nothing_shows_whether_people_can_tell_nothing_is_said() -> None:
    assert alpha([[1, 1, 1], [1, 1, 1]]) is None
    assert alpha([[1, None], [None, 0]]) is None
    assert alpha([[1, 0, 1]]) is None
