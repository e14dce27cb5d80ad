"""Tokens of a slate with text: two calls of ours beside one naive prompt that holds whole items and the history.

Both are counted with the same words in the reply: those of the sentences that the slate is told with. Ours holds them
with slots and short handles, the naive one holds them filled, with the ids of the items.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from jinja2 import Environment, StrictUndefined

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.handles import handles_in
from frankly.domain.person.event import EVENT_KINDS
from frankly.domain.saying.text import VerifiedText
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.pipelines.assisting.text.asked import Asked, asked_to_write
from frankly.pipelines.assisting.text.writing import write_call
from frankly.pipelines.assisting.vote.ordering import order_of
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided
from frankly.ports.verifier import Bearing
from frankly.stages.writing.live.texts import Key
from frankly.testing.scripted_model import ScriptedModel

CANDIDATES: Final = 25
"""Items that the naive prompt holds, and at most the vote."""

SIZE: Final = 10
_INTRO: Final = "Take time to compare."
"""A second line above the slate, the same for both."""


class Counter:
    """Counts tokens with the tokenizer that litellm ships."""

    def __init__(self) -> None:
        """Load litellm, which takes seconds.

        Raises:
            Misconfigured: when it is not installed.
        """
        from frankly.adapters.litellm_package import LiteLLMPackage
        from frankly.adapters.model.litellm_model import LiteLLMModel

        package = LiteLLMPackage()
        package.wait()
        self._model = LiteLLMModel("openai/gpt-4o-mini", package)

    def of(self, text: str) -> int:
        """Tokens of a text."""
        return self._model.count(text)


@dataclass(slots=True)
class Tokens:
    """What some slates took.

    Attributes:
        stable: of our prompts, what is the same for equal kinds of evidence; the shapes of the replies among it.
        changing: of our prompts, the rest.
        out: of our replies.
        naive_in: of the naive prompts.
        naive_out: of the replies to them.
        tasks: task → tokens in both directions.
        slates: how many.
    """

    stable: int = 0
    changing: int = 0
    out: int = 0
    naive_in: int = 0
    naive_out: int = 0
    tasks: dict[str, int] = field(default_factory=dict)
    slates: int = 0

    def add(self, call: ModelCall, reply: str, counter: Counter) -> None:
        """Count one call of ours."""
        stable = sum(counter.of(part.text) for part in call.parts if part.is_stable)
        stable += counter.of(call.shape.shape_json) if call.shape is not None else 0
        changing = sum(counter.of(part.text) for part in call.parts if not part.is_stable)
        out = counter.of(reply)
        self.stable, self.changing, self.out = self.stable + stable, self.changing + changing, self.out + out
        self.tasks[call.prompt] = self.tasks.get(call.prompt, 0) + stable + changing + out

    def figures(self) -> dict[str, float]:
        """The figures of all slates together."""
        ours, naive = self.stable + self.changing + self.out, self.naive_in + self.naive_out
        told = {f"tokens.per_slate.{task}": round(count / self.slates, 1) for task, count in self.tasks.items()}
        return told | {
            "tokens.per_slate": round(ours / self.slates, 1),
            "tokens.per_slate.in": round((self.stable + self.changing) / self.slates, 1),
            "tokens.per_slate.out": round(self.out / self.slates, 1),
            "tokens.naive": round(naive / self.slates, 1),
            "tokens.naive.in": round(self.naive_in / self.slates, 1),
            "tokens.naive.out": round(self.naive_out / self.slates, 1),
            "tokens.naive_ratio": round(ours / naive, 3),
            "tokens.stable_prefix_share": round(self.stable / (self.stable + self.changing), 3),
        }


async def measure_tokens(parts: Parts, people: Sequence[str], now: EpochMs, yardstick: Path) -> dict[str, float]:
    """Count the tokens of one slate for each of some people.

    Args:
        parts: a world whose assistant has the shipped prompts.
        people: who asks.
        now: when.
        yardstick: file of the naive prompt.

    Raises:
        Invalid: when nobody gets a slate of ten.
    """
    if parts.assistant is None:
        raise Invalid("Tokens are counted over a world with prompts: give its parts an assistant.")
    counter, tokens = Counter(), Tokens()
    naive = Environment(undefined=StrictUndefined, autoescape=False).from_string(  # noqa: S701  a prompt, not a page
        yardstick.read_text(encoding="utf-8")
    )
    for person in people:
        base = await decide(parts, RecommendationRequest(surface="home", person=person, limit=SIZE), now)
        asked = asked_to_write(parts.assistant, parts, base)
        if asked is None or len(base.slate.slots) < SIZE:
            continue
        for call, reply in await _ours(parts, parts.assistant, base, asked):
            tokens.add(call, reply, counter)
        items, history = await _told(parts, base)
        tokens.naive_in += counter.of(naive.render(items=items, history=history, size=SIZE))
        tokens.naive_out += counter.of(_naive_reply(base))
        tokens.slates += 1
    if not tokens.slates:
        raise Invalid("Nobody gets a slate of ten here; ask for people with acts.")
    return tokens.figures() | {"tokens.slates": float(tokens.slates)}


async def _ours(parts: Parts, assistant: Assistant, base: Decided, asked: Asked) -> list[tuple[ModelCall, str]]:
    """Our calls, each with a plausible reply: all handles in some order; the slate's own sentences."""
    payer = Payer()
    voter = ScriptedModel()
    voting = Assistant(voter, assistant.prompts, lambda: True)
    await order_of(voting, parts, base, deadline_ms=1_000, payer=payer)
    ranked = [(call, _json({"order": list(handles_in(call.parts[-1].text))})) for call in voter.calls]
    return [*ranked, (write_call(asked, deadline_ms=1_000, payer=payer), _json(_written(base, asked)))]


