"""The phrasebook as a person at a terminal reads it, and the same for programs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from frankly.cli.phrasebook.allowance_view import allowance_rows, allowances_plain, shortage_notes
from frankly.cli.screen import clean
from frankly.domain.model.budget import usd
from frankly.measure.comparing.proportion import Proportion
from frankly.pipelines.phrasebook.building import BuildReport
from frankly.pipelines.phrasebook.exchange import ImportReport
from frankly.pipelines.phrasebook.forecast import Allowance, Forecast
from frankly.pipelines.phrasebook.metering import Meter
from frankly.pipelines.phrasebook.pruning import PruneReport
from frankly.pipelines.phrasebook.reviewing import Reviewable
from frankly.pipelines.phrasebook.status import BookStatus, LocaleStatus, Residual


def forecast_plain(told: Forecast, left: Sequence[Allowance]) -> dict[str, object]:
    """The forecast for programs."""
    return {
        "items": told.items,
        "cells": told.cells,
        "made_before": told.skipped,
        "silent": told.silent,
        "stale": told.stale,
        "calls": told.calls,
        "judgements_at_most": told.judgements,
        "tokens_in": told.usage.tokens_in,
        "tokens_out": told.usage.tokens_out,
        "cost_nano": told.cost_nano,
        "budgets": allowances_plain(left, told),
    }


def forecast_view(told: Forecast, left: Sequence[Allowance], writer: str, judge: str) -> RenderableType:
    """What a build will take, and what budgets leave."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(justify="right")
    rows = [
        ("items to write facts of", f"{told.items:,}"),
        ("kinds of reasons to write", f"{told.cells:,}"),
        ("made before", f"{told.skipped:,}"),
        ("nothing to tell of", f"{told.silent:,}"),
        ("stale, verified again", f"{told.stale:,}"),
        (f"calls to {clean(writer)}", f"{told.calls:,}"),
        (f"judgements by {clean(judge)}, at most", f"{told.judgements:,}"),
        ("tokens in, at most", f"{told.usage.tokens_in:,}"),
        ("tokens out, at most", f"{told.usage.tokens_out:,}"),
        ("US dollars, at most", "not known" if told.cost_nano is None else usd(_cents(told.cost_nano))),
        *allowance_rows(left),
    ]
    for row in rows:
        table.add_row(*row)
    parts: list[RenderableType] = [table]
    if told.judgements and writer == judge:
        note = "The model judges itself. Another one sees more of its mistakes: set FRANKLY_JUDGE_MODEL."
        parts.append(Text(note, style="yellow"))
    if told.cost_nano is None:
        parts.append(Text("The price of this model is not known: set FRANKLY_MODEL_PRICE.", style="yellow"))
    return Group(*parts, *shortage_notes(left, told))


