"""Judges a rewritten fact when it is stored: the judge sees the cited sentences and the fact, and may only refuse."""

from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact
from frankly.domain.saying.text import Verdict
from frankly.errors import DependencyError
from frankly.pipelines.facts.proving import cited_text
from frankly.ports.asking.judge import Judge

JUDGED_UNBORNE = "judged_unborne"
"""Code of the verdict that a judge's refusal leaves."""


async def judged(fact: Fact, item: Item, judge: Judge | None) -> Fact:
    """A rewritten fact after the judge: admitted, refused with the reason, or waiting for a person.

    Args:
        fact: verified already, and not refused.
        item: whose text it cites.
        judge: None where there is nobody to judge.
    """
    if fact.level != "rewritten" or fact.status == "refused":
        return fact
    waiting = fact.model_copy(update={"status": "waiting"})
    if judge is None:
        return waiting
    try:
        said = await judge.judge(cited_text(item, fact.cites), fact.text)
    except DependencyError:
        return waiting
    if said.accepts:
        return fact.model_copy(update={"status": "admitted", "judge": said.by})
    verdict = Verdict(code=JUDGED_UNBORNE, span=(0, len(fact.text)), hint=said.why)
    return fact.model_copy(update={"status": "refused", "judge": said.by, "verdicts": (*fact.verdicts, verdict)})
