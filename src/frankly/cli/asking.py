"""What `frankly recommend` asks and tells: the request, the people and items that it names, the slate."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError
from rich.console import Group, RenderableType
from rich.text import Text

from frankly.cli.naming import names_of
from frankly.cli.screen import clean, out, put_json
from frankly.cli.slate_view import CONDENSED, WHOLE, Look, slate
from frankly.cli.words import Names
from frankly.domain.answer import Answer
from frankly.domain.faults import faults
from frankly.domain.request import RecommendationRequest
from frankly.errors import Invalid, NotFound
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend

MOST_LOOKED_AT: Final = 20_000
"""People that are compared with a name that was not found."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer and what is needed to show it.

    Attributes:
        request: what was asked.
        answer: what came back.
        names: names of what evidence hangs on.
        is_empty: whether there is nothing to recommend from.
    """

    request: RecommendationRequest
    answer: Answer
    names: Names
    is_empty: bool


def request_of(given: Mapping[str, object]) -> RecommendationRequest:
    """Make the request.

    Raises:
        Invalid: naming the option that is wrong, and what was expected.
    """
    try:
        return RecommendationRequest.model_validate(given)
    except ValidationError as error:
        wrong = faults(error.errors(), RecommendationRequest)[0]
        option = (wrong.pointer or "#").rsplit("/", 1)[-1]
        raise Invalid(f"--{option}: {wrong.detail}. {wrong.hint or ''}".rstrip()) from error


async def ask(parts: Parts, request: RecommendationRequest) -> Asked:
    """Ask for somebody who is known.

    Raises:
        NotFound: for a surface, person or item that does not exist, with the nearest name.
    """
    if request.person is not None:
        await _require_person(parts, request.person)
    if request.context.item is not None and not await parts.catalogue.get_many([request.context.item]):
        raise NotFound(f"There is no item '{request.context.item}' in the catalogue.")
    answer = await recommend(parts, request, parts.clock.now())
    return Asked(request, answer, await names_of(parts, [answer]), is_empty=not parts.live.snapshot.row_of)


async def _require_person(parts: Parts, person: str) -> None:
    """At a terminal a person that nothing is known of is more likely misspelt than new."""
    record = await parts.people.read(person, history_limit=1, seen_since=None)
    if record.is_known:
        return
    known = await _people(parts)
    near = difflib.get_close_matches(person, known, n=1, cutoff=0.6)
    hint = f" Did you mean '{near[0]}'?" if near else f" Known are for example {', '.join(known[:3])}." if known else ""
    raise NotFound(
        f"Nothing is known of a person '{person}'.{hint} Leave --person out to see what somebody unknown would get.",
        details={"nearest": near[0] if near else None},
    )


async def _people(parts: Parts) -> list[str]:
    """Ids of people who acted or stated something, sorted."""
    found: set[str] = set()
    async for chunk in parts.events.columns():
        found.update(chunk.people)
        if len(found) >= MOST_LOOKED_AT:
            break
    async for batch in parts.people.stream():
        found.update(str(record.key) for record in batch)
        if len(found) >= MOST_LOOKED_AT:
            break
    return sorted(key for key in found if not key.startswith("session:"))


def tell(asked: Asked, as_json: bool, *, is_whole: bool) -> None:
    """Print the answer, with the main evidence or the whole."""
    if as_json:
        put_json(asked.answer.model_dump(mode="json"))
        return
    screen = out()
    screen.print(_view(asked, WHOLE if is_whole else CONDENSED))


def _view(asked: Asked, look: Look) -> RenderableType:
    answer = asked.answer
    if asked.is_empty:
        return Text(
            "The catalogue is empty. Bring items in with 'frankly import items FILE', or look at 'frankly demo'.",
            style="yellow",
        )
    whom = asked.request.person or (
        f"session {asked.request.session}" if asked.request.session else "nobody in particular"
    )
    notes = [
        Text(f"Note: {fallback.code} {fallback.part}: {fallback.detail}", style="yellow")
        for fallback in answer.degradations
    ]
    return Group(
        Text(f"{answer.surface} · {clean(whom)} · {answer.locale} · decision {answer.decision}", style="dim"),
        *(_scope(answer)),
        Text(),
        slate(answer, asked.names, look),
        *([Text(), *notes] if notes else []),
    )


def _scope(answer: Answer) -> list[Text]:
    """What was not allowed, where that changes what one sees."""
    if answer.variant == "holdout":
        return [
            Text("In the holdout: the slate without personalisation, so that its effect can be measured.", style="dim")
        ]
    if "profile" not in answer.scope.purposes and answer.scope.basis != "nobody":
        return [Text("No profile is used: this person, or the surface, does not allow it.", style="dim")]
    return []
