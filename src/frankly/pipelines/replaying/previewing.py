"""What a change of rules, vocabulary or wordings would do to what was said so far: counted, with examples.

Nothing is stored. Sentences of the past are held to the changed files exactly as a new one would be.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frankly.domain.item import Item
from frankly.domain.saying.fact import PROOF_LEVELS, Fact, ItemFacts, draft_of, source_hash
from frankly.domain.saying.text import Refused, VerifiedText
from frankly.errors import FranklyError
from frankly.pipelines.decide import decide
from frankly.pipelines.facts.proving import for_anyone, with_proof
from frankly.pipelines.parts import LoadedFiles, Parts
from frankly.pipelines.replaying.again import lasting, world_of
from frankly.pipelines.replaying.record import Recorded, recorded
from frankly.pipelines.replaying.rendering import SaidAgain, said_again
from frankly.ports.verifier import Verifier
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.writing.trial import attempts, trial
from frankly.stages.writing.wordings import Wordings

MOST_EXAMPLES: Final = 5
"""Examples that are shown; of different rules where there are several."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence that the changed files refuse.

    Attributes:
        decision: in which it was said; empty for a stored sentence.
        item: what it is about; for a wording its name.
        said: the sentence.
        code: why it is refused.
        hint: by which rule, and how to mend it.
        instead: what would be said of the item now; empty where nothing would, or where that is not known.
    """

    decision: str
    item: str
    said: str
    code: str
    hint: str
    instead: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """How many were looked at, and how many are refused.

    Attributes:
        tried: sentences.
        refused: by the changed files.
        already: of those, refused by the files in force as well: not the change's doing.
    """

    tried: int = 0
    refused: int = 0
    already: int = 0


@dataclass(slots=True)
class Preview:
    """What a change would do.

    Attributes:
        wordings: every wording of the changed files.
        facts: stored facts of items as they are now.
        sentences: sentences that were delivered.
        decisions: decisions that were looked at.
        touched: of those, decisions with a refused sentence.
        unreadable: decisions that cannot be read back any more.
        by_rule: code → refused sentences of all three sorts.
        examples: some of them.
    """

    wordings: Tally = field(default_factory=Tally)
    facts: Tally = field(default_factory=Tally)
    sentences: Tally = field(default_factory=Tally)
    decisions: int = 0
    touched: int = 0
    unreadable: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """The files as they would be.

    Attributes:
        files: loaded as the service loads them.
        wordings: all wordings, those that a rule bans included.
    """

    files: LoadedFiles
    wordings: Wordings

    @property
    def verifier(self) -> SentenceVerifier:
        """The gate as it would be."""
        return SentenceVerifier(self.files.lexicons, self.files.rules)


async def preview(
    parts: Parts, changed: Changed, decisions: Sequence[str], tell: Callable[[str], None] = lambda line: None
) -> Preview:
    """Hold wordings, stored facts and recorded decisions to changed files.

    Args:
        parts: the world of today, with the files in force.
        changed: the files as they would be.
        decisions: ids of the decisions that are looked at.
        tell: is told how far it is.
    """
    found = Preview()
    refused: dict[tuple[bool, str], list[tuple[Example, SaidAgain | None, Recorded | None]]] = {}

    def take(tally: Tally, example: Example, again: SaidAgain | None = None, told: Recorded | None = None) -> None:
        tally.refused += 1
        found.by_rule[example.code] += 1
        # A few of each, so that a rule that refuses thousands does not hide the others.
        kept = refused.setdefault((example.decision == "", example.code), [])
        if len(kept) < MOST_EXAMPLES:
            kept.append((example, again, told))

    tell("Trying every wording")
    _wordings(parts, changed, found.wordings, take)
    await _facts(parts, changed, found.facts, take)
    for number, one in enumerate(decisions, start=1):
        tell(f"Looking at decision {number:,} of {len(decisions):,}")
        await _decision(parts, changed, one, found, take)
    # What was said to people comes before what is only stored.
    for example, again, told in _spread([refused[name] for name in sorted(refused)]):
        instead = () if again is None or told is None else await _instead(parts, changed, told, again)
        found.examples.append(replace(example, instead=instead))
    return found


def _wordings(parts: Parts, changed: Changed, tally: Tally, take: Callable[[Tally, Example], None]) -> None:
    tally.tried = sum(1 for language in changed.wordings.languages.values() for _ in attempts(language))
    refused_now = trial(changed.wordings, parts.verifier)
    for name, outcome in trial(changed.wordings, changed.verifier).items():
        verdict = outcome.verdicts[0]
        tally.already += name in refused_now
        take(tally, Example("", name, outcome.draft.text, verdict.code, verdict.hint))


async def _facts(parts: Parts, changed: Changed, tally: Tally, take: Callable[[Tally, Example], None]) -> None:
    if parts.facts is None:
        return
    verifier = changed.verifier
    async for batch in parts.facts.stream():
        items = await parts.catalogue.get_many(sorted({one.item for one in batch}))
        for one in batch:
            item = items.get(one.item)
            if item is None or source_hash(item) != one.source:
                continue
            for fact in _shown(one):
                tally.tried += 1
                outcome = _held(fact, item, verifier, changed)
                if isinstance(outcome, Refused):
                    tally.already += isinstance(_held(fact, item, parts.verifier, changed), Refused)
                    verdict = outcome.verdicts[0]
                    take(tally, Example("", one.item, fact.text, verdict.code, verdict.hint))


def _shown(facts: ItemFacts) -> list[Fact]:
    return [fact for fact in facts.facts if fact.status == "admitted"]


def _held(fact: Fact, item: Item, verifier: Verifier, changed: Changed) -> VerifiedText | Refused:
    draft = draft_of(fact)
    bearing = with_proof(for_anyone(item, changed.files.rules, PROOF_LEVELS), item, draft)
    return verifier.verify(draft, bearing)


async def _decision(
    parts: Parts,
    changed: Changed,
    decision: str,
    found: Preview,
    take: Callable[[Tally, Example, SaidAgain | None, Recorded | None], None],
) -> None:
    found.decisions += 1
    try:
        told = await recorded(parts.decisions, decision)
        world = lasting(parts, told)
        again = await said_again(replace(world, verifier=changed.verifier), told)
        today = await said_again(replace(world, verifier=parts.verifier), told)
    except FranklyError:
        found.unreadable += 1
        return
    found.sentences.tried += len(again)
    is_touched = False
    for one, before in zip(again, today, strict=True):
        if isinstance(one.outcome, Refused):
            is_touched = True
            found.sentences.already += isinstance(before.outcome, Refused)
            verdict = one.outcome.verdicts[0]
            example = Example(told.id, one.item or "the line above", one.said, verdict.code, verdict.hint)
            take(found.sentences, example, one, told)
    found.touched += is_touched


def _spread(
    lists: list[list[tuple[Example, SaidAgain | None, Recorded | None]]],
) -> list[tuple[Example, SaidAgain | None, Recorded | None]]:
    """A few of all lists, one of each in turn."""
    turns = max(map(len, lists), default=0)
    return [one[turn] for turn in range(turns) for one in lists if turn < len(one)][:MOST_EXAMPLES]


async def _instead(parts: Parts, changed: Changed, told: Recorded, again: SaidAgain) -> tuple[str, ...]:
    """What would be said in its place, had the decision been made with the changed files."""
    try:
        world = replace(
            await world_of(parts, told),
            wordings=changed.files.wordings,
            rules=changed.files.rules,
            verifier=changed.verifier,
        )
        made = await decide(world, told.request(), told.inputs["now"])
    except FranklyError:
        return ()
    if not again.item:
        return (made.answer.headline.text,) if made.answer.headline else ()
    items = [item for item in made.answer.items if item.id == again.item]
    return tuple(sentence.text for item in items for sentence in item.sentences)
