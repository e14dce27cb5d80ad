"""What `frankly doctor --model` finds: whether a model replies, how fast, at what price, and what is left to spend."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from frankly.domain.model.budget import BudgetLimit, Spent, usd, uses
from frankly.domain.model.call import ModelCall, ModelParameters, PartRole, Payer, PromptPart, ReplyShape
from frankly.domain.model.reply import ModelReply, ModelUsage
from frankly.domain.person.consent import Purpose
from frankly.domain.surface import Surface
from frankly.domain.time import EpochMs
from frankly.errors import BudgetSpent, DependencyError, ModelMisbehaved
from frankly.pipelines.examining.findings import Finding, Severity
from frankly.ports.asking.budget import BudgetStore
from frankly.ports.asking.model import LanguageModel
from frankly.stages.replies.reading import read_object

SLOW_MS: Final = 4_000
"""From where on a tiny reply is so slow that text would rarely be ready within a request's deadline."""

NEARLY_PERCENT: Final = 90
_MILLION: Final = 1_000_000
_DEADLINE_MS: Final = 30_000
_SHAPE: Final = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}
TINY_CALL: Final = ModelCall(
    prompt="doctor",
    version=1,
    parts=(
        PromptPart(role=PartRole.SYSTEM, text="You reply to a check with one JSON object.", is_stable=True),
        PromptPart(role=PartRole.USER, text='Reply with {"ready": true}.'),
    ),
    shape=ReplyShape(name="ready", shape_json=orjson.dumps(_SHAPE).decode()),
    # Models that think before they write need room for that.
    parameters=ModelParameters(most_tokens=500),
    deadline_ms=_DEADLINE_MS,
    payer=Payer(request="doctor"),
)
"""A few dozen tokens; asks for a shape, because everything else that is asked does so too."""


