"""What `frankly tune` says: sources, gains by window, the verdict, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from frankly.adapters.files.surface_edit import Edit
    from frankly.measure.tuning.blend import Setting
    from frankly.measure.tuning.verdict import Gain
    from frankly.pipelines.tuning.tune import Tuned


def show(tuned: Tuned, path: Path, edit: Edit | None, copy: Path | None) -> None:
    """Print a report for people.

    Args:
        tuned: what was learned.
        path: the surface's file.
        edit: what would change in it, where the new weights are better.
        copy: where the old file lies, where the new one was written.
    """
    from rich.text import Text

    from frankly.cli.screen import out

    screen = out()
    kind = "stretches of time" if tuned.has_times else "acts, since acts have an order and hardly any times"
    number = len(tuned.learned.windows)
    screen.print(f"Surface '{tuned.surface}': {tuned.acts:,} acts of {tuned.people:,} people, {number} {kind}.")
    screen.print()
    screen.print(sources(tuned))
    screen.print()
    screen.print(gains(tuned))
    screen.print(
        Text(f"{tuned.pooled:.0%} of what was to be found was in the pools; the rest counts as missed.", style="dim")
    )
    screen.print()
    screen.print(Text(tuned.verdict(), style="bold green" if tuned.learned.is_better else "bold"))
    for line in _next(path, edit, copy):
        screen.print(line)


def sources(tuned: Tuned) -> Table:
    """Old and new weight of each source, its decay, and what it brings alone."""
    from rich.table import Table

    table = Table("source", box=None, pad_edge=False)
    for name in ("old weight", "new weight", "half-life", "by place", "alone"):
        table.add_column(name, justify="right")
    new = tuned.learned.new if tuned.learned.is_better else tuned.learned.old
    for name, old in sorted(tuned.learned.old.items(), key=lambda pair: -tuned.learned.alone.get(pair[0], 0)):
        said = "says nothing" if name in tuned.silent else f"{tuned.learned.alone.get(name, 0):.4f}"
        weight = f"{new[name].weight:g}" if new[name] != old else "="
        table.add_row(name, f"{old.weight:g}", weight, *_decay(name, new[name]), said)
    return table


def _decay(name: str, setting: Setting) -> tuple[str, str]:
    from frankly.measure.tuning.blend import HALF_LIVES
    from frankly.pipelines.tuning.asking import FADED

    if name not in FADED:
        return "", ""
    days = "none" if setting.half_life_days >= HALF_LIVES[-1] else f"{setting.half_life_days} d"
    return days, f"^-{setting.lag_power:g}" if setting.lag_power else "none"


def gains(tuned: Tuned) -> Table:
    """NDCG@10 of old and new weights in each window, on the people held out."""
    from rich.table import Table

    table = Table("window", box=None, pad_edge=False)
    for name in ("people", "old", "new", "gain", "95 % interval"):
        table.add_column(name, justify="right")
    for gain in (*tuned.learned.windows, tuned.learned.pooled):
        table.add_row(*_row(gain), style="bold" if gain is tuned.learned.pooled else "")
    return table


def _row(gain: Gain) -> tuple[str, ...]:
    interval = f"{gain.low:+.4f} to {gain.high:+.4f}"
    return gain.window, f"{gain.people:,}", f"{gain.before:.4f}", f"{gain.after:.4f}", f"{gain.gain:+.4f}", interval


def _next(path: Path, edit: Edit | None, copy: Path | None) -> list[Text]:
    from rich.text import Text

    from frankly.cli.screen import clean

    if edit is None:
        return []
    if copy is None:
        lines = [_coloured(line) for line in edit.diff().splitlines()]
        return [*lines, Text("Nothing was written; leave out --dry-run to write it.", style="bold")]
    kept = f"Written to {path}; the file as it was is {copy.name}. Restart the service to use it."
    return [Text(clean(kept))]


def _coloured(line: str) -> Text:
    from rich.text import Text

    from frankly.cli.screen import clean

    return Text(clean(line), style={"+": "green", "-": "red", "@": "dim"}.get(line[:1], ""))
