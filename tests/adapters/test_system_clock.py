from frankly.adapters.system_clock import SystemClock
from frankly.testing.fixed_clock import FixedClock


def test_the_machine_tells_milliseconds_of_this_century() -> None:
    before, after = SystemClock().now(), SystemClock().now()
    assert 1_700_000_000_000 < before <= after < 4_102_444_800_000


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(5)
    assert (clock.now(), clock.now()) == (5, 5)
    clock.move(3)
    assert clock.now() == 8
