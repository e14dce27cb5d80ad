"""`frankly eval`: its commands, each in a file of its own."""

import typer

from frankly.cli.evaluating.comparing.baseline import baseline
from frankly.cli.evaluating.comparing.cards import cards
from frankly.cli.evaluating.comparing.checks import checks
from frankly.cli.evaluating.comparing.compare import compare
from frankly.cli.evaluating.keeping.add import add
from frankly.cli.evaluating.keeping.cassettes import cassettes
from frankly.cli.evaluating.keeping.record import record
from frankly.cli.evaluating.labelling.label import label
from frankly.cli.evaluating.labelling.preferences import preferences
from frankly.cli.evaluating.reporting.report import report
from frankly.cli.evaluating.running.check import check
from frankly.cli.evaluating.running.list import list_
from frankly.cli.evaluating.running.run import run

evals = typer.Typer(name="eval", no_args_is_help=True, help="Try what was changed by suites of cases and of figures.")

evals.command("run")(run)
evals.command("check")(check)
evals.command("record")(record)
evals.command("compare")(compare)
evals.command("report")(report)
evals.command("label")(label)
evals.command("preferences")(preferences)
evals.command("add")(add)
evals.command("list")(list_)
evals.command("checks")(checks)
evals.command("cards")(cards)
evals.add_typer(baseline, name="baseline")
evals.add_typer(cassettes, name="cassettes")
