"""What `frankly doctor` finds of a model's votes."""

from collections.abc import Mapping

from frankly.domain.deciding.vote import Standing, VoteKey
from frankly.domain.surface import Surface
from frankly.pipelines.examining.findings import Finding, Severity
from frankly.ports.asking.votes import VoteStore
from frankly.stages.vote.gate import standing_of


async def examine_votes(store: VoteStore, surfaces: Mapping[str, Surface], model: str, prompt: str) -> list[Finding]:
    """Say of each surface on which the model votes how far it is trusted.

    Args:
        store: of the tallies.
        surfaces: by name.
        model: as its votes are counted.
        prompt: in use, such as `rank/v1`.

    Raises:
        StoreUnavailable: when the store cannot be read.
    """
    findings = []
    for name, surface in surfaces.items():
        policy = surface.model
        if policy.vote != "off" and policy.max_displacement:
            key = VoteKey(surface=name, model=model, prompt=prompt)
            findings.append(_finding(name, policy.vote, standing_of(await store.get(key))))
    return findings


def _finding(surface: str, vote: str, standing: Standing) -> Finding:
    detail = f" ({standing.detail})" if standing.detail else ""
    if vote == "on":
        what = f"On '{surface}' the vote counts in full, as the surface says; found: {standing.state}{detail}."
        what_to_do = "Set 'vote: auto' there, so that it is suspended where it does harm."
        severity = Severity.WARNING if standing.state == "suspended" else Severity.OK
        return Finding("vote_on", severity, what, "vote", what_to_do if severity == Severity.WARNING else "")
    if standing.state == "suspended":
        what = f"On '{surface}' the vote is suspended: {standing.because}{detail}. Its slates are in the base order."
        what_to_do = "Take another model or prompt, or 'frankly vote reset' to give it another chance."
        return Finding("vote_suspended", Severity.WARNING, what, "vote", what_to_do)
    if standing.state == "proven":
        return Finding("vote", Severity.OK, f"On '{surface}' the vote counts in full{detail}.", "vote")
    what = f"On '{surface}' the vote is unproven{detail}, so it moves items by half of what the surface allows."
    what_to_do = f"Run 'frankly vote check --surface {surface}' to compare it with the base order."
    return Finding("vote_unproven", Severity.NOTE, what, "vote", what_to_do)
