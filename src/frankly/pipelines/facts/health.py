"""What `frankly doctor` says of facts: how far they were made, with what, and what waits for a person."""

from collections import Counter
from typing import Final

from frankly.domain.saying.fact import FactStatus
from frankly.pipelines.examining.findings import Finding, Severity
from frankly.pipelines.facts.making import FactMaking

MAKE: Final = "Run 'frankly facts make'."


async def examine_facts(making: FactMaking | None) -> list[Finding]:
    """Look at the facts of the catalogue.

    Raises:
        StoreUnavailable: when catalogue or facts cannot be read.
    """
    if making is None:
        return []
    if not await making.catalogue.count():
        return [Finding("facts", Severity.OK, "There is nothing to make facts of.", "facts")]
    upto, behind = await making.facts.made_upto(), await making.behind()
    if not upto.made_with:
        what = "No facts were made of this catalogue yet, so nothing is said of items but why they are there."
        return [Finding("facts_none", Severity.NOTE, what, "facts", MAKE)]
    found = [await _counted(making)]
    if upto.made_with != making.version:
        what = "Facts were made with other frames or policies; each is verified again when it is shown."
        found.append(Finding("facts_other_version", Severity.NOTE, what, "facts", MAKE))
    if behind:
        what = f"The items of {behind} changes were not described yet."
        what_to_do = f"A running service describes them by itself; without one: {MAKE}"
        found.append(Finding("facts_behind", Severity.NOTE, what, "facts", what_to_do))
    return found


async def _counted(making: FactMaking) -> Finding:
    counts: Counter[FactStatus] = Counter()
    async for texts in making.facts.stream():
        counts.update(fact.status for text in texts for fact in text.facts)
    what = f"{counts['admitted']} facts are stored, past texts included; {counts['refused']} are refused."
    if not counts["waiting"]:
        return Finding("facts", Severity.OK, what, "facts")
    waiting = f"{what} {counts['waiting']} wait for a person."
    return Finding("facts_waiting", Severity.NOTE, waiting, "facts", "'frankly facts list' shows them.")
