"""Edits of answers that several damages share; each gives a new output and leaves the old one as it is."""

import copy
import re
from collections.abc import Callable
from typing import Any

from frankly.evals.cards.damage import Pick, delivered, with_text
from frankly.evals.checks.reading import quoted_in
from frankly.evals.runs.output import Output, Told

Edit = Callable[[dict[str, Any]], bool | None]
"""Changes an answer in place; False where there is nothing to change."""


def edited(output: Output, edit: Edit) -> Output | None:
    """An output with another answer; None where there is none, or nothing to change."""
    if output.answer is None:
        return None
    answer = copy.deepcopy(output.answer)
    return None if edit(answer) is False else output.model_copy(update={"answer": answer})


def item_ids(output: Output) -> list[str]:
    """Ids of the items of an answer."""
    return [item["id"] for item in (output.answer or {}).get("items", [])]


def without_texts(output: Output, wanted: Callable[[Told], bool]) -> Output:
    """An output without some of its texts, in its answer too."""
    gone = {told.text for told in output.texts if wanted(told)}
    answer = copy.deepcopy(output.answer)
    for item in (answer or {}).get("items", []):
        item["sentences"] = [one for one in item.get("sentences", []) if one.get("text") not in gone]
    texts = tuple(told for told in output.texts if not wanted(told))
    return output.model_copy(update={"texts": texts, "answer": answer})


def about(output: Output, item: str, **said: Any) -> Output:
    """An output of which the catalogue says something else of an item."""
    return output.model_copy(update={"facts": {**output.facts, item: {**output.facts.get(item, {}), **said}}})


def retitled(output: Output, old: str, new: str, shown: str) -> Output | None:
    """An output in which an item is called otherwise, in the catalogue and wherever its title is quoted.

    Args:
        output: what was made.
        old: title of an item.
        new: what the catalogue calls it.
        shown: what stands in texts instead.

    Returns:
        None where no delivered text quotes the title.
    """
    quoted = re.compile(f"([“„]){re.escape(old)}([”“])")
    if not any(quoted.search(told.text) for told in output.delivered):
        return None
    facts = {name: {**said, "title": new} if said.get("title") == old else said for name, said in output.facts.items()}
    texts = tuple(
        told.model_copy(update={"text": quoted.sub(lambda match: f"{match[1]}{shown}{match[2]}", told.text)})
        for told in output.texts
    )
    return output.model_copy(update={"facts": facts, "texts": texts})


def quoted_titles(output: Output) -> list[str]:
    """Titles of items that delivered texts quote."""
    titles = {said.get("title") for said in output.facts.values()}
    found = {quoted for told in output.delivered for _, quoted in quoted_in(told.text)}
    return sorted(found & {title for title in titles if isinstance(title, str)})


def appended(words: Callable[[Pick, Told], str | None], wanted: Callable[[Told], bool] = lambda told: True) -> Any:
    """A damage: something stands behind one of the texts."""

    def damage(output: Output, pick: Pick) -> Output | None:
        places = delivered(output, wanted)
        if not places:
            return None
        at = pick.one(places, "place")
        more = words(pick, output.texts[at])
        return with_text(output, at, text=f"{output.texts[at].text} {more}") if more else None

    return damage
