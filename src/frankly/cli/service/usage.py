"""`frankly usage`: what language models took, by day, model and prompt, and what is left of today's budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frankly.domain.model.budget import Spent, UsageLine
    from frankly.settings import Settings

Days = Annotated[int, typer.Option("--days", min=1, max=3650, help="How many days back, today included (UTC).")]


def usage(context: typer.Context, days: Days = 7, data: Data = None, as_json: AsJson = False) -> None:
    """Show what language models took: tokens and money by day, model and prompt, and what budgets leave of today."""
    import asyncio

    from frankly.cli.screen import put_json

    settings = existing(settings_for(context, data))
    lines, day, spent = asyncio.run(_read(settings, days))
    today = _today(lines, day, spent)
    if as_json:
        put_json(_plain(lines, today))
    else:
        _show(lines, today, settings, days)


def _plain(lines: Sequence[UsageLine], today: UsageLine) -> dict[str, object]:
    """Null stands for money that nobody knows."""
    usage = [line.model_dump() | {"cost_nano": line.cost_nano_known} for line in lines]
    told = {"tokens": today.tokens_in, "cost_nano": today.cost_nano_known, "unpriced": today.unpriced}
    return {"usage": usage, "today": told}


def _today(lines: Sequence[UsageLine], day: str, spent: Spent) -> UsageLine:
    """The whole day as one line: its sums are those that the budget is held against."""
    from frankly.domain.model.budget import UsageLine

    of_day = [line for line in lines if line.day == day]
    calls, unpriced = sum(line.calls + line.unsettled for line in of_day), sum(line.unpriced for line in of_day)
    line = UsageLine(day=day, model="", prompt="", calls=calls, unpriced=unpriced)
    return line.model_copy(update={"tokens_in": spent.tokens, "cost_nano": spent.cost_nano})


async def _read(settings: Settings, days: int) -> tuple[Sequence[UsageLine], str, Spent]:
    from frankly.adapters.system_clock import SystemClock
    from frankly.bootstrap.stores import open_budgets
    from frankly.domain.model.budget import BudgetKind, BudgetUse
    from frankly.domain.time import DAY_MS, to_iso

    now = SystemClock().now()
    today = to_iso(now)[:10]
    with open_budgets(settings) as store:
        lines = await store.usage(to_iso(now - (days - 1) * DAY_MS)[:10], today)
        return lines, today, await store.spent(BudgetUse(kind=BudgetKind.DAY, name=today))


def _show(lines: Sequence[UsageLine], today: UsageLine, settings: Settings, days: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from frankly.cli.screen import clean, out
    from frankly.pipelines.examining.model_health import written

    screen = out()
    if not lines:
        screen.print(f"No language model was asked in the last {days} days.")
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("day", "model", "prompt"):
            table.add_column(name, overflow="fold")
        for name in ("calls", "tokens in", "cached", "tokens out", "USD"):
            table.add_column(name, justify="right")
        for line in lines:
            names = (line.day, clean(line.model), _prompt(line))
            counts = (line.calls, line.tokens_in, line.tokens_cached, line.tokens_out)
            table.add_row(*names, *[f"{count:,}" for count in counts], _money(line))
        screen.print(table)
    left = f"Today: {written(today.tokens_in, today.cost_nano_known)}."
    screen.print(Text(f"{left} Budget of a day: {settings.budget_day or 'none'} (FRANKLY_BUDGET_DAY).", style="dim"))
    if any(line.unpriced for line in (*lines, today)):
        note = "No price is known of some calls, and what they cost stands nowhere here: set FRANKLY_MODEL_PRICE."
        screen.print(Text(note, style="yellow"))
    if open_calls := sum(line.unsettled for line in lines):
        one = "A call is under way or was cut off; it counts as the most that it may have taken."
        many = f"{open_calls:,} calls are under way or were cut off; they count as the most that they may have taken."
        told = one if open_calls == 1 else many
        screen.print(Text(told, style="dim"))


def _money(line: UsageLine) -> str:
    from frankly.domain.model.budget import usd

    if line.cost_nano_known is None:
        return "not known"
    return f"{usd(line.cost_nano)} + ?" if line.unpriced else usd(line.cost_nano)


def _prompt(line: UsageLine) -> str:
    from frankly.cli.screen import clean

    named = (line.prompt, f"key {line.key}" if line.key else "", f"campaign {line.campaign}" if line.campaign else "")
    return clean(", ".join(part for part in named if part))
