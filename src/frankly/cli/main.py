"""The command `frankly`: its commands, and what holds for all of them.

Commands import what they need when they run, so that `frankly --help` answers at once.
"""

from typing import Annotated, Final

import typer

from frankly import __version__
from frankly.cli.door import Door
from frankly.cli.named import Named
from frankly.cli.options import AsJson, Data

COMMANDS: Final = {
    "version": "frankly.cli.main:version",
    "demo": "frankly.cli.demo.command:demo",
    "serve": "frankly.cli.service.serve:serve",
    "import": "frankly.cli.data.importing:import_",
    "export": "frankly.cli.data.exporting:export",
    "facts": "frankly.cli.texts.facts:facts",
    "phrasebook": "frankly.cli.phrasebook.commands:phrasebook",
    "recommend": "frankly.cli.recommend:recommend",
    "message": "frankly.cli.message:message",
    "campaign": "frankly.cli.campaigns.app:campaign",
    "decisions": "frankly.cli.records.decisions:decisions",
    "feedback": "frankly.cli.records.feedback:feedback",
    "why": "frankly.cli.questions.why:why",
    "why-not": "frankly.cli.questions.why:why_not",
    "what-if": "frankly.cli.questions.what_if:what_if",
    "replay": "frankly.cli.records.replay:replay",
    "verify": "frankly.cli.texts.verify:verify",
    "doctor": "frankly.cli.service.doctor:doctor",
    "usage": "frankly.cli.service.usage:usage",
    "vote": "frankly.cli.votes.commands:vote",
    "train": "frankly.cli.data.training:train",
    "rollback": "frankly.cli.data.training:rollback",
    "reindex": "frankly.cli.data.reindex:reindex",
    "tune": "frankly.cli.data.tune:tune",
    "bench": "frankly.cli.proving.bench:bench",
    "audit": "frankly.cli.records.audit:audit",
    "eval": "frankly.cli.evaluating.app:evals",
    "policies": "frankly.cli.texts.policies:policies",
    "prompts": "frankly.cli.prompts.commands:prompts",
}
"""Name of a command, or of a group of them → where it is."""

app = Named(
    COMMANDS,
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


def version(as_json: AsJson = False) -> None:
    """Print which version this is."""
    from frankly.cli.screen import out, put_json

    if as_json:
        put_json({"version": __version__})
    else:
        out().print(f"frankly {__version__}")