def _cents(cost_nano: int) -> int:
    """Rounded up to a hundredth of a cent."""
    step = 100_000
    return -(-cost_nano // step) * step


def built_plain(report: BuildReport, meter: Meter, told: Forecast, left: Sequence[Allowance]) -> dict[str, object]:
    """What a build did, for programs."""
    return {
        "forecast": forecast_plain(told, left),
        "units": report.units,
        "made_before": report.skipped,
        "failed": report.failed,
        "facts": dict(report.facts),
        "phrases": dict(report.phrases),
        "renewed": dict(report.renewed),
        "codes": dict(report.codes),
        "faults": dict(report.faults),
        "calls": dict(meter.calls),
        "remembered": dict(meter.remembered),
        "tokens": meter.spent.tokens,
        "cost_nano": meter.spent.cost_nano,
        "stopped": report.stopped,
    }


def built_view(report: BuildReport, meter: Meter, told: Forecast) -> RenderableType:
    """What a build did."""
    facts, phrases = report.facts, report.phrases
    lines = [
        Text(f"{report.units:,} made, {report.skipped:,} made before."),
        Text(
            f"Facts: {facts['admitted']:,} admitted, {facts['waiting']:,} wait for a person, {facts['refused']:,} "
            f"refused by the judge, {facts['unworded']:,} by the verifier."
        ),
        Text(f"Reasons: {phrases['admitted']:,} admitted, {phrases['refused']:,} refused by the verifier."),
    ]
    if report.renewed:
        renewed = report.renewed
        lines.append(Text(f"Stale reasons: {renewed['admitted']:,} renewed, {renewed['retired']:,} retired."))
    if report.codes:
        lines.append(Text(f"Refused most often for: {_listed(report.codes)}.", style="dim"))
    if report.faults:
        lines.append(Text(f"Replies were not as asked: {_listed(report.faults)}.", style="dim"))
    if report.failed:
        lines.append(Text(f"{report.failed:,} got no usable reply; the next build asks again.", style="yellow"))
    calls = ", ".join(f"{clean(name)} {number:,}" for name, number in sorted(meter.calls.items())) or "none"
    price = "no price is known" if told.cost_nano is None else f"{usd(meter.spent.cost_nano)} USD"
    lines.append(Text(f"Calls: {calls}. {meter.spent.tokens:,} tokens, {price}.", style="dim"))
    if report.stopped:
        lines.append(Text(f"Stopped: {clean(report.stopped)} Run it again to go on.", style="red"))
    return Group(*lines)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{clean(name)} {number:,}" for name, number in counts.most_common(5))


def status_plain(found: BookStatus) -> dict[str, object]:
    """The status for programs."""
    return {
        "locales": {locale: _locale_plain(one) for locale, one in found.locales.items()},
        "residual": {"facts": _residual_plain(found.facts), "reasons": _residual_plain(found.phrases)},
    }


def _locale_plain(one: LocaleStatus) -> dict[str, object]:
    return {
        "items": one.items,
        "built": one.built,
        "items_with_facts": dict(one.with_facts),
        "facts": dict(one.facts),
        "waiting": one.waiting,
        "refused": dict(one.refused),
        "of_past_texts": one.past,
        "cells": {kind: {"covered": covered, "of": of} for kind, (covered, of) in one.cells.items()},
        "phrases": dict(one.phrases),
        "stale": one.stale,
        "retired": one.retired,
        "refused_phrases": one.unworded,
    }


def _residual_plain(told: Residual) -> dict[str, object]:
    wrong = told.wrong
    return {
        "reviewed": wrong.of,
        "wrong": wrong.hits,
        "share": wrong.share if wrong.of else None,
        "low": wrong.low,
        "high": wrong.high,
        "way": told.way,
    }


def status_view(found: BookStatus, surfaces: Mapping[str, Sequence[str]]) -> RenderableType:
    """What the phrasebook holds, and which surfaces show facts of each level."""
    parts: list[RenderableType] = []
    for locale, one in found.locales.items():
        parts += [Text(locale, style="bold"), *_locale(one), Text()]
    parts += [_shown(level, names) for level, names in surfaces.items()]
    parts += [_residual("facts", found.facts), _residual("reasons", found.phrases)]
    return Group(*parts)


def _shown(level: str, names: Sequence[str]) -> Text:
    if names:
        return Text(f"Facts of the level '{level}' are shown on: {clean(', '.join(names))}.")
    what_to_do = "add it to text.levels of a surface, such as surfaces/home.yaml"
    return Text(f"No surface shows facts of the level '{level}': {what_to_do}.", "yellow")


def _locale(one: LocaleStatus) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if one.items:
        levels = ", ".join(f"{level} {one.with_facts[level]:,}" for level in ("quoted", "rewritten", "approved"))
        lines.append(Text(f"  items: {one.items:,}, built {one.built:,}; with facts: {levels}"))
        refused = sum(one.refused.values())
        lines.append(
            Text(
                f"  facts of models: {one.facts['rewritten'] + one.facts['approved']:,} admitted, {one.waiting:,} "
                f"waiting, {refused:,} refused ({_by(one.refused)}), {one.past:,} of past texts",
            )
        )
    covered, cells = sum(two[0] for two in one.cells.values()), sum(two[1] for two in one.cells.values())
    lines.append(
        Text(
            f"  reasons: {sum(one.phrases.values()):,} in force ({one.phrases['approved']:,} approved) for {covered:,} "
            f"of {cells:,} kinds and forms; {one.stale:,} stale, {one.retired:,} retired, {one.unworded:,} refused"
        )
    )
    missing = [kind for kind, (there, of) in one.cells.items() if there < of]
    if missing and covered:
        lines.append(Text(f"  not all forms of: {', '.join(missing)}", style="dim"))
    if one.stale:
        lines.append(
            Text("  Stale ones are not used: 'frankly phrasebook build' or 'prune' verifies them again.", "yellow")
        )
    return lines


def _by(refused: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(refused.items())) or "none"


def _residual(name: str, told: Residual) -> Text:
    wrong = told.wrong
    if not wrong.of:
        return Text(
            f"Nobody has reviewed {name} yet: 'frankly phrasebook review --random' tells how many are wrong.", "dim"
        )
    text = f"Of {wrong.of:,} reviewed {name} {wrong.hits:,} were wrong: {_percent(wrong)}."
    if told.way == "riskiest":
        text += " The riskiest were looked at first, so of the rest fewer may be wrong; 'review --random' tells."
    return Text(text)


def _percent(wrong: Proportion) -> str:
    return f"{wrong.share:.1%}, and between {wrong.low:.1%} and {wrong.high:.1%} of all (95 %)"


def reviewable_plain(one: Reviewable) -> dict[str, Any]:
    """One text for programs."""
    return {"id": one.id, "item": one.about, "text": one.text, "beside": one.beside, "risk": one.risk}


def reviewable_view(one: Reviewable, number: int, of: int) -> RenderableType:
    """One text, beside what it was made from."""
    about = f"{one.title} ({one.about})" if one.about else one.beside
    lines: list[RenderableType] = [Text(f"{number} of {of} · {clean(about)} · risk {one.risk}", style="dim")]
    if one.about:
        lines.append(Text(f"  source  {clean(one.beside)}"))
    lines.append(Text.assemble("  says    ", (clean(one.text), "bold")))
    if one.fact is not None:
        judged = f"accepted by {one.fact.judge}" if one.fact.judge else "no judge has seen it"
        lines.append(Text(f"  {clean(judged)}", style="dim"))
    return Group(Text(), *lines)


def imported_view(report: ImportReport) -> RenderableType:
    """What came in."""
    lines = [
        Text(f"Reasons: {_by(report.phrases)}."),
        Text(f"Facts: {_by(report.facts)}."),
        Text(
            f"{report.known:,} were here before; {report.past:,} are of items or texts that are not here.", style="dim"
        ),
    ]
    if report.codes:
        lines.append(Text(f"Refused here for: {_listed(report.codes)}.", style="dim"))
    return Group(*lines)


def pruned_view(report: PruneReport) -> RenderableType:
    """What was pruned."""
    return Text(
        f"{report.retired:,} stale reasons retired, {report.renewed:,} renewed; {report.replies:,} stored replies and "
        f"the work on {report.work:,} changed or deleted items forgotten."
    )
