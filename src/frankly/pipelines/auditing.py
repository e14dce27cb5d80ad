"""Keeping heads of the audit chain elsewhere, and keeping records no longer than they may be kept."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from typing import Final

import orjson

from frankly.domain.deciding.audit import ChainHead, DroppedSegments
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import FranklyError, Invalid
from frankly.ports.audit import AuditChain
from frankly.ports.clock import Clock

LOOK_S: Final = 600.0
"""How often a service looks whether a day has begun on which something may be too old."""

_FIELDS: Final = {field.name: field.type for field in fields(ChainHead)}


def written(head: ChainHead) -> str:
    """A head as one line of JSON, to be appended to a file that is kept elsewhere."""
    return orjson.dumps(asdict(head)).decode()


def read_heads(lines: Iterable[str]) -> Sequence[ChainHead]:
    """Read heads that were kept; empty lines are passed over, and the same head twice is one.

    Raises:
        Invalid: naming the line that holds no head, or when there is none at all.
    """
    heads = dict.fromkeys(_head(number, line) for number, line in enumerate(lines, start=1) if line.strip())
    if not heads:
        raise Invalid("There is no head in this file. 'frankly audit head --json' writes one; append it every day.")
    return list(heads)


def _head(number: int, line: str) -> ChainHead:
    try:
        told = orjson.loads(line)
        head = ChainHead(**{name: told[name] for name in _FIELDS})
        if not all(type(getattr(head, name)) is kind for name, kind in _FIELDS.items()):
            raise TypeError
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            f"Line {number} is no head of a chain: a JSON object with {', '.join(_FIELDS)} was expected, as "
            "'frankly audit head --json' writes it."
        ) from error
    return head


async def drop_older(chain: AuditChain, days: int, now: EpochMs) -> DroppedSegments:
    """Drop what is older than a number of days; 0 keeps everything.

    Raises:
        StoreUnavailable: when nothing was dropped.
    """
    if days == 0:
        return DroppedSegments(0, 0, 0)
    return await chain.drop_before(EpochMs(now - days * DAY_MS), now)


async def keep_dropping(drop: Callable[[EpochMs], Awaitable[None]], clock: Clock) -> None:
    """Drop what is too old, at once and then on each new day, until it is cancelled. A failing store is tried again."""
    done_on = -1
    while True:
        now = clock.now()
        if now // DAY_MS != done_on:
            with suppress(FranklyError):
                await drop(now)
                done_on = now // DAY_MS
        await asyncio.sleep(LOOK_S)
