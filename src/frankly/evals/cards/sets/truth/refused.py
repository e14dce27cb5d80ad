"""Damages for `refused`: more of what a model wrote was refused than is borne."""

from typing import Final

from frankly.evals.cards.damage import MutationSet, Pick, with_texts
from frankly.evals.runs.output import Output, Told

MOST: Final = 0.1


def _written(output: Output) -> list[Told]:
    return [told for told in output.texts if told.origin == "model" and told.is_delivered]


def _refused(told: Told, code: str) -> Told:
    return told.model_copy(update={"is_delivered": False, "codes": (code,), "text": f"A gripping tale: {told.text}"})


def _few_more(output: Output, pick: Pick) -> Output | None:
    """Just more than is borne."""
    written = _written(output)
    drafts = [told for told in output.texts if told.origin == "model"]
    refused = len(drafts) - len(written)
    more = next(number for number in range(1, 1000) if refused + number > MOST * (len(drafts) + number))
    return with_texts(output, *[_refused(pick.one(written, f"{at}"), "word_unlicensed") for at in range(more)])


def _most(output: Output, pick: Pick) -> Output | None:
    """Most of it: a text that was delivered was refused and replaced."""
    texts = tuple(
        _refused(told, "wrong_act") if told.origin == "model" and pick.below(4, f"{at}") else told
        for at, told in enumerate(output.texts)
    )
    is_enough = sum(not told.is_delivered for told in texts) > MOST * sum(told.origin == "model" for told in texts)
    return output.model_copy(update={"texts": texts}) if is_enough else None


SET: Final = MutationSet(
    check="refused",
    module=__name__,
    kind="model",
    options=lambda output, pick: {"most": MOST} if _written(output) else None,
    damages={"just too many": _few_more, "most": _most},
)
