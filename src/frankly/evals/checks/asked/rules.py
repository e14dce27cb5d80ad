"""`rules`: no rule of a prompt is lost, and none is broken in a reply."""

from collections.abc import Sequence
from typing import ClassVar, Final

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import Words
from frankly.evals.checks.found import judged, skipped
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class RulesOptions(Options):
    """Which rules."""

    main: ClassVar[str] = "only"

    only: Words = ()
    """Ids of rules to look at; none: all."""

    broken: bool = True
    """Whether replies are held to the rules too, and not only the prompts to their released versions."""


class Rules:
    """The check."""

    name: ClassVar[str] = "rules"
    says: ClassVar[str] = "No rule of a prompt is lost, and no reply breaks one."
    about: ClassVar[str] = (
        "Each rule of a prompt has an id. A rule is lost when the released version states it and the one that was "
        "sent does not; it is broken when the reply shows what the rule forbids, as far as code can see. A reply that "
        "keeps a lost rule by luck still fails: the next one may not. Replies of the simulated writer say that a rule "
        "matters, and nothing of how well real models obey."
    )
    options: ClassVar[type[Options]] = RulesOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: RulesOptions, bench: Bench) -> Finding:
        """Ask the calls."""
        if not output.calls:
            return skipped("no model was asked")
        faults: list[str] = []
        for call in output.calls:
            lost = _wanted(call.lost_rules, options)
            broken = _wanted(call.broken_rules, options) if options.broken else ()
            faults += [f"rule '{rule}' of {call.prompt} is lost" for rule in lost]
            faults += [f"rule '{rule}' of {call.prompt} is broken in the reply" for rule in broken if rule not in lost]
        faults = list(dict.fromkeys(faults))
        return judged(sorted(faults, key=lambda fault: fault.endswith("in the reply")), max(len(faults), 1))

    def examples(self) -> Sequence[Example]:
        """A prompt as it was released, one that lost a rule, and a reply that breaks one."""
        lost = showing.called("rank/v1", lost_rules=("each-once",), broken_rules=("each-once",))
        return (
            showing.passes("all rules are stated and kept", showing.output(calls=[showing.called("rank/v1")])),
            showing.fails("a rule was taken out of the prompt", showing.output(calls=[lost])),
            showing.fails(
                "a number in the model's own words", showing.output(calls=[showing.called(broken_rules=("slots",))])
            ),
        )


def _wanted(rules: Sequence[str], options: RulesOptions) -> tuple[str, ...]:
    return tuple(rule for rule in rules if not options.only or rule in options.only)


CHECK: Final = Rules()
