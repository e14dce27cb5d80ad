"""What `frankly doctor` says of the phrasebook: how much of it is used, and what is stale."""

from frankly.pipelines.examining.findings import Finding, Severity
from frankly.pipelines.parts import Phrasing
from frankly.pipelines.phrasebook.living import LivePhrases


async def examine_phrases(phrasing: Phrasing | None) -> list[Finding]:
    """Look at the phrases; nothing is said where there are none: templates are enough.

    Raises:
        StoreUnavailable: when they cannot be read.
    """
    if not isinstance(phrasing, LivePhrases):
        return []
    phrases = [phrase for phrase in await phrasing.store.all() if phrase.status == "admitted"]
    if not phrases:
        return []
    stale = sum(phrase.made_with != phrasing.made_with for phrase in phrases)
    found = [Finding("phrases", Severity.OK, f"{len(phrases) - stale} phrases are in force.", "phrasebook")]
    if stale:
        what = f"{stale} phrases were verified by another vocabulary, and are not used."
        what_to_do = "Run 'frankly phrasebook prune': it verifies them again, without any model."
        found.append(Finding("phrases_stale", Severity.NOTE, what, "phrasebook", what_to_do))
    return found
