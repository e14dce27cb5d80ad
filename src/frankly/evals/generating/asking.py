"""Asks one cell of an open shop, through the pipeline of every request, and keeps everything that came of it."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from frankly.adapters.files.prompts import FilePrompts
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.canonical import canonical
from frankly.domain.deciding.decision import Decision
from frankly.domain.model.call import Payer
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.domain.saying.message import MessageRequest
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, NotFound
from frankly.evals.cases.case import Cell
from frankly.evals.generating.judging_texts import judged_texts
from frankly.evals.generating.models import Models, NotedModel
from frankly.evals.generating.second_look import ListenedVerifier
from frankly.evals.generating.shop import OpenShop
from frankly.evals.generating.telling import Letter, texts_of
from frankly.evals.runs.output import Output
from frankly.pipelines.assisting.assist import assisted
from frankly.pipelines.decide import decide
from frankly.pipelines.messaging.write import write_message
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request import recording
from frankly.pipelines.request.deciding import Decided
from frankly.testing.memory.decisions import MemoryDecisions

PATIENCE_MS: Final = 60_000
"""So long an answer waits for a model: what is judged is what it says, not how busy this machine is."""

OWN: Final = "own"
"""The check that looks at texts beside the evidence of other items."""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """One cell with all that it is asked of.

    Attributes:
        shop: where.
        models: who replies.
        cell: what is asked.
        parts: the pipeline's parts, the model aside; probes change them.
    """

    shop: OpenShop
    models: Models
    cell: Cell
    parts: Parts

    @property
    def request(self) -> RecommendationRequest:
        """The question of a slate or a message.

        Raises:
            Invalid: when nothing of the kind is asked.
        """
        asked = self.cell.ask.recommend or self.cell.ask.message
        if asked is None:
            raise Invalid(f"{self.cell.name}: nothing is made for {self.cell.ask.kind}.")
        return asked

    def now(self) -> EpochMs:
        """When it is asked."""
        return self.shop.world.moment_of(self.request.person or "")

    def among(self, ask: RecommendationRequest, parts: Parts | None = None) -> "Asking":
        """The same with another question, or of other parts."""
        told = self.cell.ask.model_copy(update={self.cell.ask.kind: ask})
        return replace(self, cell=self.cell.model_copy(update={"ask": told}), parts=parts or self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What was made for one cell.

    Attributes:
        output: as it is kept.
        decided: the request, decided and told; None of a message.
    """

    output: Output
    decided: Decided | None = None


class _LastDecision(MemoryDecisions):
    """Port `DecisionStore` that keeps the last record alone."""

    last: Decision | None = None

    def record(self, decision: Decision, served: Any, life: int | None = None) -> bool:
        self.last = decision
        return True


def asking(shop: OpenShop, models: Models, cell: Cell) -> Asking:
    """A cell, ready to be asked."""
    return Asking(shop, models, cell, shop.parts(allows=cell.allows))


async def made(asking: Asking) -> Made:
    """Make what a cell asks for.

    Args:
        asking: the cell.

    Raises:
        CallerError: when it cannot be asked like that: nobody of that name, no such surface, no consent.
    """
    cell, tries_others = asking.cell, any(use.name == OWN for use in asking.cell.checks)
    came = await _came(asking, asking.models.of(cell))
    plain = came.plain()
    output = Output(
        cell=cell,
        answer=plain,
        record=None if came.decision is None else orjson.loads(canonical(came.decision.body)),
        texts=texts_of(came.answer, came.heard, tries_others=tries_others),
        calls=came.model.called() if came.model is not None else (),
        stale=came.model.stale() if came.model is not None else (),
        facts=facts_of(asking.shop, cell, plain),
        ms=came.ms,
    )
    return Made(output, came.decided)


