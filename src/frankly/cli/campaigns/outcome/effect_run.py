"""Prints what a campaign did."""

import math
from dataclasses import asdict
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from frankly.cli.campaigns.opening import newest, opened
from frankly.cli.screen import clean, out, put_json
from frankly.measure.campaigns.detecting import Detectable
from frankly.measure.campaigns.effect import Difference
from frankly.measure.comparing.proportion import Proportion
from frankly.pipelines.campaigning.outcome.effect import CampaignEffect, HoldoutEffect, effect_of
from frankly.settings import Settings

_REWARDS = {"click": "clicked", "success": "converted"}
_HALF: Final = 0.5


async def run_effect(settings: Settings, name: str, *, as_json: bool) -> None:
    """Print the effect of all editions of a campaign.

    Raises:
        NotFound: for a campaign that was not planned.
    """
    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        found = await effect_of(parts, world.campaign, parts.clock.now())
    if as_json:
        put_json(_plain(found))
    else:
        out().print(_view(found))


def _plain(found: CampaignEffect) -> dict[str, object]:
    """The effect for programs."""
    told = asdict(found)
    told["against"] = {name: asdict(one) | {"verdict": one.verdict} for name, one in found.against.items()}
    if found.holdout is not None:
        difference = found.holdout.difference
        told["holdout"] = {
            **asdict(found.holdout),
            "act": found.holdout.act.value,
            "difference": asdict(difference) | {"verdict": difference.verdict},
        }
    return told


def _view(found: CampaignEffect) -> RenderableType:
    if not found.variants:
        return Text(f"Nothing of {clean(found.campaign)} was handed over yet, so nothing can be said of its effect.")
    parts: list[RenderableType] = [_variants(found)]
    if len(found.variants) > 1:
        told = "if all had got it: an estimate for sending this variant alone, whatever its share of the messages was."
        parts.append(Text(told, style="dim"))
    if found.waiting:
        parts.append(
            Text(
                f"{found.waiting:,} messages are too young to be counted; status shows what came back so far.",
                style="dim",
            )
        )
    first = found.variants[0].variant
    for name, difference in found.against.items():
        parts += [Text(), told_of(clean(name), clean(first), difference)]
    if found.holdout is not None:
        parts += [Text(), *_holdout(found.holdout)]
    return Group(*parts)


def _variants(found: CampaignEffect) -> Table:
    table = Table(box=None, pad_edge=False)
    rewarded = _REWARDS[found.reward]
    is_several = len(found.variants) > 1
    alone = (f"{rewarded}, if all had got it",) if is_several else ()
    for heading in ("variant", "handed over", rewarded, *alone, "unsubscribed", "complained"):
        table.add_column(heading, header_style="dim")
    for one in found.variants:
        value = "" if one.value is None else f"{one.value.mean:.2%} ({one.value.low:.2%} to {one.value.high:.2%})"
        rates = [_share(rate) for rate in (one.rewarded, one.unsubscribed, one.complained)]
        table.add_row(
            clean(one.variant) or "–", f"{one.handed:,}", rates[0], *([value] if is_several else []), *rates[1:]
        )
    return table


def _share(rate: Proportion) -> str:
    return f"{rate.share:.2%} ({rate.low:.2%} to {rate.high:.2%})" if rate.of else "nothing yet"


def told_of(one: str, other: str, difference: Difference) -> Text:
    """What a difference comes to, in points, and where nothing can be told: what so few people would have shown."""
    low, high = _points(difference.low), _points(difference.high)
    told = f"{one} against {other}: {_points(difference.value)} points ({low} to {high}), {difference.verdict}."
    if difference.verdict == "cannot tell":
        told += f" {_too_few(other, difference.detectable)}"
    return Text(told)


def _points(share: float) -> str:
    """A difference of two shares: in points, because a per cent of a per cent is read as something else."""
    return f"{share * 100:+.1f}".replace("-", "−")


def _too_few(other: str, found: Detectable | None) -> str:
    if found is None:
        return "With nobody in one of them nothing shows."
    is_low = found.rate <= _HALF
    rate = f"{found.rate:.2%}, as found"
    if found.is_bound:
        did, end = ("none of them did", "up to") if is_low else ("all of them did", "down to")
        is_half = found.rate == _HALF
        why = f"so few leave {'that and more' if is_half else f'{end} that'} likely"
        worst = "; a half is where differences show worst" if is_half else ""
        rate = f"{found.rate:.2%} ({did}, and {why}{worst})"
    told = f"With so few people, and {other} at {rate}, "
    if found.difference is None:
        return f"{told}no difference would have shown four times of five, however large."
    # Rounded up: what is told is never less than what would have shown.
    points = math.ceil(found.difference * 1_000) / 10
    return (
        f"{told}{points:.1f} points {'more' if is_low else 'less'} would have shown four times of five; a smaller "
        "difference can be there and not show."
    )


def _holdout(found: HoldoutEffect) -> list[RenderableType]:
    act = found.act.value.replace("_", " ")
    lines = Text(
        f"{act} within the campaign's delay, outside of the mail: {_share(found.written_to)} of "
        f"{found.written_to.of:,} written to, {_share(found.held_out)} of {found.held_out.of:,} held out."
    )
    return [lines, told_of("Written to", "held out", found.difference)]