def _written(base: Decided, asked: Asked) -> dict[str, Any]:
    """The sentences that the slate is told with, as a model would write them."""
    shown = [one for one in base.heard.drafts if isinstance(one.outcome, VerifiedText)]
    items = []
    for answered, offered, bearing in zip(base.told.items, asked.offered.offered, asked.bearings, strict=True):
        texts = {one.outcome.text: one.draft for one in shown if one.about and one.about.id == answered.id}  # type: ignore[union-attr]
        reasons = [texts[one.text].text for one in answered.sentences if one.kind == "reason" and one.text in texts]
        entry: dict[str, Any] = {
            "handle": offered.handle,
            "sentences": [_sentence(text, bearing, offered.names) for text in reasons],
        }
        has_fact = any(one.kind == "fact" for one in answered.sentences)
        items.append(entry | ({"fact": 1} if has_fact and offered.facts else {}))
    headline = base.told.headline.text if base.told.headline is not None else ""
    return {
        "headline": {"text": headline, "evidence": list(asked.offered.above)},
        "intro": {"text": _INTRO, "evidence": []},
        "items": items,
    }


def _sentence(text: str, bearing: Bearing, names: Mapping[str, Key]) -> dict[str, Any]:
    """A sentence with the ids of the call; without a slot it cites the first of the item's own."""
    known = {key: name for name, key in names.items()}
    own: dict[str, str] = {}
    for slot in TEXT_SLOT.finditer(text):
        owner = bearing.grounds.get(slot["owner"]) or bearing.evidence.get(slot["owner"])
        if owner is not None:
            key: Key = (owner.kind, owner.anchor.type, owner.anchor.value)
            own[slot["owner"]] = known.get(key, slot["owner"])
    named = re.sub(r"[“”„]", "", TEXT_SLOT.sub(lambda slot: _slot(slot, own), text))
    return {"text": named, "evidence": list(own.values()) or list(names)[:1]}


def _slot(slot: re.Match[str], own: Mapping[str, str]) -> str:
    return f"{{{own.get(slot['owner'], slot['owner'])}.{slot['field']}}}"


def _naive_reply(base: Decided) -> str:
    """The same sentences, filled, beside the ids of the items."""
    told = [{"id": item.id, "explanation": " ".join(one.text for one in item.sentences)} for item in base.told.items]
    headline = base.told.headline.text if base.told.headline is not None else ""
    return _json({"headline": headline, "intro": _INTRO, "items": told})


async def _told(parts: Parts, base: Decided) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Whole items and the whole history, newest first, as a shop would put them into a prompt."""
    snapshot, slate, history = base.situation.snapshot, base.slate, base.record.history
    rows = [slot.row for slot in slate.slots] + list(slate.reserve)
    ids = [str(snapshot.item_ids[row]) for row in dict.fromkeys(rows)][:CANDIDATES]
    acted = [item for item in history.item_ids if item]
    known = await parts.catalogue.get_many(sorted({*ids, *acted}), at=snapshot.position)
    acts = [
        _act(EVENT_KINDS[int(kind)].value, known[item], int(at))
        for kind, item, at in zip(history.kinds, history.item_ids, history.at_ms, strict=True)
        if item in known
    ]
    return [_whole(known[item]) for item in ids if item in known], acts[::-1]


def _whole(item: Item) -> dict[str, Any]:
    return item.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _act(kind: str, item: Item, at: int) -> dict[str, Any]:
    moment = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
    return {"act": kind, "product": item.title, "category": item.category, "at": moment}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
