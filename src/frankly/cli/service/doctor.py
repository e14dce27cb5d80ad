"""`frankly doctor`: what is missing, thin or stale in a data folder, and what to do about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from frankly.cli.options import AsJson, Data, settings_for

if TYPE_CHECKING:
    from frankly.pipelines.examining.findings import Finding
    from frankly.pipelines.parts import Assistant, Parts
    from frankly.settings import Settings

_MARKS: Final = {"ok": ("✓", "green"), "note": ("·", "blue"), "warning": ("!", "yellow"), "error": ("✗", "bold red")}


Model = Annotated[
    bool,
    typer.Option(
        "--model", help="Try the language model of FRANKLY_MODEL with one tiny call, instead of looking at the data."
    ),
]


def doctor(context: typer.Context, model: Model = False, data: Data = None, as_json: AsJson = False) -> None:
    """Look for what is missing, thin or stale, and say what to do; exit code 1 when something is broken."""
    import asyncio
    from dataclasses import asdict

    from frankly.cli.screen import put_json
    from frankly.cli.service.doctor_model import examine_models

    settings = settings_for(context, data)
    findings = asyncio.run(examine_models(settings) if model else _examine(settings))
    is_broken = any(finding.severity == "error" for finding in findings)
    if as_json:
        put_json({"ok": not is_broken, "findings": [asdict(finding) for finding in findings]})
    else:
        _show(findings, settings)
    if is_broken:
        raise typer.Exit(1)


async def _examine(settings: Settings) -> list[Finding]:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.owner import running_service
    from frankly.cli.screen import err
    from frankly.pipelines.campaigning.health import examine_campaigns
    from frankly.pipelines.examining.health import examine
    from frankly.pipelines.examining.readiness import examine_readiness
    from frankly.pipelines.facts.health import examine_facts
    from frankly.pipelines.index.gathering import Stores
    from frankly.pipelines.phrasebook.health import examine_phrases

    owner = running_service(settings) if settings.chroma_url is None else None
    with err().status("Looking at everything"):
        async with open_frankly(settings) as parts:
            findings = await examine(
                parts.catalogue,
                parts.events,
                parts.index,
                parts.embedder,
                parts.live.snapshot,
                settings.data,
                parts.clock.now(),
                surfaces=parts.policies.served(),
            )
            stores = Stores(parts.catalogue, parts.events, parts.people, parts.policies.segments)
            findings += await examine_readiness(stores, parts.live.snapshot, parts.clock.now())
            findings += await examine_facts(parts.making)
            if parts.assistant is not None:
                findings += await _votes(settings, parts, parts.assistant)
            findings += await examine_phrases(parts.phrasing)
            findings += await examine_campaigns(parts.campaigns)
    return findings if owner is None else [_seen_beside(finding, owner) for finding in findings]


async def _votes(settings: Settings, parts: Parts, assistant: Assistant) -> list[Finding]:
    from frankly.bootstrap.stores import open_votes
    from frankly.domain.model.prompt import PromptTask
    from frankly.pipelines.voting.health import examine_votes

    prompt = assistant.prompts.current(PromptTask.RANK).name
    with open_votes(settings) as store:
        return await examine_votes(store, parts.policies.surfaces, assistant.model.name, prompt)


def _seen_beside(finding: Finding, owner: str) -> Finding:
    """A finding about an index that another process keeps open: it cannot be judged from here."""
    from dataclasses import replace

    from frankly.pipelines.examining.findings import Severity

    if finding.where != "index" or finding.severity not in {Severity.ERROR, Severity.WARNING}:
        return finding
    return replace(
        finding,
        severity=Severity.NOTE,
        what=f"The index belongs to {owner}, which is running, so it was not looked at.",
        what_to_do="Its /readyz asks the index and says whether it answers; to look at vectors, stop it and run this.",
    )


def _show(findings: list[Finding], settings: Settings) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from frankly.cli.screen import clean, out

    screen = out()
    screen.print(Text(f"{settings.data}", style="dim"))
    for finding in findings:
        mark, style = _MARKS[finding.severity]
        screen.print(Text.assemble((f"{mark} ", style), f"{finding.where}: {clean(finding.what)}"))
        if finding.what_to_do:
            screen.print(Padding(Text(f"→ {clean(finding.what_to_do)}", style="bold"), (0, 0, 0, 2)))
    worst = [finding for finding in findings if finding.severity in {"warning", "error"}]
    screen.print(
        Text("All is well." if not worst else f"{len(worst)} to look after.", style="green" if not worst else "")
    )
