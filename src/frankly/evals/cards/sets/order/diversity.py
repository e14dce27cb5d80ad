"""Damages for `diversity`: categories are alike, or one creator has the slate."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import about, item_ids
from frankly.evals.runs.output import Output


def _firsts(output: Output, name: str) -> Counter[str]:
    told = [output.facts.get(item, {}).get(name) or [""] for item in item_ids(output)]
    return Counter(one[0] for one in told if one[0])


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    categories, creators = _firsts(output, "categories"), _firsts(output, "creators")
    if len(categories) < 2 or not creators:
        return None
    share = max(categories.values()) / sum(categories.values())
    return {
        "least_categories": len(categories),
        "most_share": round(share + 0.0001, 4),
        "most_per_creator": max(creators.values()),
    }


def _rare_gone(output: Output, pick: Pick) -> Output | None:
    """A category is there no more: its items are of the most common one."""
    categories = _firsts(output, "categories")
    common, rare = categories.most_common()[0][0], categories.most_common()[-1][0]
    for item in item_ids(output):
        if (output.facts.get(item, {}).get("categories") or [""])[0] == rare:
            output = about(output, item, categories=[common])
    return output


def _all_one(output: Output, pick: Pick) -> Output | None:
    for item in item_ids(output):
        output = about(output, item, categories=[_firsts(output, "categories").most_common()[0][0]])
    return output


def _creator(output: Output, pick: Pick) -> Output | None:
    name, count = _firsts(output, "creators").most_common()[0]
    others = [item for item in item_ids(output) if (output.facts.get(item, {}).get("creators") or [""])[0] != name]
    return about(output, pick.one(others, "item"), creators=[name]) if others and count else None


SET: Final = MutationSet(
    check="diversity",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"category gone": _rare_gone, "one category": _all_one, "one creator": _creator},
)
