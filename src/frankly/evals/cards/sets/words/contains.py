"""Damages for `contains`: a wanted word goes missing, a banned one comes in."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_text
from frankly.evals.runs.output import Output

BANNED: Final = ("guaranteed", "best seller", "click here", "garantiert", "nur heute", "you won't regret it")


def _wanted(output: Output, pick: Pick) -> str | None:
    """A title that some text names, as a case would ask for it."""
    titles = [str(about["title"]) for about in output.facts.values() if "title" in about]
    named = [title for title in titles if any(title in output.texts[at].text for at in delivered(output))]
    return pick.one(sorted(named), "wanted") if named else None


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    wanted = _wanted(output, pick)
    return {"all": [wanted], "none": list(BANNED)} if wanted else None


def _gone(output: Output, pick: Pick) -> Output | None:
    return _replaced(output, pick, "something")


def _misspelt(output: Output, pick: Pick) -> Output | None:
    wanted = _wanted(output, pick) or ""
    at = pick.below(max(1, len(wanted) - 1), "letter")
    return _replaced(output, pick, wanted[:at] + wanted[at + 1 :])


def _replaced(output: Output, pick: Pick, by: str) -> Output | None:
    wanted = _wanted(output, pick)
    if not wanted:
        return None
    for at in delivered(output):
        text = output.texts[at].text
        output = with_text(output, at, text=text.replace(wanted, by)) if wanted in text else output
    return output


def _banned(output: Output, pick: Pick) -> Output | None:
    at, word = pick.one(delivered(output), "text"), pick.one(BANNED, "word")
    return with_text(output, at, text=f"{output.texts[at].text} {word.capitalize()}!")


def _curly(output: Output, pick: Pick) -> Output | None:
    at = pick.one(delivered(output), "text")
    return with_text(output, at, text=f"You won’t regret it: {output.texts[at].text}")


SET: Final = MutationSet(
    check="contains",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"word gone": _gone, "letter lost": _misspelt, "banned word": _banned, "banned, curly": _curly},
)
