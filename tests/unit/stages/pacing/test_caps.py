from frankly.domain.campaign.campaign import MessageCap
from frankly.domain.time import DAY_MS
from frankly.stages.pacing.caps import is_capped, looks_back_ms

NOW = 1_790_000_000_000
TWO_A_WEEK = MessageCap(messages=2, days=7)


def test_nobody_is_capped_below_the_number() -> None:
    assert not is_capped([TWO_A_WEEK], [NOW - DAY_MS], NOW)


def test_whoever_got_as_many_as_they_may_is_capped() -> None:
    assert is_capped([TWO_A_WEEK], [NOW - DAY_MS, NOW - 6 * DAY_MS], NOW)


def test_a_message_is_forgotten_once_the_days_are_over() -> None:
    assert not is_capped([TWO_A_WEEK], [NOW - DAY_MS, NOW - 7 * DAY_MS], NOW)
    assert is_capped([TWO_A_WEEK], [NOW - DAY_MS, NOW - 7 * DAY_MS + 1], NOW)


def test_every_cap_holds() -> None:
    one_a_month = MessageCap(messages=1, days=30)
    assert is_capped([TWO_A_WEEK, one_a_month], [NOW - 20 * DAY_MS], NOW)


def test_without_caps_nobody_is_capped() -> None:
    assert not is_capped([], [NOW] * 100, NOW)


def test_as_far_back_as_the_longest_cap_is_looked() -> None:
    assert looks_back_ms([TWO_A_WEEK, MessageCap(messages=5, days=30)]) == 30 * DAY_MS
    assert looks_back_ms([]) == 0
