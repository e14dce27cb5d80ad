"""`frankly eval checks`: what cases may be held to."""

from __future__ import annotations

from typing import Annotated

import typer

from frankly.cli.options import AsJson


def checks(
    name: Annotated[
        str | None, typer.Argument(help="Name of a check, to read all about it.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the checks that cases may be held to, or all about one of them."""
    from rich.text import Text

    from frankly.cli.screen import out, put_json
    from frankly.domain.faults import suggestion
    from frankly.errors import NotFound
    from frankly.evals.checks.registry import CHECKS

    if name is not None and name not in CHECKS:
        hint = suggestion(name, CHECKS) or f"Checks: {', '.join(CHECKS)}."
        raise NotFound(f"There is no check '{name}'. {hint}")
    chosen = CHECKS if name is None else {name: CHECKS[name]}
    if as_json:
        put_json({one.name: _plain(one) for one in chosen.values()})
        return
    screen = out()
    for check in chosen.values():
        screen.print(Text.assemble((check.name, "bold"), f"  {check.says}"))
        if name is not None:
            _show(check)


def _plain(check: object) -> dict[str, object]:
    from typing import cast

    from frankly.evals.checks.check import Check

    told = cast(Check, check)
    return {
        "says": told.says,
        "about": told.about,
        "options": told.options.model_json_schema().get("properties", {}),
        "probes": list(told.probes),
        "gates": told.gates,
    }


def _show(check: object) -> None:
    from typing import cast

    from rich.padding import Padding
    from rich.text import Text

    from frankly.cli.screen import out
    from frankly.domain.documented import described
    from frankly.evals.checks.check import Check

    told, screen = cast(Check, check), out()
    screen.print(Padding(Text(told.about), (0, 0, 0, 2)))
    for name in told.options.model_fields:
        screen.print(Padding(Text.assemble((name, "bold"), f": {described(told.options).get(name, '')}"), (0, 0, 0, 2)))
    if told.probes:
        screen.print(Padding(Text(f"asked besides: {', '.join(told.probes)}"), (0, 0, 0, 2)))
