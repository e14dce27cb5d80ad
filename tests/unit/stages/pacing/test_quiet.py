from zoneinfo import ZoneInfo

import pytest

from frankly.domain.campaign.campaign import QuietHours
from frankly.domain.time import EpochMs, parse_moment, to_iso
from frankly.stages.pacing.quiet import first_moment, is_quiet

NIGHT = QuietHours(begin="21:00", end="08:00")
BERLIN = ZoneInfo("Europe/Berlin")


def ms(iso: str) -> EpochMs:
    found = parse_moment(iso)
    assert isinstance(found, int)
    return EpochMs(found)


def first(quiet: QuietHours | None, zone: str, at: str) -> str:
    return to_iso(first_moment(quiet, ZoneInfo(zone), ms(at)))


def test_without_quiet_hours_any_moment_will_do() -> None:
    assert first(None, "Europe/Berlin", "2026-11-21T03:00:00Z") == "2026-11-21T03:00:00Z"


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("UTC", "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z"),
        ("UTC", "2026-11-21T20:59:59.999Z", "2026-11-21T20:59:59.999Z"),
        ("UTC", "2026-11-21T21:00:00Z", "2026-11-22T08:00:00Z"),
        ("UTC", "2026-11-22T07:59:59.999Z", "2026-11-22T08:00:00Z"),
        ("UTC", "2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
        ("Europe/Berlin", "2026-11-21T20:30:00Z", "2026-11-22T07:00:00Z"),
        ("America/New_York", "2026-11-21T20:30:00Z", "2026-11-21T20:30:00Z"),
        ("Asia/Kolkata", "2026-11-21T16:00:00Z", "2026-11-22T02:30:00Z"),
    ],
)
def test_quiet_hours_are_those_of_the_recipient(zone: str, at: str, expected: str) -> None:
    assert first(NIGHT, zone, at) == expected


def test_the_morning_comes_an_hour_earlier_when_clocks_are_put_forward() -> None:
    assert first(NIGHT, "Europe/Berlin", "2026-03-28T21:00:00Z") == "2026-03-29T06:00:00Z"


def test_the_morning_comes_an_hour_later_when_clocks_are_put_back() -> None:
    assert first(NIGHT, "Europe/Berlin", "2026-10-24T21:00:00Z") == "2026-10-25T07:00:00Z"


def test_quiet_that_ends_in_the_hour_that_is_left_out_ends_with_the_jump() -> None:
    quiet = QuietHours(begin="22:00", end="02:30")
    assert first(quiet, "Europe/Berlin", "2026-03-28T23:00:00Z") == "2026-03-29T01:00:00Z"


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet = QuietHours(begin="02:00", end="03:00")
    assert is_quiet(quiet, BERLIN, ms("2026-10-25T00:30:00Z"))
    assert is_quiet(quiet, BERLIN, ms("2026-10-25T01:30:00Z"))
    assert first(quiet, "Europe/Berlin", "2026-10-25T00:30:00Z") == "2026-10-25T02:00:00Z"


def test_quiet_hours_within_one_day_are_kept() -> None:
    siesta = QuietHours(begin="13:00", end="15:00")
    assert first(siesta, "UTC", "2026-11-21T12:59:00Z") == "2026-11-21T12:59:00Z"
    assert first(siesta, "UTC", "2026-11-21T13:00:00Z") == "2026-11-21T15:00:00Z"
