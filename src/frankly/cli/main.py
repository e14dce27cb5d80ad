"""The command `frankly`: its commands, and what holds for all of them.

Commands import what they need when they run, so that `frankly --help` answers at once.
"""

from typing import Annotated

import typer

from frankly import __version__
from frankly.cli.campaigns.app import campaign
from frankly.cli.data.exporting import export
from frankly.cli.data.importing import import_
from frankly.cli.data.reindex import reindex
from frankly.cli.data.training import rollback, train
from frankly.cli.data.tune import tune
from frankly.cli.demo.command import demo
from frankly.cli.door import Door
from frankly.cli.evaluating.app import evals
from frankly.cli.message import message
from frankly.cli.options import AsJson, Data
from frankly.cli.phrasebook.commands import phrasebook
from frankly.cli.prompts.commands import prompts
from frankly.cli.proving.bench import bench
from frankly.cli.questions.what_if import what_if
from frankly.cli.questions.why import why, why_not
from frankly.cli.recommend import recommend
from frankly.cli.records.audit import audit
from frankly.cli.records.decisions import decisions
from frankly.cli.records.replay import replay
from frankly.cli.service.doctor import doctor
from frankly.cli.service.serve import serve
from frankly.cli.service.usage import usage
from frankly.cli.texts.facts import facts
from frankly.cli.texts.policies import policies
from frankly.cli.texts.verify import verify
from frankly.cli.votes.commands import vote

app = typer.Typer(
    name="frankly",
    cls=Door,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(is_asked: bool) -> None:
    if is_asked:
        version()
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    data: Data = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an unforeseen error came from; may stand anywhere in a command.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Recommend items to people, and tell them why."""
    context.obj = data


@app.command("version")
def version(as_json: AsJson = False) -> None:
    """Print which version this is."""
    from frankly.cli.screen import out, put_json

    if as_json:
        put_json({"version": __version__})
    else:
        out().print(f"frankly {__version__}")


app.command()(demo)
app.command()(serve)
app.add_typer(import_, name="import")
app.add_typer(export, name="export")
app.add_typer(facts, name="facts")
app.add_typer(phrasebook, name="phrasebook")
app.command()(recommend)
app.command()(message)
app.add_typer(campaign, name="campaign")
app.add_typer(decisions, name="decisions")
app.command()(why)
app.command()(why_not)
app.command()(what_if)
app.command()(replay)
app.command()(verify)
app.command()(doctor)
app.command()(usage)
app.add_typer(vote, name="vote")
app.command()(train)
app.command()(rollback)
app.command()(reindex)
app.command()(tune)
app.add_typer(bench, name="bench")
app.add_typer(audit, name="audit")
app.add_typer(evals, name="eval")
app.add_typer(policies, name="policies")
app.add_typer(prompts, name="prompts")
