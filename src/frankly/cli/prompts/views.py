"""How prompts look on a terminal, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from frankly.adapters.files.prompting.classes import classes_of
from frankly.adapters.files.prompting.lock import Locked
from frankly.adapters.files.prompts import path_of
from frankly.cli.prompts.call import Call
from frankly.cli.prompts.comparing import ComparedPrompts
from frankly.cli.prompts.opening import OpenPrompts
from frankly.cli.prompts.rendering import example_of
from frankly.cli.screen import clean, out, put_json
from frankly.domain.documented import described
from frankly.domain.model.budget import usd
from frankly.domain.model.prompt import Prompt
from frankly.domain.saying.text import VerifiedText
from frankly.errors import Misconfigured
from frankly.pipelines.prompting.costing import CallCost, cost_of

if TYPE_CHECKING:
    from frankly.cli.prompts.trying import Tried
    from frankly.pipelines.prompting.trying import Outcome

STYLES = {"released": "green", "draft": "yellow", "retired": "dim"}


def put_list(opened: OpenPrompts, *, as_json: bool) -> None:
    """Write all versions."""
    rows = [(prompt, _stable_tokens(opened, prompt)) for prompt in opened.book.all()]
    if as_json:
        listed = [
            {**_plain(prompt), "stable_tokens": stable, "is_estimate": opened.counter is None}
            for prompt, stable in rows
        ]
        put_json({"prompts": listed})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("prompt", "status"):
        table.add_column(name)
    for name in ("rules", "stable tokens"):
        table.add_column(name, justify="right")
    about = "about " if opened.counter is None else ""
    for prompt, stable in rows:
        told = "cannot be rendered" if stable is None else f"{about}{stable:,}"
        status = Text(prompt.status.value, style=STYLES[prompt.status.value])
        table.add_row(prompt.name, status, str(len(prompt.rules)), told)
    screen = out()
    screen.print(table if rows else f"There are no prompts in {opened.folder}.")
    if rows and opened.counter is None:
        screen.print(Text(f"Tokens are an estimate, rather too many: {opened.why_estimated}", style="dim"))


def _stable_tokens(opened: OpenPrompts, prompt: Prompt) -> int | None:
    try:
        cost = cost_of(example_of(prompt), opened.counter)
    except Misconfigured:
        return None
    return cost.stable


def _plain(prompt: Prompt) -> dict[str, object]:
    return {"id": prompt.name, **prompt.model_dump(mode="json", exclude={"body", "task"})}


def put_prompt(opened: OpenPrompts, prompt: Prompt, *, as_json: bool) -> None:
    """Write one version."""
    if as_json:
        put_json({**_plain(prompt), "body": prompt.body})
        return
    screen = out()
    _title(screen, prompt)
    screen.print(Text(f"{path_of(opened.folder, prompt.task, prompt.version)} · {prompt.hash}", style="dim"))
    parameters = prompt.parameters
    screen.print(
        f"Reply: {prompt.output}, at most {parameters.most_tokens:,} tokens, temperature "
        f"{parameters.temperature_milli / 1000:g}."
    )
    _heading(screen, f"Filled with {prompt.input}")
    about = classes_of(prompt).input
    for name in about.model_fields:
        mark = " (stable)" if name in about.stable_fields else ""
        screen.print(Text.assemble((f"  {name}{mark}: ", "bold"), " ".join(described(about).get(name, "").split())))
    _heading(screen, "Rules")
    for rule in prompt.rules:
        screen.print(Text.assemble((f"  {rule.id}: ", "bold"), clean(rule.text)))
    _heading(screen, "Template")
    _raw(screen, prompt.body.strip())


def put_calls(opened: OpenPrompts, call: Call, *, as_json: bool) -> None:
    """Write what is sent."""
    cost = cost_of(call.call, opened.counter)
    if as_json:
        parts = [part.model_dump(mode="json") for part in call.call.parts]
        shape = call.call.shape.shape if call.call.shape is not None else None
        told = {"prompt": call.prompt.name, "decision": call.decision, "is_sent": call.is_sent}
        told |= {"content": call.call.content}
        parameters = call.prompt.parameters.model_dump()
        put_json(told | {"parts": parts, "shape": shape, "parameters": parameters, "cost": _cost(cost)})
        return
    screen = out()
    _title(screen, call.prompt, _whose(call))
    for part in call.call.parts:
        kind = "stable: the same for equal kinds" if part.is_stable else "data"
        _heading(screen, f"{part.role.value} ({kind})")
        _raw(screen, part.text)
    if call.call.shape is not None:
        _heading(screen, "shape of the reply (JSON Schema)")
        _raw(screen, call.call.shape.shape_json)
    screen.print()
    screen.print(Text(written(cost, opened.why_estimated), style="bold"))


def _whose(call: Call) -> str:
    if call.decision is None:
        return "its example"
    return f"{'sent' if call.is_sent else 'would be sent'} for decision {call.decision}"


def _cost(cost: CallCost) -> dict[str, object]:
    return {**asdict(cost), "tokens_in": cost.tokens_in, "stable_permille": cost.stable_permille}


def written(cost: CallCost, why_estimated: str) -> str:
    """Tokens and price in a line or two; where tokens are an estimate, what to do about it."""
    about = "about " if cost.is_estimate else ""
    sums = f"{cost.stable:,} stable + {cost.data:,} data + {cost.shape:,} shape"
    price = f"at most {usd(cost.most_nano)} USD." if cost.most_nano is not None else "no price is known."
    rest = f"an estimate, rather too many: {why_estimated}" if cost.is_estimate else price
    return f"{about}{cost.tokens_in:,} tokens in ({sums}), at most {cost.most_out:,} out; {rest}"


def put_compared(found: ComparedPrompts, *, as_json: bool) -> None:
    """Write what differs between two versions."""
    if as_json:
        put_json(asdict(found))
        return
    screen = out()
    for style, sign, changes in (("green", "+", found.added), ("red", "-", found.lost)):
        for rule in changes:
            screen.print(Text(f"{sign} {rule.id}: {clean(rule.after or rule.before)}", style=style))
    for rule in found.changed:
        screen.print(Text(f"~ {rule.id}", style="bold"))
        screen.print(Text(f"  - {clean(rule.before)}", style="red"))
        screen.print(Text(f"  + {clean(rule.after)}", style="green"))
    for line in found.settings:
        screen.print(f"~ {line}")
    if not (found.added or found.lost or found.changed):
        screen.print("The rules are the same.")
    _heading(screen, "What is sent for the example" if found.lines else "What is sent for the example is the same.")
    for line in found.lines:
        style = {"+": "green", "-": "red", "@": "dim"}.get(line[:1], "")
        screen.print(Text(clean(line), style=style), soft_wrap=True)


def put_locked(found: Locked, *, as_json: bool) -> None:
    """Write what is held."""
    if as_json:
        put_json(asdict(found))
        return
    screen = out()
    for name in found.added:
        screen.print(f"{name} is held from now on: it is not edited any more.")
    for name in found.forgotten:
        screen.print(f"{name} is not held any more.")
    screen.print(f"prompts.lock holds {len(found.held)} {'version' if len(found.held) == 1 else 'versions'}.")


def put_tried(found: Tried, *, as_json: bool) -> None:
    """Write what came of a call."""
    usage = found.reply.usage
    if as_json:
        told = {"prompt": found.call.prompt.name, "decision": found.call.decision, "model": found.reply.model}
        read = {"is_usable": found.is_usable, "value": found.value, "faults": list(found.faults), "where": found.where}
        after = found.outcome.after.model_dump(mode="json") if found.outcome is not None else None
        put_json(told | read | {"answer": after, "reply": found.reply.text, "usage": usage.model_dump()})
        return
    screen = out()
    _title(screen, found.call.prompt, found.reply.model)
    _heading(screen, "Reply")
    if found.value is not None:
        _raw(screen, orjson.dumps(found.value, option=orjson.OPT_INDENT_2).decode())
    else:
        _raw(screen, found.reply.text)
        screen.print(Text(f"It cannot be used: {clean(found.where or ', '.join(found.faults))}.", style="red"))
    if found.faults:
        screen.print(Text(f"Faults: {', '.join(found.faults)}.", style="yellow"))
    if found.outcome is not None:
        _answered(screen, found.outcome)
    screen.print()
    counted = " (counted here)" if usage.is_counted_here else f" ({usage.tokens_cached:,} of them read before)"
    price = f"{usd(usage.cost_nano)} USD" if found.is_price_known else "no price is known"
    screen.print(Text(f"{usage.tokens_in:,} tokens in{counted}, {usage.tokens_out:,} out; {price}.", "bold"))


def _answered(screen: Console, found: Outcome) -> None:
    """The answer as it would be with what the model said: what stands in it by the model is marked."""
    if found.repair:
        _heading(screen, "Refused; a repair would be asked")
        _raw(screen, found.repair)
    _heading(screen, "The answer with it")
    before = {item.id: item.slot for item in found.before.items}
    for text in (found.after.headline, found.after.intro):
        if text is not None:
            _said(screen, text)
    for item in found.after.items:
        was = before.get(item.id)
        moved = "" if was == item.slot else " (came in)" if was is None else f" (was {was})"
        screen.print(Text(f"{item.slot}. {clean(item.display.title or item.id)}{moved}", style="bold"))
        for text in item.sentences:
            _said(screen, text, indent=3)
    for one in found.after.degradations:
        screen.print(Text(clean(f"{one.code}: {one.detail or one.part}"), style="yellow"))


def _said(screen: Console, text: VerifiedText, indent: int = 0) -> None:
    style = "green" if text.origin == "model" else "dim"
    screen.print(Text(f"{' ' * indent}{clean(text.text)}  [{text.origin}]", style=style))


def _title(screen: Console, prompt: Prompt, *about: str) -> None:
    parts: list[tuple[str, str]] = [(prompt.name, "bold"), (f" {prompt.status.value}", STYLES[prompt.status.value])]
    screen.print(Text.assemble(*parts, *(f" · {clean(one)}" for one in about)))


def _heading(screen: Console, text: str) -> None:
    screen.print()
    screen.print(Text(text, style="bold underline"))


def _raw(screen: Console, text: str) -> None:
    """Lines as they are: nothing is wrapped, so that what is shown can be copied."""
    for line in text.split("\n"):
        screen.print(Text(clean(line)), soft_wrap=True)
