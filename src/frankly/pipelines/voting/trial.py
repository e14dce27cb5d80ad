"""A vote on a question of the past: what somebody went on to choose is known, so both orders can be compared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.deciding.vote import VoteKey, VoteTallies
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.prompt import Prompt
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.situation import Situation
from frankly.domain.surface import Surface
from frankly.measure.ranking.protocols import Question
from frankly.pipelines.assisting.vote.asking import Asking
from frankly.pipelines.assisting.vote.keeping import is_repeated, judged, repeated
from frankly.pipelines.assisting.vote.polling import Read, shown_of
from frankly.pipelines.tuning.asking import situation_of
from frankly.ports.asking.model import LanguageModel
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import find, queries
from frankly.stages.filters.apply import apply
from frankly.stages.ranking.ballot import ballot_of
from frankly.stages.ranking.rank import rank
from frankly.stages.vote.ask import LEAST_ASKED
from frankly.stages.vote.gate import loss_ppm, noted


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """What a surface would offer to somebody at a moment of the past.

    Attributes:
        situation: as a request would have had it; what explores is left out.
        ledger: over the candidates.
        filtered: which of them may appear; what the person had is none of them.
        wanted: rows of what they went on to choose.
    """

    situation: Situation
    ledger: Ledger
    filtered: Filtered
    wanted: frozenset[int]


def offered(snapshot: Snapshot, surface: Surface, question: Question) -> Offered:
    """Find candidates for a question, as a request does.

    Args:
        snapshot: with statistics and models of what was before the question alone.
        surface: whose sources and filters hold.
        question: a person with their acts, and what they went on to choose.
    """
    calm = surface.exploration.model_copy(update={"epsilon": 0})
    situation = situation_of(snapshot, surface.model_copy(update={"exploration": calm}), question)
    asked, _ = queries(situation)
    ledger = find(situation, nearest(snapshot, asked)).ledger
    filtered = apply(situation, ledger.rows)
    had = np.array(sorted({snapshot.row_of[item] for item in question.masked if item in snapshot.row_of}), np.int64)
    kept = filtered.kept & ~np.isin(ledger.rows, had)
    wanted = frozenset(snapshot.row_of[item] for item in question.truth if item in snapshot.row_of)
    return Offered(situation, ledger, Filtered(kept, filtered.dropped), wanted)


@dataclass(frozen=True, slots=True, eq=False)
class Trier:
    """Asks a model about such offers.

    Attributes:
        model: that is asked.
        prompt: by which.
        rules: on what may be said.
        read: reads titles.
        deadline_ms: time for one call.
        payer: whose budgets calls are taken from.
    """

    model: LanguageModel
    prompt: Prompt
    rules: SayPolicy
    read: Read
    deadline_ms: int
    payer: Payer

    def key(self, surface: str) -> VoteKey:
        """Under which its votes are counted."""
        return VoteKey(surface=surface, model=self.model.name, prompt=self.prompt.name)

    async def asking(self, offer: Offered) -> Asking | None:
        """The question about one offer; None where there is too little to order."""
        situation = offer.situation
        ballot = ballot_of(situation, offer.ledger, rank(situation, offer.ledger, offer.filtered))
        if len(ballot.shown) < LEAST_ASKED:
            return None
        shown = await shown_of(situation, offer.ledger, ballot, self.rules, self.read)
        return Asking(self.prompt, self.model.name, situation.surface, ballot, shown, self.deadline_ms, self.payer)

    async def counted(self, asking: Asking, wanted: Collection[int], tallies: VoteTallies) -> "Counted":
        """Ask once, for some a second time, and count what comes.

        Args:
            asking: the question.
            wanted: rows that the person went on to choose.
            tallies: so far.

        Raises:
            ModelFailed: when there is no reply.
            ModelMisbehaved: when the reply is empty or has no end.
        """
        asking = replace(asking, model=self.model.name)
        order = await asking.ask(self.model)
        vote = asking.cast(order, self.model)
        base = [str(row) for row in asking.ballot.shown]
        loss = loss_ppm(base, vote.order, {str(row) for row in wanted}) if vote.order else None
        if vote.order:
            tallies = judged(tallies, vote)
            tallies = tallies if loss is None else noted(tallies, "loses", [loss])
            if is_repeated(vote, tallies):
                tallies = repeated(tallies, vote, await vote.again(self.deadline_ms))
        return Counted([int(row) for row in vote.order], loss, order.faults, tallies)


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of one question.

    Attributes:
        order: rows in the model's order.
        loss_ppm: how much worse than the base order; half a million where it is as good; None where nothing shown was
            chosen.
        faults: of the reply.
        tallies: with this question.
    """

    order: Sequence[int]
    loss_ppm: int | None
    faults: tuple[ReplyFault, ...]
    tallies: VoteTallies
