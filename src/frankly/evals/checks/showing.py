"""Makes the outputs of examples: a slate of a bookshop, as the demo shop answers, in few words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from frankly.domain.answering.request import RecommendationRequest
from frankly.evals.cases.case import Ask, Cell, Sentence
from frankly.evals.checks.check import Example
from frankly.evals.runs.output import Called, Output, Told

BOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "farthest-north": {
        "title": "Farthest North",
        "creators": ["Fridtjof Nansen"],
        "categories": ["Travel"],
        "description": "Nansen's plan is to drift with the ice across the polar sea.",
    },
    "south": {"title": "South", "creators": ["Ernest Shackleton"], "categories": ["Travel"]},
    "emma": {
        "title": "Emma",
        "creators": ["Jane Austen"],
        "categories": ["Romance"],
        "description": "Emma Woodhouse makes matches for her friends.",
    },
    "the-lodger": {
        "title": "The Lodger",
        "creators": ["Marie Belloc Lowndes"],
        "categories": ["Mystery"],
        "description": "A killer who calls himself the Avenger is murdering women in London.",
    },
    "kim": {"title": "Kim", "creators": ["Rudyard Kipling"], "categories": ["Adventure"]},
}
"""Id → what the catalogue says of a book."""

BECAUSE: Final = "Because you opened “South”, this one made the list."
"""A reason of the demo shop."""

FACT: Final = "Nansen's plan is to drift with the ice across the polar sea."
"""A fact of the demo shop."""

CLICK: Final[Mapping[str, Any]] = {
    "id": "e1",
    "kind": "clicked",
    "anchor": {"type": "item", "value": "south"},
    "count": 1,
    "contribution": 122_848_164,
}
"""The evidence of that reason."""


def cell(ask: Ask | None = None, **told: Any) -> Cell:
    """A cell of the demo shop.

    Args:
        ask: what is asked; a slate of the home page where it is not said.
        told: further fields of the cell.
    """
    asks = ask or Ask(recommend=RecommendationRequest(surface="home", person="reader-0007", locale="en"))
    return Cell(suite="example", case="home-page", ask=asks, **told)


def reason(text: str = BECAUSE, item: str = "farthest-north", place: str = "items.0.sentences.0", **told: Any) -> Told:
    """A reason as a template tells it, proved twice."""
    told = {"evidence": ("e1",), "pattern": "clicked/because/3", "origin": "template", "is_proved": True, **told}
    return Told(text=text, place=place, item=item, kind="reason", **told)


def fact(text: str = FACT, item: str = "farthest-north", place: str = "items.0.sentences.1", **told: Any) -> Told:
    """A fact that quotes the item's own text, proved twice."""
    told = {"evidence": ("s1",), "origin": "template", "level": "quoted", "is_proved": True, **told}
    return Told(text=text, place=place, item=item, kind="fact", **told)


def line(text: str, place: str = "text.0", **told: Any) -> Told:
    """A text from elsewhere."""
    return Told(text=text, place=place, **told)


def said(*texts: str, **told: Any) -> Output:
    """An output of texts from elsewhere, which are judged as they stand."""
    asks = Ask(text=tuple(Sentence(text=text) for text in texts))
    return Output(cell=cell(asks), texts=tuple(line(text, f"text.{at}", **told) for at, text in enumerate(texts)))


def valued(value: dict[str, Any]) -> Output:
    """An output of an object from elsewhere, which is judged as it stands."""
    return Output(cell=cell(Ask(value=value)), answer=value)


def item(name: str, slot: int, **told: Any) -> dict[str, Any]:
    """An item of a slate as the answer shows it."""
    about = {"title": BOOKS.get(name, {}).get("title", name)}
    personal = {"personalised": "individual", "main_reason": "clicked", "origin": "score"}
    return {"id": name, "slot": slot, "score": 1_000_000_000 // slot, **personal, "display": about, **told}


def slate(*names: str, **told: Any) -> dict[str, Any]:
    """An answer of some books, the first of them for the click of `CLICK`."""
    items = [item(name, slot, evidence=[dict(CLICK)]) for slot, name in enumerate(names, 1)]
    scope = {"basis": "person", "purposes": ["explain", "profile"], "evidence": ["opinions", "views"]}
    return {"surface": "home", "locale": "en", "scope": scope, "items": items, "degradations": [], **told}


def output(
    *texts: Told,
    answer: dict[str, Any] | None = None,
    calls: Sequence[Called] = (),
    of: Cell | None = None,
    **told: Any,
) -> Output:
    """An output of the home page.

    Args:
        texts: what it says.
        answer: the answer; a slate of two books where it is not said.
        calls: what the model was asked.
        of: its cell.
        told: further fields of the output.
    """
    books = {name: dict(about) for name, about in BOOKS.items()}
    return Output(
        cell=of or cell(),
        answer=slate("farthest-north", "emma") if answer is None else answer,
        texts=texts,
        calls=tuple(calls),
        **{"facts": books, **told},
    )


def called(prompt: str = "write/v1", reply: str = "", **told: Any) -> Called:
    """A call of a model."""
    asks = {"key": f"{prompt}-1", "model": "simulated/rule-following", "tokens_in": 900, "tokens_out": 200}
    return Called(prompt=prompt, reply=reply, **{**asks, **told})


def passes(says: str, made: Output, **options: Any) -> Example:
    """An example that passes."""
    return Example(says, made, options, True)


def fails(says: str, made: Output, **options: Any) -> Example:
    """An example that fails."""
    return Example(says, made, options, False)
