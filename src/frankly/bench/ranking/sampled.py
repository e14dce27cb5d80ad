"""A file that says itself what is to be found, and among which items: JSONL of user, history, candidates, truth."""

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from frankly.bench.ranking.data import Asked, Interactions, bare_items, in_order, lines_of
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Act, People, Question, Split


def _as_text(value: object) -> object:
    """Ids may be written as numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_list(value: object) -> object:
    """One item need not stand in a list."""
    return value if isinstance(value, list) else [value]


_Id = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


class _Line(BaseModel):
    """One person."""

    model_config = ConfigDict(extra="forbid")

    user: _Id
    history: list[_Id]
    candidates: Annotated[list[_Id], Field(min_length=1)]
    truth: Annotated[list[_Id], BeforeValidator(_as_list), Field(min_length=1)]


def sampled(path: Path, name: str) -> Interactions:
    """A JSON object a line: `user`, `history` (oldest to newest), `candidates`, `truth` (an id, or several).

    Truths that are not among the candidates are put there: files of drawn negatives leave them out.

    Raises:
        Invalid: naming file and line, for a line of another shape, or a person who stands twice.
    """
    people: dict[str, list[Act]] = {}
    asked: dict[str, Asked] = {}
    ids: set[str] = set()
    for number, text in lines_of(path):
        line = _line(path, number, text)
        if line.user in people:
            raise Invalid(f"{path}:{number}: '{line.user}' has a line before; put all of a person into one line.")
        people[line.user] = in_order(line.history)
        asked[line.user] = Asked(tuple(dict.fromkeys([*line.candidates, *line.truth])), frozenset(line.truth))
        ids.update(line.history, line.candidates, line.truth)
    return Interactions(name, bare_items(ids), people, [path], False, asked)


def as_given(data: Interactions, is_full: bool) -> Split:
    """Find what the file says, among its candidates or among all items; learned without the last act of each history.

    Args:
        data: with what is asked.
        is_full: rank all items and not the candidates alone.
    """
    questions = []
    for person, acts in data.people.items():
        asked = data.asked[person]
        now = in_order("" for _ in range(len(acts) + 1))[-1].at_ms
        masked = frozenset(act.item for act in acts) - asked.truth
        candidates = () if is_full else asked.candidates
        questions.append(Question(person, acts, asked.truth, now, masked, candidates))
    training: People = {person: acts[:-1] for person, acts in data.people.items()}
    among = "all items" if is_full else "the candidates that the file names alone"
    rule = (
        f"what the file says is to be found, among {among}, items of the history masked unless they are to be found; "
        f"statistics of all histories without their last item; {len(questions)} people counted, 0 left out"
    )
    return Split(rule, training, questions)


def _line(path: Path, number: int, text: str) -> _Line:
    try:
        value: Any = json.loads(text)
    except ValueError as error:
        raise Invalid(f"{path}:{number}: this is no JSON ({error}).") from error
    try:
        return _Line.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the line"
        raise Invalid(
            f"{path}:{number}: {place}: {first['msg']}; a line is an object of user, history, candidates, truth."
        ) from error
