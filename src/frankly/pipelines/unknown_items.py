"""Items that acts and surfaces name and the catalogue lacks: nothing fails, and nothing comes of them either."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from frankly.domain.surface import Surface
from frankly.pipelines.examining.findings import Finding, Limits, Severity

SHOWN: Final = 3


def named_by_acts(by_item: Mapping[str, int], known: Collection[str], limits: Limits) -> list[Finding]:
    """Acts on items that the catalogue lacks.

    Args:
        by_item: item acted on → number of acts.
        known: ids of the catalogue.
        limits: from where on it is a warning.
    """
    if not by_item:
        return []
    unknown = sorted((item for item in by_item if item not in known), key=lambda item: (-by_item[item], item))
    acts, all_acts = sum(by_item[item] for item in unknown), sum(by_item.values())
    what = f"{acts} of {all_acts} acts name an item that the catalogue lacks"
    if not unknown:
        return [Finding("acted_on", Severity.OK, f"{what}.", "events")]
    what_to_do = (
        "They count for nothing until those items are there: bring them in ('frankly import items FILE'), or check "
        "that items and events write ids the same way. Of items that were deleted on purpose, nothing needs doing."
    )
    severity = Severity.WARNING if acts * 100 > limits.most_lacking_percent * all_acts else Severity.NOTE
    return [Finding("acted_on_unknown", severity, f"{what}: {_some(unknown)}.", "events", what_to_do)]


def named_by_surfaces(surfaces: Iterable[Surface], known: Collection[str]) -> list[Finding]:
    """Pins, boosts and buries of items that the catalogue lacks, one finding for all.

    Args:
        surfaces: those that are served, with the overrides of their segments.
        known: ids of the catalogue.
    """
    found = list(dict.fromkeys(told for surface in surfaces for told in _unknown(surface, known)))
    if not found:
        return []
    what = f"Editors name items that the catalogue lacks: {'; '.join(found)}."
    what_to_do = "Mend the ids in the surface's file (an id is written as the catalogue writes it), or take them out."
    return [Finding("surface_items_unknown", Severity.WARNING, what, "surfaces", what_to_do)]


def _unknown(surface: Surface, known: Collection[str]) -> Iterator[str]:
    policy = surface.editorial
    named = [(f"pin of slot {pin.slot}", pin.item) for pin in policy.pins]
    named += [("boost", boost.match.item) for boost in policy.boosts if boost.match.item is not None]
    named += [("bury", bury.match.item) for bury in policy.buries if bury.match.item is not None]
    for what, item in named:
        if item not in known:
            yield f"{surface.name}, {what}: '{item}'"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f"'{name}'" for name in names[:SHOWN]) + more
