"""`frankly doctor --model`: one tiny call of each model, and what to do about what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frankly.adapters.model.stack import OpenModel
    from frankly.pipelines.examining.findings import Finding
    from frankly.settings import Settings


async def examine_models(settings: Settings) -> list[Finding]:
    """Try every model of FRANKLY_MODEL once.

    Raises:
        Misconfigured: when a setting that belongs to it is wrong.
        StoreUnavailable: when the data folder's database cannot be used.
    """
    from frankly.pipelines.examining.findings import Finding, Severity

    if not settings.model:
        what = "FRANKLY_MODEL is not set: answers are complete, with text from templates and stored facts."
        what_to_do = "To add a model, see docs/how-to/choose-a-model.md."
        return [Finding("model_none", Severity.NOTE, what, "model", what_to_do)]
    from frankly.bootstrap.model import open_model
    from frankly.cli.screen import err

    with err().status("Asking the model"):
        async with open_model(settings) as opened:
            return await _examine(settings, opened)


async def _examine(settings: Settings, opened: OpenModel) -> list[Finding]:
    import asyncio

    from frankly.adapters.files.policies import load_policies
    from frankly.adapters.system_clock import SystemClock
    from frankly.bootstrap.texts import edited_folders
    from frankly.errors import Misconfigured
    from frankly.pipelines.examining.findings import Finding, Severity
    from frankly.pipelines.examining.model_health import examine_budgets, examine_consent, examine_model

    try:
        await asyncio.to_thread(opened.package.wait)
    except Misconfigured as error:
        what_to_do = "Until then, every answer is complete without the model."
        return [Finding("model_package", Severity.ERROR, error.message, "model", what_to_do)]
    findings = []
    for name, model in opened.single.items():
        found = await examine_model(model, opened.bare[name].mode)
        findings += found
    folders = edited_folders(settings)
    policies = load_policies(folders.surfaces, folders.policies, folders.brand)
    findings.append(examine_consent(policies.surfaces))
    # Else what was set aside for these very calls would be told as spent.
    await opened.settled()
    return findings + await examine_budgets(opened.budgets, opened.limits, SystemClock().now())
