"""What `frankly recommend` asks and tells: the request, the people and items that it names, the slate."""

import asyncio
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from rich.console import Group, RenderableType
from rich.text import Text

from frankly.cli.naming import names_of
from frankly.cli.screen import clean, err, out, put_json
from frankly.cli.slate_view import CONDENSED, WHOLE, Look, slate
from frankly.cli.words import Names
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.degradation import Degradation
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.faults import faults
from frankly.domain.time import DAY_MS, EpochMs, Moment, to_iso
from frankly.errors import Invalid, Misconfigured, ModelFailed, NotFound
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend

Question = TypeVar("Question", bound=BaseModel)

FADED_MS: Final = 365 * DAY_MS
"""Acts this old weigh next to nothing on any shipped surface."""

WITHOUT: Final = "Leave --person out to see what somebody unknown would get."

MOST_LOOKED_AT: Final = 20_000
"""People that are compared with a name that was not found."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer and what is needed to show it.

    Attributes:
        request: what was asked.
        answer: what came back.
        names: names of what evidence hangs on.
        newest_act: when the person acted last, in milliseconds; None when they never did.
        owner: the running service that keeps the index to itself.
        is_empty: whether there is nothing to recommend from.
    """

    request: RecommendationRequest
    answer: Answer
    names: Names
    newest_act: int | None
    owner: str | None
    is_empty: bool


def request_of(given: Mapping[str, object]) -> RecommendationRequest:
    """Make the request.

    Raises:
        Invalid: naming the option that is wrong, and what was expected.
    """
    return asked_of(RecommendationRequest, given)


def asked_of(kind: type[Question], given: Mapping[str, object]) -> Question:
    """Make a question of what options say; see `request_of`.

    Args:
        kind: what is asked.
        given: name of an option → what it says.

    Raises:
        Invalid: naming the option that is wrong, and what was expected.
    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        wrong = faults(error.errors(), kind)[0]
        option = (wrong.pointer or "#").rsplit("/", 1)[-1]
        raise Invalid(f"--{option}: {wrong.detail}. {wrong.hint or ''}".rstrip()) from error


def moment(text: str, option: str = "--at") -> EpochMs:
    """Read a moment that an option gives.

    Raises:
        Invalid: when it is no ISO 8601 time.
    """
    try:
        return EpochMs(TypeAdapter[int](Moment).validate_python(text))
    except ValidationError as error:
        raise Invalid(f"{option}: expected ISO 8601 time such as 2011-12-09T12:00:00Z, found '{text}'.") from error


async def ask(parts: Parts, request: RecommendationRequest, now: EpochMs, owner: str | None) -> Asked:
    """Ask for somebody who is known.

    Args:
        parts: the world.
        request: what is asked.
        now: the moment of the request.
        owner: the running service that keeps the index to itself; None when there is none.

    Raises:
        NotFound: for a surface, person or item that does not exist, with the nearest name.
    """
    newest = await newest_act(parts, request.person) if request.person is not None else None
    if request.context.item is not None and not await parts.catalogue.get_many([request.context.item]):
        raise NotFound(f"There is no item '{request.context.item}' in the catalogue.")
    await load_model(parts)
    answer = await recommend(parts, request, now)
    return Asked(
        request, answer, await names_of(parts, [answer]), newest, owner, is_empty=not parts.live.snapshot.row_of
    )


async def load_model(parts: Parts) -> None:
    """Wait for what reaches the language model; where it cannot be loaded, say so: the answer is whole without it.

    One question is asked, and whoever types it would rather wait than never see what a model adds.
    """
    if parts.assistant is None:
        return
    try:
        await asyncio.to_thread(parts.assistant.load)
    except (Misconfigured, ModelFailed) as error:
        err().print(Text(f"Note: {clean(error.message)} Until then, answers do without the model.", style="yellow"))


async def newest_act(parts: Parts, person: str, *, otherwise: str = WITHOUT) -> int | None:
    """When somebody who is known acted last; at a terminal somebody unknown is more likely misspelt than new.

    Args:
        parts: the world.
        person: who.
        otherwise: what somebody could do who meant nobody known.

    Raises:
        NotFound: for somebody unknown, with the nearest known.
    """
    record = await parts.people.read(person, history_limit=1, seen_since=None)
    if record.is_known:
        return int(record.history.at_ms[-1]) if len(record.history) else None
    known = await _people(parts)
    near = difflib.get_close_matches(person, known, n=1, cutoff=0.6)
    hint = f" Did you mean '{near[0]}'?" if near else f" Known are for example {', '.join(known[:3])}." if known else ""
    raise NotFound(
        f"Nothing is known of a person '{person}'.{hint} {otherwise}".rstrip(),
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
    notes = [*_faded(asked), *fallbacks(asked.answer.degradations, asked.owner)]
    return Group(
        Text(f"{answer.surface} · {clean(whom)} · {answer.locale} · decision {answer.decision}", style="dim"),
        *(_scope(answer)),
        Text(),
        slate(answer, asked.names, look),
        *([Text(), *notes] if notes else []),
    )


def _faded(asked: Asked) -> list[Text]:
    """Why a long history shows nowhere: all of it lies too far back."""
    newest, answer = asked.newest_act, asked.answer
    is_personal = any(item.personalised == "individual" for item in answer.items)
    if newest is None or is_personal or answer.now - newest < FADED_MS:
        return []
    when = to_iso(newest)[:10]
    return [
        Text(f"Note: this person last acted on {when}, and acts fade. To ask as of then: --at {when}", style="yellow")
    ]


def fallbacks(degradations: Sequence[Degradation], owner: str | None) -> list[Text]:
    """Why fallbacks were used; of an index that a running service keeps to itself, that it is so.

    Args:
        degradations: of an answer.
        owner: the running service that keeps the index to itself; None when there is none.
    """
    notes = []
    for fallback in degradations:
        told = f"{fallback.code} {fallback.part}".rstrip() + f": {fallback.detail}"
        if owner is not None and fallback.code.startswith("index_"):
            told = f"the index belongs to {owner}, so this answer did without it. The service itself uses it."
        notes.append(Text(f"Note: {clean(told)}", style="yellow"))
    return notes


def _scope(answer: Answer) -> list[Text]:
    """What was not allowed, where that changes what one sees."""
    if answer.variant == "holdout":
        return [
            Text("In the holdout: the slate without personalisation, so that its effect can be measured.", style="dim")
        ]
    if "profile" not in answer.scope.purposes and answer.scope.basis != "nobody":
        return [Text("No profile is used: this person, or the surface, does not allow it.", style="dim")]
    return []
