"""Port `BudgetStore` over SQLite: sums are read and raised in one transaction, so no two processes pass a limit.

What is set aside counts until it is settled. A process that dies in a call leaves it counted: the provider may have
charged for it.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final

import orjson

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.model.budget import BudgetKind, BudgetUse, Spent, UsageLine, refusal
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import BudgetSpent
from frankly.ports.asking.budget import ReservationId

_SUM: Final = "SELECT tokens, cost_nano FROM model_sums WHERE kind = ? AND name = ?"
_RAISE: Final = """
    INSERT INTO model_sums (kind, name, at_ms, tokens, cost_nano) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET tokens = tokens + excluded.tokens, cost_nano = cost_nano + excluded.cost_nano
"""
_ADD: Final = "UPDATE model_sums SET tokens = tokens + ?, cost_nano = cost_nano + ? WHERE kind = ? AND name = ?"
_FORGET: Final = "DELETE FROM model_sums WHERE kind = 'request' AND at_ms < ?"
_RESERVE: Final = """
    INSERT INTO model_reserved (sums, day, model, prompt, key, campaign, unpriced, tokens, cost_nano)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_TAKE: Final = """
    DELETE FROM model_reserved WHERE no = ?
    RETURNING sums, day, model, prompt, key, campaign, unpriced, tokens, cost_nano
"""
_USE: Final = """
    INSERT INTO model_usage (
        day, model, prompt, key, campaign, unpriced, calls, tokens_in, tokens_cached, tokens_out, cost_nano
    ) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
    ON CONFLICT (day, model, prompt, key, campaign) DO UPDATE SET calls = calls + 1,
        unpriced = unpriced + excluded.unpriced,
        tokens_in = tokens_in + excluded.tokens_in, tokens_cached = tokens_cached + excluded.tokens_cached,
        tokens_out = tokens_out + excluded.tokens_out, cost_nano = cost_nano + excluded.cost_nano
"""
_LINES: Final = """
    SELECT day, model, prompt, key, campaign, sum(calls), sum(unsettled), sum(tokens_in), sum(tokens_cached),
        sum(tokens_out), sum(cost_nano), sum(unpriced)
    FROM (
        SELECT day, model, prompt, key, campaign, calls, 0 AS unsettled, tokens_in, tokens_cached, tokens_out,
            cost_nano, unpriced
        FROM model_usage
        UNION ALL
        SELECT day, model, prompt, key, campaign, 0, 1, tokens, 0, 0, cost_nano, unpriced FROM model_reserved
    )
    WHERE day BETWEEN ? AND ? GROUP BY day, model, prompt, key, campaign ORDER BY day, model, prompt, key, campaign
"""
_FIELDS: Final = (
    "day",
    "model",
    "prompt",
    "key",
    "campaign",
    "calls",
    "unsettled",
    "tokens_in",
    "tokens_cached",
    "tokens_out",
    "cost_nano",
    "unpriced",
)


class SqlBudgets:
    """What was spent and set aside."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database; other processes may have it open too."""
        self._database = database

    async def reserve(self, uses: Sequence[BudgetUse], most: Spent, line: UsageLine, now: EpochMs) -> ReservationId:
        """Set aside what a call may take at most, under all its uses or under none."""
        return await self._database.writer.run(lambda connection: _reserve(connection, uses, most, line, now))

    async def settle(self, reservation: ReservationId, usage: ModelUsage) -> None:
        """Put what a call took in the place of what was set aside."""
        await self._database.writer.run(lambda connection: _settle(connection, reservation, usage))

    async def release(self, reservation: ReservationId) -> None:
        """Give back what was set aside for a call that took nothing."""
        await self._database.writer.run(lambda connection: _settle(connection, reservation, None))

    async def spent(self, use: BudgetUse) -> Spent:
        """What is spent or reserved under one use."""
        with self._database.reading() as connection:
            return _sum(connection, use)

    async def usage(self, since: str, until: str) -> Sequence[UsageLine]:
        """What calls took from one day to another, both included."""
        with self._database.reading() as connection:
            rows = connection.execute(_LINES, (since, until)).fetchall()
        return [UsageLine(**dict(zip(_FIELDS, row, strict=True))) for row in rows]


def _reserve(
    connection: sqlite3.Connection, uses: Sequence[BudgetUse], most: Spent, line: UsageLine, now: EpochMs
) -> ReservationId:
    for use in uses:
        because = refusal(use, _sum(connection, use), most)
        if because:
            raise BudgetSpent(because, details={"budget": use.kind.value})
    named = [use for use in uses if use.name]
    for use in named:
        connection.execute(_RAISE, (use.kind, use.name, now, most.tokens, most.cost_nano))
    if any(use.kind == BudgetKind.REQUEST for use in named):
        connection.execute(_FORGET, (now - DAY_MS,))
    sums = orjson.dumps([[use.kind, use.name] for use in named]).decode()
    named_by = (line.day, line.model, line.prompt, line.key, line.campaign)
    row = (sums, *named_by, line.unpriced, most.tokens, most.cost_nano)
    number = connection.execute(_RESERVE, row).lastrowid
    assert number is not None  # noqa: S101  an INSERT into a table with a number always has one
    return ReservationId(number)


def _settle(connection: sqlite3.Connection, reservation: ReservationId, usage: ModelUsage | None) -> None:
    """Correct the sums by the difference; without usage the call took nothing."""
    row = connection.execute(_TAKE, (reservation,)).fetchone()
    if row is None:
        return
    sums, *line, tokens, cost_nano = row
    took = usage or ModelUsage()
    for kind, name in orjson.loads(sums):
        connection.execute(_ADD, (took.tokens - tokens, took.cost_nano - cost_nano, kind, name))
    if usage is not None:
        row = (*line, usage.tokens_in, usage.tokens_cached, usage.tokens_out, usage.cost_nano)
        connection.execute(_USE, row)


def _sum(connection: sqlite3.Connection, use: BudgetUse) -> Spent:
    row = connection.execute(_SUM, (use.kind, use.name)).fetchone() if use.name else None
    return Spent(tokens=row[0], cost_nano=row[1]) if row else Spent()
