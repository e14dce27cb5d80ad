"""Damages for `filters`: something is shown that is sold out, over, forbidden, or rests on what is not allowed."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.editing import about, edited, item_ids
from frankly.evals.runs.output import Output


def _shown(output: Output, pick: Pick) -> str:
    return pick.one(item_ids(output), "shown")


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    never = sorted(set(output.facts) - set(item_ids(output)))[:5]
    return {"never": never, "never_category": ["Weapons"], "most_age": 18} if item_ids(output) else None


def _delisted(output: Output, pick: Pick) -> Output | None:
    return about(output, _shown(output, pick), available=False)


def _sold_out(output: Output, pick: Pick) -> Output | None:
    return about(output, _shown(output, pick), stock=0)


def _over(output: Output, pick: Pick) -> Output | None:
    return about(output, _shown(output, pick), available_until=(output.answer or {})["now"] - pick.below(10**9, "past"))


def _early(output: Output, pick: Pick) -> Output | None:
    return about(
        output, _shown(output, pick), available_from=(output.answer or {})["now"] + 1 + pick.below(10**9, "to")
    )


def _category(output: Output, pick: Pick) -> Output | None:
    return about(output, _shown(output, pick), categories=["Weapons"])


def _age(output: Output, pick: Pick) -> Output | None:
    return about(output, _shown(output, pick), age_rating=21)


def _forbidden(output: Output, pick: Pick) -> Output | None:
    never = list((_options(output, pick) or {})["never"])
    if not never:
        return None
    at = pick.below(len(item_ids(output)), "at")
    return edited(output, lambda answer: answer["items"][at].update(id=pick.one(never, "never")))


def _dropped(output: Output, pick: Pick) -> Output | None:
    record = copy.deepcopy(output.record) or {}
    names = record.get("candidates", {}).get("items", [])
    there = [at for at, name in enumerate(names) if name in item_ids(output)]
    if not there:
        return None
    record["candidates"]["dropped"] = {pick.one(["unavailable", "consumed"], "why"): [pick.one(there, "dropped")]}
    return output.model_copy(update={"record": record})


def _not_allowed(output: Output, pick: Pick) -> Output | None:
    kinds = [piece["kind"] for item in (output.answer or {})["items"] for piece in item.get("evidence", [])]
    groups = sorted({group.value for kind in kinds if (group := GROUP_OF[EvidenceKind(kind)]) is not None})
    if not groups:
        return None
    gone = pick.one(groups, "group")

    def edit(answer: dict[str, Any]) -> None:
        answer["scope"]["evidence"] = [one for one in answer["scope"]["evidence"] if one != gone]

    return edited(output, edit)


SET: Final = MutationSet(
    check="filters",
    module=__name__,
    kind="plain",
    options=_options,
    damages={
        "delisted": _delisted,
        "sold out": _sold_out,
        "over": _over,
        "too early": _early,
        "category": _category,
        "age": _age,
        "forbidden": _forbidden,
        "dropped": _dropped,
        "not allowed": _not_allowed,
    },
)
