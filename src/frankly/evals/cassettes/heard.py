"""What came of one call while something was evaluated, and how an output tells of it."""

from dataclasses import dataclass

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.errors import FranklyError
from frankly.evals.cassettes.line import Writer, prompt_of
from frankly.evals.runs.output import Called
from frankly.testing.rule_following.writer import TASKS, faults_shown


@dataclass(frozen=True, slots=True)
class Heard:
    """One call.

    Attributes:
        call: what was asked, its sample and freedom as they were.
        key: hash of everything that decides the reply.
        model: that was asked.
        reply: what came; None where nothing did.
        writer: who wrote it; None where nothing came.
        is_recorded: whether it comes from a cassette.
        is_missed: whether no cassette holds it.
        lost_rules: ids of rules that the released prompt stated and this call does not.
        failure: why nothing came.
    """

    call: ModelCall
    key: str
    model: str
    reply: ModelReply | None = None
    writer: Writer | None = None
    is_recorded: bool = False
    is_missed: bool = False
    lost_rules: tuple[str, ...] = ()
    failure: FranklyError | None = None

    @property
    def is_stale(self) -> bool:
        """Whether nobody can tell what the model would say: it is not recorded, and who wrote instead is not it."""
        return self.is_missed and not (self.reply is not None and self.reply.model == self.model)

    def as_called(self) -> Called:
        """The call as an output tells it."""
        usage = None if self.reply is None else self.reply.usage
        return Called(
            prompt=prompt_of(self.call),
            key=self.key,
            model=self.model,
            sent="\n\n".join(part.text for part in self.call.parts),
            reply="" if self.reply is None else self.reply.text,
            tokens_in=usage.tokens_in if usage else 0,
            tokens_out=usage.tokens_out if usage else 0,
            cost_nano=usage.cost_nano if usage else 0,
            broken_rules=() if self.reply is None else broken(self.call, self.reply.text),
            lost_rules=self.lost_rules,
            is_recorded=self.is_recorded,
            is_simulated=self.writer == "simulated",
            fault="" if self.failure is None else self.failure.code,
        )


def broken(call: ModelCall, text: str) -> tuple[str, ...]:
    """Ids of rules that a reply breaks, as far as code can see; none of a reply that cannot be read."""
    if call.prompt not in TASKS:
        return ()
    try:
        return tuple(sorted(faults_shown(call, text)))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        # The habits read replies of the right shape; another one is what the check of the schema speaks of.
        return ()
