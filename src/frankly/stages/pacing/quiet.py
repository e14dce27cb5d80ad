"""Quiet hours in the recipient's own time zone.

A moment is quiet when the clock on their wall says so. Where clocks are put forward over the end of the quiet hours,
these end with the jump; where they are put back, an hour that comes twice is quiet twice.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from frankly.domain.campaign.campaign import Campaign, QuietHours
from frankly.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, EpochMs

_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def is_quiet(quiet: QuietHours | None, zone: ZoneInfo, at: int) -> bool:
    """Whether nobody in a time zone is written to at a moment."""
    return quiet is not None and _left_ms(quiet, at + _offset_ms(zone, at)) > 0


def first_moment(quiet: QuietHours | None, zone: ZoneInfo, at: int) -> EpochMs:
    """The first moment from `at` on that is not quiet.

    Args:
        quiet: the quiet hours; None for none.
        zone: where the recipient is.
        at: moment from which on a message may be handed over, in milliseconds.
    """
    # Recipients of one edition share moment and few time zones: a million of them cost some dozen answers.
    return EpochMs(at) if quiet is None else _first_moment(quiet, zone, at)


def first_due(campaign: Campaign, time_zone: str, not_before: EpochMs | None, now: EpochMs) -> EpochMs:
    """The first moment from now on at which a recipient may be written to, by the campaign's hours.

    Args:
        campaign: says when it begins, and when it is quiet.
        time_zone: where the recipient is, as somebody wrote it; empty where unknown.
        not_before: first moment that was found when they were planned; None without any.
        now: the moment, in milliseconds.
    """
    return first_moment(
        campaign.quiet_hours, campaign.zone_of(time_zone), max(now, campaign.send_from or 0, not_before or 0)
    )


@lru_cache(maxsize=4096)
def _first_moment(quiet: QuietHours, zone: ZoneInfo, at: int) -> EpochMs:
    while True:
        offset = _offset_ms(zone, at)
        left = _left_ms(quiet, at + offset)
        if not left:
            return EpochMs(at)
        end = at + left
        # The clock is changed before the quiet hours end: go on from there.
        at = end if _offset_ms(zone, end) == offset else _change(zone, at, end)


def _offset_ms(zone: ZoneInfo, at: int) -> int:
    """How far the clock on the wall is ahead of UTC."""
    offset = (_ZERO + timedelta(milliseconds=at)).astimezone(zone).utcoffset() or timedelta(0)
    return offset // timedelta(milliseconds=1)


def _left_ms(quiet: QuietHours, wall_ms: int) -> int:
    """How long it stays quiet by the clock on the wall; 0 when it is not."""
    begin, end = _of_day_ms(quiet.begin), _of_day_ms(quiet.end)
    since_begin = (wall_ms - begin) % DAY_MS
    return max((end - begin) % DAY_MS - since_begin, 0)


def _of_day_ms(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * HOUR_MS + int(minutes) * MINUTE_MS


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first moment with another offset, between two moments with different ones less than a day apart."""
    offset = _offset_ms(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset_ms(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after
