"""Nobody is written to in their night, and nobody waits longer than the night lasts, wherever clocks are changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.campaign.campaign import QuietHours
from frankly.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from frankly.stages.pacing.quiet import first_moment, is_quiet

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
)
# The days around changes of clocks are what goes wrong: half of the draws lie there.
CHANGES = [
    int(datetime(2026, month, day, tzinfo=UTC).timestamp() * 1000)
    for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1))
]
moments = st.one_of(
    st.integers(1_600_000_000_000, 1_900_000_000_000),
    st.builds(int.__add__, st.sampled_from(CHANGES), st.integers(-2 * DAY_MS, 2 * DAY_MS)),
)
clocks = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
nights = (
    st.tuples(clocks, clocks)
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: QuietHours(begin=ends[0], end=ends[1]))
)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def by_the_wall(quiet: QuietHours, zone: ZoneInfo, at: int) -> bool:
    """The same rule, read off a clock as people do."""
    wall = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).strftime("%H:%M")
    if quiet.begin < quiet.end:
        return quiet.begin <= wall < quiet.end
    return wall >= quiet.begin or wall < quiet.end


@given(nights, zones, moments)
def test_a_moment_is_quiet_when_the_wall_says_so(quiet: QuietHours, zone: ZoneInfo, at: int) -> None:
    at = at // MINUTE_MS * MINUTE_MS
    assert is_quiet(quiet, zone, at) == by_the_wall(quiet, zone, at)


@given(nights, zones, moments)
def test_the_first_moment_is_not_quiet_and_nothing_before_it_is_loud(
    quiet: QuietHours, zone: ZoneInfo, at: int
) -> None:
    first = first_moment(quiet, zone, at)
    assert at <= first < at + DAY_MS + 2 * HOUR_MS
    assert not by_the_wall(quiet, zone, first)
    assert all(by_the_wall(quiet, zone, moment) for moment in range(at, first, 15 * MINUTE_MS))
    assert first == at or by_the_wall(quiet, zone, first - 1)


@given(nights, zones, moments)
def test_whoever_asks_again_at_the_first_moment_waits_no_more(quiet: QuietHours, zone: ZoneInfo, at: int) -> None:
    first = first_moment(quiet, zone, at)
    assert first_moment(quiet, zone, first) == first
