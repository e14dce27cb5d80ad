"""Damages for `length`: texts grow beyond their bounds or shrink below, and there are more of them."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text, with_texts
from frankly.evals.runs.output import Output

MORE: Final = "and there is more to say of it, since a story like this one goes on".split()


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    texts = [output.texts[at].text for at in delivered(output)]
    if not texts:
        return None
    words = [len(text.split()) for text in texts]
    return {
        "most": max(map(len, texts)),
        "least": min(map(len, texts)),
        "most_words": max(words),
        "least_words": min(words),
        "most_texts": len(texts),
    }


def _longer(output: Output, pick: Pick) -> Output | None:
    most = max(len(output.texts[at].text) for at in delivered(output))
    at = pick.one(delivered(output), "text")
    text = output.texts[at].text
    # By one character at least, and never by a word alone.
    lacking = most - len(text) + 1 + pick.below(30, "more")
    return with_text(output, at, text=text + "n" * lacking)


def _wordier(output: Output, pick: Pick) -> Output | None:
    most = max(len(output.texts[at].text.split()) for at in delivered(output))
    at = pick.one(delivered(output), "text")
    text = output.texts[at].text
    lacking = most - len(text.split()) + 1 + pick.below(5, "more")
    return with_text(output, at, text=" ".join([text, *(MORE * 9)[:lacking]]))


def _shorter(output: Output, pick: Pick) -> Output | None:
    least = min(len(output.texts[at].text) for at in delivered(output))
    at = pick.one(delivered(output), "text")
    cut = output.texts[at].text[: max(1, least - 1 - pick.below(5, "less"))]
    return with_text(output, at, text=cut)


def _more(output: Output, pick: Pick) -> Output | None:
    return with_texts(output, output.texts[pick.one(delivered(output), "text")])


SET: Final = MutationSet(
    check="length",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"too long": _longer, "too many words": _wordier, "cut short": _shorter, "one text too many": _more},
)
