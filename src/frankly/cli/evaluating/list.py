"""`frankly eval list`: the suites that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frankly.cli.options import AsJson

if TYPE_CHECKING:
    from frankly.evals.suites import Suite


def list_(as_json: AsJson = False) -> None:
    """Print the suites that there are, what each proves, and its bars."""
    from frankly.cli.screen import out, put_json
    from frankly.evals.suites import load_suites
    from frankly.settings import Settings, data_folder

    suites = load_suites(data_folder("evals", Settings()))
    if as_json:
        put_json({name: _plain(suite) for name, suite in suites.items()})
        return
    from rich.text import Text

    screen = out()
    for name, suite in suites.items():
        told = f"  {suite.title}: {suite.cases:,} cases on {', '.join(suite.sets)}"
        screen.print(Text.assemble((name, "bold"), told))
        screen.print(f"  {suite.proves.strip()}")


def _plain(suite: Suite) -> dict[str, object]:
    bars = {figure: bar.told() for figure, bar in suite.bars.items()}
    return {**suite.model_dump(mode="json", exclude={"bars"}), "bars": bars}