async def examine_model(model: LanguageModel, asked_by: str) -> list[Finding]:
    """Ask a model one tiny thing.

    Args:
        model: the one to ask, without a cache and without further attempts.
        asked_by: how a shape is asked for, for the message.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        reply = await model.complete(TINY_CALL)
    except ModelMisbehaved as error:
        what_to_do = "Try another model, or FRANKLY_MODEL_OUTPUT=prompt."
        return [Finding("model_misbehaves", Severity.ERROR, error.message, "model", what_to_do)]
    except DependencyError as error:
        return [Finding(error.code, Severity.ERROR, error.message, "model", _remedy(error))]
    took_ms = round((loop.time() - begun) * 1000)
    return [_replied(model.name, reply, took_ms), _shape(model.name, reply, asked_by), _price(model)]


def _remedy(error: DependencyError) -> str:
    if isinstance(error, BudgetSpent):
        return "Raise the budget, or wait until it is counted anew; until then, templates write all text."
    return "Until it replies, every answer is complete without it: its text comes from templates."


def _replied(name: str, reply: ModelReply, took_ms: int) -> Finding:
    usage = reply.usage
    what = f"{name} replied after {took_ms} ms: {usage.tokens_in} tokens read, {usage.tokens_out} written."
    if took_ms <= SLOW_MS:
        return Finding("model", Severity.OK, what, "model")
    what_to_do = "Expect its text in later answers rather than in the one that asks; or take a faster model."
    return Finding("model_slow", Severity.WARNING, what, "model", what_to_do)


def _shape(name: str, reply: ModelReply, asked_by: str) -> Finding:
    found = read_object(reply.text)
    way = {"schema": "by JSON schema", "tool": "as a tool", "prompt": "in words"}.get(asked_by, asked_by)
    faults = ", ".join(fault.value for fault in found.faults)
    if found.value is None or not isinstance(found.value.get("ready"), bool):
        what = f"{name} was asked for JSON {way} and gave none that can be used{f' ({faults})' if faults else ''}."
        what_to_do = "Set FRANKLY_MODEL_OUTPUT to another of schema, tool and prompt, or take another model."
        return Finding("model_shape", Severity.ERROR, what, "model", what_to_do)
    if faults:
        what = f"{name} was asked for JSON {way}; its reply had to be mended ({faults})."
        what_to_do = "That works, and is counted; FRANKLY_MODEL_OUTPUT may find a cleaner way."
        return Finding("model_shape_mended", Severity.NOTE, what, "model", what_to_do)
    return Finding("model_shape", Severity.OK, f"{name} was asked for JSON {way} and gave it.", "model")


def _price(model: LanguageModel) -> Finding:
    reading, writing = model.price(ModelUsage(tokens_in=_MILLION)), model.price(ModelUsage(tokens_out=_MILLION))
    if reading is None or writing is None:
        what = f"No price of {model.name} is known, so budgets in USD refuse its calls and tokens alone are counted."
        what_to_do = "Set FRANKLY_MODEL_PRICE, for example 0.15/0.60 (USD for a million tokens in and out)."
        return Finding("model_price", Severity.NOTE, what, "model", what_to_do)
    what = f"A million tokens of {model.name} cost {usd(reading)} USD to read and {usd(writing)} USD to write."
    return Finding("model_price", Severity.OK, what, "model")


def examine_consent(surfaces: Mapping[str, Surface]) -> Finding:
    """Say for which people who decided nothing a model is asked at all, by surface.

    Args:
        surfaces: name → surface.
    """
    asks = [name for name, one in sorted(surfaces.items()) if one.model.write or one.model.vote != "off"]
    silent = [name for name in asks if not surfaces[name].consent.get(Purpose.MODEL, False)]
    if not silent:
        what = f"Of people who decided nothing, a model is asked on: {', '.join(asks) or 'no surface'}."
        return Finding("model_consent", Severity.OK, what, "model")
    where = ", ".join(silent)
    what = f"On {where} a model is asked only for people who agreed to it: the declared default refuses `model`."
    what_to_do = "Where your notice covers it, set `consent: {model: true}` in surfaces/<name>.yaml."
    return Finding("model_consent", Severity.NOTE, what, "model", what_to_do)


async def examine_budgets(store: BudgetStore, limits: Sequence[BudgetLimit], now: EpochMs) -> list[Finding]:
    """Look at what is left of today's budget, and say which others there are.

    Raises:
        StoreUnavailable: when the store cannot be read.
    """
    if not limits:
        what_to_do = "Set FRANKLY_BUDGET_DAY, for example '2000000 tokens, 5 USD'."
        return [Finding("budget_none", Severity.WARNING, "There is no budget for models.", "budget", what_to_do)]
    told = ", ".join(f"{limit.kind.value}: {written(limit.tokens, limit.cost_nano)}" for limit in limits)
    findings = [Finding("budget", Severity.OK, f"Budgets: {told}.", "budget")]
    for use in uses(tuple(limits), Payer(), now):
        if use.name and (use.tokens, use.cost_nano) != (None, None):
            findings.append(_left(await store.spent(use), use.tokens, use.cost_nano))
    return findings


def _left(spent: Spent, tokens: int | None, cost_nano: int | None) -> Finding:
    shares = [
        100 * already // most if most else 100
        for already, most in ((spent.tokens, tokens), (spent.cost_nano, cost_nano))
        if most is not None
    ]
    # Without a limit in money, nothing may stand there for want of a price.
    money = spent.cost_nano if cost_nano is not None or spent.cost_nano else None
    what = f"Today {written(spent.tokens, money)} are spent or set aside, {max(shares)} % of the budget."
    if max(shares) < NEARLY_PERCENT:
        return Finding("budget_today", Severity.OK, what, "budget")
    what_to_do = "'frankly usage' shows what took it; when it is spent, templates write all text until midnight UTC."
    return Finding("budget_today", Severity.WARNING, what, "budget", what_to_do)


def written(tokens: int | None, cost_nano: int | None) -> str:
    """Tokens and money as people read them; what is None is left out."""
    parts = [f"{tokens:,} tokens"] if tokens is not None else []
    return ", ".join(parts + ([f"{usd(cost_nano)} USD"] if cost_nano is not None else []))
