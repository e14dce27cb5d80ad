"""The use case behind `frankly vote check`: a model's votes compared with the base order, on what people did since.

People are drawn from everyone's acts, and asked about as they were before the newest stretch of time; statistics and
models are made of what was before it alone. Only people are drawn who let a language model help: what is shown of them
leaves the house. What the data folder holds is not changed but for the tallies.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from frankly.domain.deciding.vote import Standing, VoteKey, VoteTallies, VoteTally
from frankly.domain.person.consent import Purpose
from frankly.domain.surface import Surface
from frankly.errors import BudgetSpent, Invalid, ModelFailed, ModelMisbehaved
from frankly.measure.ranking.protocols import Question
from frankly.pipelines.index.gathering import Progress, refuses
from frankly.pipelines.tuning.sampling import Sample, Window, draw, windows
from frankly.pipelines.tuning.training import Stored, trained
from frankly.pipelines.voting.trial import Trier, offered
from frankly.ports.asking.votes import VoteStore
from frankly.ports.people import PeopleStore
from frankly.stages.vote.gate import LEAST_COMPARED, standing_of

MOST_FAILURES = 5
"""Calls that may fail one after the other before the rest is left."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        key: of which model, prompt and surface.
        asked: votes that were asked for.
        failed: calls without a usable reply.
        tallies: of this check alone.
        standing: how far the vote is trusted now.
        window: when people were asked about.
        stopped: why not all were asked; empty where they were.
    """

    key: VoteKey
    asked: int
    failed: int
    tallies: VoteTallies
    standing: Standing
    window: str
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class _Others(Container[str]):
    """Everyone but some."""

    allowed: frozenset[str]

    def __contains__(self, key: object) -> bool:
        """Whether somebody is none of them."""
        return key not in self.allowed


async def check(
    stored: Stored,
    surface: Surface,
    trier: Trier,
    store: VoteStore,
    *,
    votes: int = 100,
    seed: int = 0,
    progress: Progress = lambda phase, done, total: None,
) -> Checked:
    """Compare votes with the base order, and keep what was found.

    Args:
        stored: acts, consent, catalogue.
        surface: whose slates are voted on.
        trier: asks the model.
        store: of the tallies; the comparison replaces the one before.
        votes: most votes that are asked for.
        seed: of the draw of people.
        progress: told phase, done, total.

    Raises:
        Invalid: when too few people let a model help, or acted often enough.
        ModelFailed: when the model does not reply at all.
    """
    refused, allowed = await _consent(stored.people)
    if not surface.consent.get(Purpose.MODEL, False) and not allowed:
        raise Invalid(
            "Nobody lets a language model help them (consent to 'model'), so there is nobody to ask about. Votes count "
            "by half until there is: docs/how-to/trust-a-vote.md says more."
        )
    left_out: Container[str] = refused if surface.consent.get(Purpose.MODEL, False) else _Others(allowed - refused)
    sample = await draw(stored.events.columns(), left_out, stored.snapshot.row_of, stored.now, seed, 10 * votes)
    window = _newest(sample, votes)
    statistics = await trained(stored, window, refused, progress)
    stored = replace(stored, snapshot=replace(stored.snapshot, statistics=statistics))
    found = await _asked(stored, surface, trier, window.questions[:votes], progress)
    key = trier.key(surface.name)
    kept = await store.change(key, lambda before: merged(before, found.tallies), stored.now)
    return Checked(key, found.asked, found.failed, found.tallies, standing_of(kept), window.name, found.stopped)


def _newest(sample: Sample, votes: int) -> Window:
    try:
        chosen, _ = windows(sample, 4 * votes)
    except Invalid as error:
        raise Invalid(
            f"Of the people who let a language model help, {sample.known:,} acted, and too few of them went on to "
            "choose something new: a hundred times are needed. Until then the vote counts by half."
        ) from error
    return chosen[-1]


async def _consent(people: PeopleStore) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of people who may not be asked about, and of those who let a model help."""
    refused, allowed = set(), set()
    async for batch in people.stream():
        for record in batch:
            consent = record.consent
            if consent is None:
                continue
            says_no = consent.purposes.get(Purpose.MODEL) is False or consent.purposes.get(Purpose.MEASURE) is False
            if refuses(consent) or says_no:
                refused.add(str(record.key))
            elif consent.purposes.get(Purpose.MODEL):
                allowed.add(str(record.key))
    return frozenset(refused), frozenset(allowed)


@dataclass(slots=True)
class _Found:
    asked: int = 0
    failed: int = 0
    stopped: str = ""
    tallies: VoteTallies = field(default_factory=VoteTallies)


async def _asked(
    stored: Stored, surface: Surface, trier: Trier, questions: Sequence[Question], progress: Progress
) -> _Found:
    found, in_a_row = _Found(), 0
    for number, question in enumerate(questions):
        progress("ask the model", number, len(questions))
        offer = offered(stored.snapshot, surface, question)
        asking = await trier.asking(offer)
        if asking is None:
            continue
        found.asked += 1
        try:
            counted = await trier.counted(asking, offer.wanted, found.tallies)
            found.tallies, in_a_row = counted.tallies, 0
            found.failed += not counted.order
        except BudgetSpent as error:
            found.stopped = f"the budget is spent: {error.message}"
            break
        except (ModelFailed, ModelMisbehaved) as error:
            found.failed, in_a_row = found.failed + 1, in_a_row + 1
            if in_a_row == MOST_FAILURES:
                if found.failed == found.asked:
                    raise
                found.stopped = f"{MOST_FAILURES} calls failed one after the other: {error.message}"
                break
    progress("ask the model", len(questions), len(questions))
    return found


def merged(before: VoteTallies, found: VoteTallies) -> VoteTallies:
    """Tallies after a check: its comparison replaces the last one; of the other measures the one that shows more."""
    return VoteTallies(
        echo=_clearer(before.echo, found.echo),
        unstable=_clearer(before.unstable, found.unstable),
        contrary=_clearer(before.contrary, found.contrary),
        loses=found.loses,
    )


def _clearer(one: VoteTally, other: VoteTally) -> VoteTally:
    return max(one, other, key=lambda tally: (tally.peak_nano, tally.number))


def advice_of(checked: Checked) -> str:
    """What to do about what was found, in one sentence."""
    compared = checked.tallies.loses.number
    if checked.standing.state == "suspended":
        return (
            "The vote is suspended: no model is asked for an order here until 'frankly vote reset', or another model."
        )
    if compared < LEAST_COMPARED:
        return (
            f"{compared} comparisons are too few to trust it: {LEAST_COMPARED} are needed; ask for more with --votes."
        )
    if checked.standing.state == "proven":
        return "It holds its own, so it counts in full."
    return "It is not shown to help, so it goes on counting by half."
