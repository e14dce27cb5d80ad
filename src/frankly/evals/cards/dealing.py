"""Deals a check's card: shows it good outputs, then each of them damaged in one way, and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frankly.domain.seed import derive
from frankly.evals.cards.card import Card, Way, hash_of
from frankly.evals.cards.damage import MutationSet, NothingThere, Pick
from frankly.evals.checks.check import Bench, Check
from frankly.evals.runs.output import Output
from frankly.evals.runs.verdict import Finding


@dataclass(slots=True)
class Dealt:
    """A card with what a developer looks at.

    Attributes:
        card: the card.
        missed: damage and finding of what was not seen.
        alarms: what was failed and is good.
    """

    card: Card
    missed: list[tuple[str, Output, Finding]] = field(default_factory=list)
    alarms: list[tuple[Output, Finding]] = field(default_factory=list)


@dataclass(slots=True)
class _Counted:
    tried: dict[str, int] = field(default_factory=dict)
    caught: dict[str, int] = field(default_factory=dict)
    untouched: int = 0


async def deal(
    check: Check, mutations: MutationSet, outputs: Sequence[Output], bench: Bench, seed: int, studio: Any = None
) -> Dealt:
    """Deal a card.

    A good output of which the check says nothing is left out, and so is its damaged self; a damaged one of which it
    says nothing, or on which it breaks, was not seen.

    Args:
        check: the check.
        mutations: its damages.
        outputs: good ones, of the kind that the set wants.
        bench: what checks may look up.
        seed: of the draws.
        studio: what makes outputs anew, for damages that are made from the start.
    """
    counted = _Counted()
    dealt = Dealt(Card(check=check.name, hash=hash_of(check, mutations), ways={}, untouched=0, alarmed=0, seed=seed))
    for number, output in enumerate(outputs):
        pick = Pick(derive(seed, check.name, output.cell.name), outputs)
        try:
            good, options = mutations.good(output, pick), mutations.options(output, pick)
        except NothingThere:
            continue
        if good is None or options is None:
            continue
        told = check.options.model_validate(dict(options))
        finding = look(check, good, told, bench)
        if finding.outcome == "skipped":
            continue
        counted.untouched += 1
        if finding.outcome != "pass":
            dealt.alarms.append((good, finding))
        await _damage(check, mutations, (good, told, pick, number), bench, studio, counted, dealt)
    ways = {name: Way(tried=tried, caught=counted.caught.get(name, 0)) for name, tried in sorted(counted.tried.items())}
    changed = {"ways": ways, "untouched": counted.untouched, "alarmed": len(dealt.alarms)}
    dealt.card = dealt.card.model_copy(update=changed)
    return dealt


async def _damage(
    check: Check,
    mutations: MutationSet,
    of: tuple[Output, Any, Pick, int],
    bench: Bench,
    studio: Any,
    counted: _Counted,
    dealt: Dealt,
) -> None:
    """Damage an output in the first way that it can be, beginning with another one each time."""
    good, told, pick, number = of
    names = [*mutations.damages, *mutations.remakes]
    for step in range(len(names)):
        name = names[(number + step) % len(names)]
        damaged = await _damaged(mutations, name, good, pick, studio)
        if damaged is None or damaged == good:
            continue
        finding = look(check, damaged, told, bench)
        counted.tried[name] = counted.tried.get(name, 0) + 1
        counted.caught[name] = counted.caught.get(name, 0) + (finding.outcome == "fail")
        if finding.outcome != "fail":
            dealt.missed.append((name, damaged, finding))
        return


async def _damaged(mutations: MutationSet, name: str, good: Output, pick: Pick, studio: Any) -> Output | None:
    try:
        if name in mutations.damages:
            return mutations.damages[name](good, pick)
        return await mutations.remakes[name](good, pick, studio)
    except NothingThere:
        return None


def look(check: Check, output: Output, told: Any, bench: Bench) -> Finding:
    """What a check says; that it broke is a finding too."""
    try:
        return check.look(output, told, bench)
    except Exception as error:  # whatever breaks must not lose the others
        return Finding(outcome="error", why=f"{type(error).__name__}: {error}")


def figures_of(cards: Mapping[str, Card]) -> dict[str, float]:
    """Figures of cards by name, with the ends of their intervals."""
    figures: dict[str, float] = {}
    for name, card in sorted(cards.items()):
        for what, told in (("recall", card.recall), ("false_alarm", card.false_alarm)):
            figures[f"checker.{name}.{what}"] = round(told.share, 4)
            figures[f"checker.{name}.{what}.low"] = round(told.low, 4)
            figures[f"checker.{name}.{what}.high"] = round(told.high, 4)
        figures[f"checker.{name}.damaged"] = card.damaged
        figures[f"checker.{name}.untouched"] = card.untouched
    return figures