async def made_beside(asking: Asking, model: NotedModel | None = None, changed: dict[str, Any] | None = None) -> Output:
    """Make the same in another way. What only the first output is looked at for is left out: record, facts, proofs.

    Args:
        asking: the cell, as it is asked now.
        model: who is asked; the cell's own where none is given.
        changed: what was changed.

    Raises:
        CallerError: when it cannot be asked like that.
    """
    came = await _came(asking, model or asking.models.of(asking.cell))
    return Output(
        cell=asking.cell.model_copy(update={"checks": (), "truth": {}}),
        answer=came.plain(),
        texts=texts_of(came.answer, came.heard, proves=False),
        calls=came.model.called() if came.model is not None else (),
        stale=came.model.stale() if came.model is not None else (),
        changed=changed or {},
        ms=came.ms,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Came:
    """What the pipeline gave."""

    answer: Letter
    decision: Decision | None
    decided: Decided | None
    heard: ListenedVerifier
    model: NotedModel | None
    ms: float

    def plain(self) -> dict[str, Any]:
        """The answer as it is sent."""
        data = self.answer.to_bytes() if isinstance(self.answer, Answer) else self.answer.model_dump_json().encode()
        read: dict[str, Any] = orjson.loads(data)
        return read


async def _came(asking: Asking, model: NotedModel | None) -> _Came:
    start = time.perf_counter()
    heard = ListenedVerifier(asking.parts.verifier, asking.shop.second)
    parts = replace(asking.parts, verifier=heard, assistant=_assistant(asking, model))
    request = _patient(_known(asking), has_model=model is not None)
    ask = _message if asking.cell.ask.message is not None else _slate
    answer, decision, decided = await ask(asking, parts, request)
    if parts.assistant is not None:
        await parts.assistant.behind.close()
    ms = round((time.perf_counter() - start) * 1000, 3)
    return _Came(answer, decision, decided, heard, model, ms)


def judged(asking: Asking) -> Output:
    """Sentences that somebody else wrote, as an output: nothing is made."""
    cell = asking.cell
    return Output(cell=cell, texts=judged_texts(asking.shop, cell.ask.text), facts=facts_of(asking.shop, cell, None))


async def _slate(
    asking: Asking, parts: Parts, request: RecommendationRequest
) -> tuple[Letter, Decision | None, Decided | None]:
    started_s = asyncio.get_running_loop().time()
    base = await decide(parts, request, asking.now())
    payer = Payer(request=str(base.answer.decision), campaign=f"eval-{asking.cell.suite}")
    decided = await assisted(parts, base, started_s=started_s, payer=payer)
    return decided.answer, recording.build(decided), decided


async def _message(
    asking: Asking, parts: Parts, request: RecommendationRequest
) -> tuple[Letter, Decision | None, Decided | None]:
    kept = _LastDecision()
    asked = MessageRequest(
        **{name: getattr(request, name) for name in ("person", "profile", "surface", "locale", "limit", "seed")},
        deadline_ms=request.deadline_ms,
        first_name=asking.cell.truth.get("first_name"),
    )
    message = await write_message(replace(parts, decisions=kept), asked, asking.now())
    return message, kept.last, None


def _known(asking: Asking) -> RecommendationRequest:
    """The question, of somebody who is in the shop; a slip in a name must not be asked as a stranger."""
    request = asking.request
    person = request.person
    if person is not None and request.profile is None and person not in asking.shop.world.records:
        raise NotFound(
            f"Nobody in the shop '{asking.cell.shop}' is called '{person}'. For somebody new leave 'person' out, or "
            "name a 'session'."
        )
    return request


def _patient(request: RecommendationRequest, *, has_model: bool) -> RecommendationRequest:
    if not has_model or request.deadline_ms is not None:
        return request
    return request.model_copy(update={"deadline_ms": PATIENCE_MS})


def _assistant(asking: Asking, model: NotedModel | None) -> Assistant | None:
    if model is None:
        return None
    book, text = asking.shop.prompts, asking.shop.text
    varied = asking.cell.variables.get("prompt")
    for told in (*asking.cell.prompts, *([] if varied is None else [str(varied)])):
        book = book.using(version_named(book, told))
    return Assistant(model, book, is_ready=lambda: True, lexicons=text.lexicons, brand=text.brand)


def version_named(book: FilePrompts, told: str) -> Prompt:
    """A prompt version by its name.

    Raises:
        Invalid: when it is not written as one.
        NotFound: when there is none; names those that there are.
    """
    task, _, version = told.partition("/v")
    if task not in set(PromptTask) or not version.isdecimal():
        raise Invalid(f"'{told}' is no version of a prompt; write task and version, as 'write/v2'.")
    return book.get(PromptTask(task), int(version))


def facts_of(shop: OpenShop, cell: Cell, answer: dict[str, Any] | None) -> dict[str, Any]:
    """What the catalogue says of every item that an answer, its evidence or a case names."""
    named = dict.fromkeys([*_strings(answer), *_strings(cell.truth), *_strings(cell.ask.model_dump(mode="json"))])
    found = (shop.items[name] for name in named if name in shop.items)
    return {str(item.id): item.model_dump(mode="json", exclude_defaults=True) for item in found}


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in (name, *_strings(inner))]
    return [text for inner in value for text in _strings(inner)] if isinstance(value, list | tuple) else []
