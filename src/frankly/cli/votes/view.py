"""How votes are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean, out
from frankly.domain.deciding.vote import VoteRecord, VoteTallies
from frankly.pipelines.voting.check import Checked, advice_of
from frankly.stages.vote.gate import standing_of

if TYPE_CHECKING:
    from frankly.domain.deciding.vote import Standing

_STYLES = {"proven": "green", "unproven": "", "suspended": "bold red"}
_HEADS = ("surface", "model", "state", "votes", "echo", "unstable", "contrary", "compared", "gain")


_LONG = (
    "votes counted",
    "pairs kept as they were shown (chance: 50 %)",
    "pairs turned round by another shuffle (chance: 50 %)",
    "pairs of which it put the lower score first (chance: 50 %)",
    "votes compared with the base order on what was chosen",
    "gain against it",
)


def show(records: Sequence[VoteRecord]) -> None:
    """One line for each surface, model and prompt version."""
    screen = out()
    if not records:
        screen.print("No vote was counted yet. An unproven vote moves items by half of what its surface allows.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(_HEADS):
        table.add_column(name, overflow="fold", justify="right" if place > 2 else "left")
    for record in records:
        standing, tallies, key = standing_of(record.tallies), record.tallies, record.key
        state = Text(standing.state, style=_STYLES[standing.state])
        table.add_row(clean(key.surface), clean(f"{key.model} {key.prompt}"), state, *_numbers(tallies))
    screen.print(table)
    screen.print(Text("echo, unstable, contrary: 50 % is chance. gain: against the base order, compared.", style="dim"))
    for record in records:
        standing = standing_of(record.tallies)
        if standing.detail:
            screen.print(Text(f"{record.key.surface}: {standing.detail}.", style="dim"))


def _numbers(tallies: VoteTallies) -> list[str]:
    echo, unstable, contrary, loses = tallies.echo, tallies.unstable, tallies.contrary, tallies.loses
    against = f"{(500_000 - loses.mean_ppm) / 5_000:+.1f} %" if loses.number else "–"
    return [
        str(echo.number),
        f"{echo.mean_ppm / 10_000:.0f} %" if echo.number else "–",
        f"{unstable.mean_ppm / 10_000:.0f} %" if unstable.number else "–",
        f"{contrary.mean_ppm / 10_000:.0f} %" if contrary.number else "–",
        str(loses.number),
        against,
    ]


def show_checked(found: Checked) -> None:
    """What a check found, and what to do about it."""
    screen = out()
    key, tallies = found.key, found.tallies
    screen.print(f"{clean(key.model)} with {key.prompt} on '{key.surface}', {found.window}:")
    screen.print(f"  {found.asked} votes, {found.failed} without a usable reply.")
    for name, value in zip(_LONG, _numbers(tallies), strict=True):
        screen.print(f"  {name}: {value}")
    if found.stopped:
        screen.print(Text(f"  Stopped early: {clean(found.stopped)}", style="yellow"))
    screen.print(Text(f"{found.standing.state}. {advice_of(found)}", style=_STYLES[found.standing.state]))


def as_plain(record: VoteRecord) -> dict[str, Any]:
    """A record for programs."""
    told = record.model_dump(mode="json")
    return {**told["key"], "at": told["at"], **_standing(standing_of(record.tallies)), "tallies": told["tallies"]}


def checked_as_plain(found: Checked) -> dict[str, Any]:
    """A check for programs."""
    return {
        **found.key.model_dump(mode="json"),
        **_standing(found.standing),
        "asked": found.asked,
        "failed": found.failed,
        "stopped": found.stopped,
        "window": found.window,
        "tallies": found.tallies.model_dump(mode="json"),
        "advice": advice_of(found),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return standing.model_dump(mode="json")
