"""`frankly bench eval`: whether the gate of evals is red by chance, and whether its intervals hold what they say."""

from typing import Annotated

import typer

from frankly.cli.options import AsJson
from frankly.cli.proving.figures_view import print_figures


def gate(
    comparisons: Annotated[
        int, typer.Option(min=1, help="Comparisons of two runs between which nothing changed, of each kind.")
    ] = 500,
    trials: Annotated[int, typer.Option(min=1, help="Trials of each interval, share and number of findings.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all draws.")] = 1,
    as_json: AsJson = False,
) -> None:
    """How often the gate is red where nothing changed, and how often its intervals hold the truth. Minutes."""
    from frankly.bench.report import Report
    from frankly.evals.gate.trials.run import Trials, figures_of

    chosen = Trials(comparisons, trials, seed)
    config: dict[str, object] = {"comparisons": comparisons, "trials": trials, "seed": seed}
    print_figures(lambda say: Report(figures=figures_of(chosen, say), config=config), as_json)
