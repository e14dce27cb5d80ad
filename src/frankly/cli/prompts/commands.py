"""`frankly prompts`: how models are asked: list, show, render, look through, compare, hold and try prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.options import AsJson, Data, settings_for

prompts = typer.Typer(name="prompts", no_args_is_help=True, help="How language models are asked: prompts by version.")

PromptName = Annotated[
    str, typer.Argument(metavar="ID", help="Task and version, such as write/v2; a task alone is its version in use.")
]
Decision = Annotated[
    str | None,
    typer.Option(
        "--decision", metavar="ID", help="What was or would be sent for this recorded decision.", show_default=False
    ),
]
Example = Annotated[bool, typer.Option("--example", help="What is sent for the task's small invented example.")]


@prompts.command("list")
def list_(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """List all versions: where each stands, how many rules it states, how long its stable part is."""
    from frankly.cli.prompts.opening import load
    from frankly.cli.prompts.views import put_list

    put_list(load(settings_for(context, data)), as_json=as_json)


@prompts.command("show")
def show(context: typer.Context, name: PromptName, data: Data = None, as_json: AsJson = False) -> None:
    """Show one version: its fields, its rules, its template."""
    from frankly.cli.prompts.opening import load
    from frankly.cli.prompts.views import put_prompt

    opened = load(settings_for(context, data))
    put_prompt(opened, opened.find(name), as_json=as_json)


@prompts.command("render")
def render(
    context: typer.Context,
    name: PromptName,
    decision: Decision = None,
    example: Example = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show exactly what is sent to a model, with tokens and price; asks no model.

    Tokens and price are those of FRANKLY_MODEL; without one, or without the package litellm, tokens are an estimate.
    """
    from frankly.cli.prompts.opening import load
    from frankly.cli.prompts.rendering import calls_for
    from frankly.cli.prompts.views import put_calls

    opened = load(settings_for(context, data))
    put_calls(opened, calls_for(opened, name, decision, is_example=example), as_json=as_json)


@prompts.command("lint")
def lint(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Folder with prompts; without it those in force.", show_default=False),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Tell every mistake at once, with file and line; ends with 1 when there is one."""
    from frankly.adapters.files.prompting.lint import lint_prompts
    from frankly.cli.prompts.opening import folder_of
    from frankly.cli.texts.policies_view import put_findings

    if put_findings(lint_prompts(folder_of(settings_for(context, data), path)), as_json=as_json):
        raise typer.Exit(1)


@prompts.command("diff")
def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help="A version, such as write/v1.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another one of the same task, such as write/v2.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions: rules added, lost and changed, and their renderings of the same example."""
    from frankly.cli.prompts.comparing import compared
    from frankly.cli.prompts.opening import load
    from frankly.cli.prompts.views import put_compared

    opened = load(settings_for(context, data))
    put_compared(compared(opened.find(before), opened.find(after)), as_json=as_json)


@prompts.command("copy")
def copy(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder that FRANKLY_CONFIG is to name; made where it is not there.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy the prompts in force into a folder of your own, to edit them there."""
    from frankly.cli.prompts.copying import copy_prompts
    from frankly.cli.prompts.opening import folder_of
    from frankly.cli.screen import out, put_json

    place = copy_prompts(folder_of(settings_for(context, data), None), folder)
    if as_json:
        put_json({"folder": str(place)})
    else:
        out().print(f"They are in {place}; they hold where FRANKLY_CONFIG is {folder}.")


@prompts.command("draft")
def draft(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="What models are asked for, such as write.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Begin the next version of a task: a draft that reads as the version in use, and is used where it is asked for."""
    from frankly.cli.prompts.copying import draft_of
    from frankly.cli.prompts.opening import load
    from frankly.cli.screen import out, put_json

    opened = load(settings_for(context, data))
    place = draft_of(opened.folder, opened.book, task)
    name = f"{task}/{place.name.partition('.')[0]}"
    if as_json:
        put_json({"prompt": name, "file": str(place)})
    else:
        out().print(f"{name} is a draft: edit {place}, and try it: frankly eval run --prompt {name}")


@prompts.command("lock")
def lock(
    context: typer.Context,
    forget: Annotated[
        list[str] | None,
        typer.Option(
            "--forget",
            metavar="ID",
            help="A version that nobody has used yet, and that may change.",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Hold every released version by its hash in prompts.lock, so that none changes unseen."""
    from frankly.adapters.files.prompting.lock import write_lock
    from frankly.cli.prompts.opening import load
    from frankly.cli.prompts.views import put_locked

    opened = load(settings_for(context, data))
    put_locked(write_lock(opened.folder, opened.book.all(), forget or ()), as_json=as_json)


@prompts.command("try")
def try_(
    context: typer.Context,
    name: PromptName,
    decision: Decision = None,
    example: Example = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Ask the configured model once, and show what came of it: the reply, its faults, tokens and price.

    For a recorded decision the reply goes the way of any other: handles are read, sentences are verified.
    """
    from frankly.cli.prompts.opening import load
    from frankly.cli.prompts.trying import tried
    from frankly.cli.prompts.views import put_tried

    found = tried(load(settings_for(context, data)), name, decision, is_example=example)
    put_tried(found, as_json=as_json)
    if not found.is_usable:
        raise typer.Exit(1)
