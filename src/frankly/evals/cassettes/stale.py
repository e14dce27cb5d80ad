"""What is stale: recordings whose prompt reads otherwise by now, calls that a run wanted in vain, and the way out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from frankly.evals.cassettes.cost import Cost, Costs
from frankly.evals.cassettes.line import Line
from frankly.evals.cassettes.missed import Missed
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.testing.rule_following.writer import stated

WAY_OUT = (
    "Record them: frankly eval record. Or have a simulated writer, which keeps exactly the rules that it is told, "
    "judge the prompt meanwhile: frankly eval run --simulated."
)
"""What to do about stale cells."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What is recorded of one prompt version by one model.

    Attributes:
        model: whose replies.
        prompt: to which version.
        replies: how many.
        writers: who wrote them, with how many each.
        stale: why they answer nothing any more; empty where they may.
        again: what it would take to record them again.
        newest: last day of recording.
    """

    model: str
    prompt: str
    replies: int
    writers: Mapping[str, int]
    stale: str
    again: Cost
    newest: str


def holdings(lines: Iterable[Line], prompts: KnownPrompts, costs: Costs) -> list[Holding]:
    """Everything that is recorded, by model and prompt version; what reads otherwise by now is apart."""
    groups: dict[tuple[str, str, bool], list[Line]] = defaultdict(list)
    for one in lines:
        groups[one.model, one.prompt, prompts.reads_as(one)].append(one)
    return [
        Holding(
            model,
            prompt,
            len(group),
            _counted(one.writer for one in group),
            "" if is_same else _why(prompt, prompts),
            sum((costs.of_line(one) for one in group), Cost()),
            max(one.recorded_on for one in group),
        )
        for (model, prompt, is_same), group in sorted(groups.items())
    ]


def in_words(missed: Sequence[Missed], lines: Sequence[Line], prompts: KnownPrompts, costs: Costs) -> tuple[str, ...]:
    """Calls that no cassette holds, a line for each model and prompt version, and what to do about them.

    Args:
        missed: the calls.
        lines: what is recorded, of all models.
        prompts: those in force.
        costs: what recording takes.
    """
    groups: dict[tuple[str, str], list[Missed]] = defaultdict(list)
    for one in missed:
        groups[one.model, one.prompt].append(one)
    told = []
    for (model, prompt), group in sorted(groups.items()):
        own = [line for line in lines if line.model == model]
        cost = sum((costs.of_call(model, one.call) for one in group), Cost())
        lost = _lost(group, prompts.referred(prompt, own))
        why = [_reason(prompt, own, prompts), f"it no longer states: {', '.join(lost)}" if lost else ""]
        behind = "; ".join(filter(None, why))
        told.append(f"{prompt} of {model}: not recorded: {cost.told()}" + (f" ({behind})" if behind else ""))
    return (*told, WAY_OUT) if told else ()


def _reason(prompt: str, lines: Iterable[Line], prompts: KnownPrompts) -> str:
    there = [line for line in lines if line.prompt == prompt]
    if not there:
        return "nothing of it ever was"
    changed = [line for line in there if not prompts.reads_as(line)]
    number = f"{len(changed):,} replies were" if len(changed) != 1 else "its only reply was"
    return f"{_why(prompt, prompts)} since {number} recorded" if changed else ""


def _why(prompt: str, prompts: KnownPrompts) -> str:
    return "it reads otherwise" if prompt in prompts.hashes else "it is gone"


def _lost(group: Iterable[Missed], referred: Sequence[str]) -> list[str]:
    kept = [stated(one.call) for one in group]
    return [rule for rule in referred if any(rule not in there for there in kept)]


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for word in words:
        counts[word] += 1
    return dict(sorted(counts.items()))
