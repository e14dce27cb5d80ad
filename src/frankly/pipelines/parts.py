"""The parts that the use cases work with. Built by `bootstrap`, replaced by fakes in tests."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from frankly.domain.answering.answer import Variant
from frankly.domain.answering.degradation import Degradation
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.deciding.vote import Standing, VoteKey, VoteRecord
from frankly.domain.model.budget import BudgetLimit
from frankly.domain.policies import Policies
from frankly.domain.saying.say_policy import NO_RULES, SayPolicy
from frankly.domain.situation import Neighbours, VectorQuery
from frankly.domain.time import EpochMs
from frankly.pipelines.assisting.behind import Behind
from frankly.pipelines.assisting.pacing import Pace
from frankly.pipelines.assisting.tally import ModelTally
from frankly.pipelines.facts.making import FactMaking
from frankly.ports.asking.budget import BudgetStore
from frankly.ports.asking.changes import Told
from frankly.ports.asking.judge import Judge
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.prompts import PromptBook
from frankly.ports.audit import AuditChain
from frankly.ports.catalogue import Catalogue
from frankly.ports.clock import Clock
from frankly.ports.corrections import CorrectionStore
from frankly.ports.decisions import DecisionStore
from frankly.ports.events import EventStore
from frankly.ports.facts import FactStore
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.mailing.results import CampaignResults
from frankly.ports.people import PeopleStore
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import VectorIndex
from frankly.ports.verifier import Verifier
from frankly.stages.candidates.exact import nearest
from frankly.stages.messaging.letter import Letter
from frankly.stages.messaging.tokens import MailTokens
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.writing.brand import Brand
from frankly.stages.writing.wordings import Wordings

Scan: TypeAlias = Callable[[Snapshot, Sequence[VectorQuery]], list[Neighbours]]
"""Finds neighbours by comparing the vectors of a snapshot."""


class Live(Protocol):
    """The live view of the catalogue (see `pipelines.indexing.LiveIndex`)."""

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        ...

    def degradations(self) -> Sequence[Degradation]:
        """What is wrong with the index at this moment."""
        ...

    async def refresh(self, now: EpochMs) -> int:
        """Take up changes of the catalogue; returns how many."""
        ...


class Snapshots(Protocol):
    """Snapshots by the id that a decision names (see `pipelines.index.past`)."""

    async def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot, exactly as it was.

        Raises:
            NotFound: when it cannot be had any more.
        """
        ...


class MessageTemplate(Protocol):
    """How e-mails look: the template that people edit."""

    @property
    def hash(self) -> str:
        """Hash of the file."""
        ...

    def html(self, letter: Letter) -> str:
        """A letter as HTML; every value in it is escaped.

        Raises:
            Misconfigured: when the template is wrong, with file and line.
        """
        ...


class LoadedFiles(Protocol):
    """What the files that people edit say."""

    @property
    def policies(self) -> Policies:
        """Surfaces, segments, roles, labels."""
        ...

    @property
    def wordings(self) -> Wordings:
        """What templates say."""
        ...

    @property
    def lexicons(self) -> Mapping[str, Lexicon]:
        """Language → the words that sentences may hold."""
        ...

    @property
    def rules(self) -> SayPolicy:
        """What may be said."""
        ...

    @property
    def prompts(self) -> PromptBook:
        """How language models are asked."""
        ...

    @property
    def brand(self) -> Brand:
        """How the house speaks."""
        ...

    @property
    def template(self) -> MessageTemplate:
        """How e-mails look."""
        ...


class PolicyFiles(Protocol):
    """All files that people edit, as they were read at the start; kept beside decisions for replay."""

    @property
    def hash(self) -> str:
        """Hash of `data`."""
        ...

    @property
    def data(self) -> bytes:
        """The files as canonical JSON: path → text."""
        ...

    def load(self, data: bytes) -> LoadedFiles:
        """Load such files, of any time, as they are loaded at the start.

        Raises:
            Misconfigured: when this version cannot read them.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class CastVote:
    """A vote as it is counted.

    Attributes:
        key: of which model, prompt and surface.
        content: hash of what was asked.
        shown: names of the items, in the order in which they were shown.
        scores: of each, as it was shown.
        order: the same in the model's order, without what it left out.
        again: asks about the same items in another shuffle, within so many milliseconds.
    """

    key: VoteKey
    content: str
    shown: tuple[str, ...]
    scores: Mapping[str, int]
    order: tuple[str, ...]
    again: Callable[[int], Awaitable[tuple[str, ...]]]


class Votes(Protocol):
    """What is known of a model's votes (see `pipelines.assisting.keeping`)."""

    async def standing(self, key: VoteKey) -> Standing:
        """How far a vote is trusted by now."""
        ...

    async def records(self) -> Sequence[VoteRecord]:
        """What was counted, of every surface, model and prompt; nothing where that cannot be read."""
        ...

    async def follow(self, vote: CastVote, deadline_ms: int) -> None:
        """Count a vote, behind the answer; a second call has so much time."""
        ...


def _nothing() -> None:
    """There is nothing to load."""


def _unwatched(_told: Told) -> None:
    """Its state is told to nobody."""


class Phrasing(Protocol):
    """The phrases in force, beside the templates (see `pipelines.phrasebook.living`)."""

    @property
    def wordings(self) -> Wordings:
        """Templates and phrases."""
        ...

    @property
    def files(self) -> PolicyFiles:
        """The files that people edit, with the phrases among them, so that a record keeps both."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Assistant:
    """The language model with what it is asked by. It can add to an answer, and nothing depends on it.

    Attributes:
        model: what is asked.
        prompts: how it is asked.
        is_ready: whether its package is loaded; while it is not, nobody waits for it.
        lexicons: language → the words and constructions that the verifier holds sentences to; the prompt tells them.
        brand: how the house speaks.
        known_late: in a replay, what came too late then; None where the clock decides.
        known_left: in a replay, what nobody waited for then: `order`, `texts`, `repair`.
        warm: begins to load its package, in the background; called after an answer, so that none waits for it.
        load: loads its package and waits for it, for doors without a deadline.
        tally: counts what came of asking it.
        behind: what is asked of it when the answer has gone out.
        votes: how far its votes are trusted; None where nobody keeps count, and then they are unproven.
        pace: how long it takes to tell an answer again with what came of it.
        budgets: what was spent; None where nobody counts it.
        limits: the budgets that are set.
        watch: names who is told when it begins to fail, is left alone, and replies again.
    """

    model: LanguageModel
    prompts: PromptBook
    is_ready: Callable[[], bool]
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    brand: Brand = field(default_factory=Brand)
    known_late: frozenset[str] | None = None
    known_left: frozenset[str] = frozenset()
    warm: Callable[[], None] = _nothing
    load: Callable[[], object] = _nothing
    tally: ModelTally = field(default_factory=ModelTally)
    behind: Behind = field(default_factory=Behind)
    votes: Votes | None = None
    pace: Pace = field(default_factory=Pace)
    budgets: BudgetStore | None = None
    limits: tuple[BudgetLimit, ...] = ()
    watch: Callable[[Told], None] = _unwatched


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Everything that a use case may call.

    Attributes:
        catalogue: items.
        events: acts.
        people: facts, consent, acts of one person.
        decisions: log of answers.
        corrections: what people said of explanations.
        index: nearest items.
        embedder: text to vectors, for search words.
        live: the newest snapshot.
        verifier: the gate for text.
        wordings: what templates say.
        policies: surfaces, segments, roles, labels.
        clock: used by doors to learn `now`.
        holdout_salt: salt of the stable holdout assignment.
        history_limit: newest acts that a request looks at.
        engine: version of the program.
        exact_items: catalogues of up to so many items are searched by scanning all vectors; above, by the index.
        scan: does so; a replay answers from the record.
        variant: the variant that everyone gets; None where it is drawn, as always but in a replay.
        facts: facts about items; None where there are none.
        judge: judges rewritten facts; None where there is nobody to.
        making: makes facts of items; None where nothing is made.
        rules: what may be said, as editors and lawyers decided.
        past: snapshots of the past; None where only the live one is at hand.
        policy_files: the files behind policies and wordings; None where there are none.
        chain: the chain over all records; None where there is none.
        assistant: the language model; None where none is configured.
        phrasing: the phrases in force, which may change while the service runs; None where there is no phrasebook.
        brand: how the house speaks, and who sends its e-mails.
        template: how e-mails look; None for doors that write none.
        campaigns: the ledger of campaigns; None where there is none.
        mail_tokens: makes and reads links of messages; None for doors that write none.
        suppression_secret: key of the hashes of those who must not be written to.
        results: what became of messages of campaigns; None where it is not kept.
    """

    catalogue: Catalogue
    events: EventStore
    people: PeopleStore
    decisions: DecisionStore
    corrections: CorrectionStore
    index: VectorIndex
    embedder: Embedder
    live: Live
    verifier: Verifier
    wordings: Wordings
    policies: Policies
    clock: Clock
    holdout_salt: str
    history_limit: int
    engine: str
    exact_items: int = 0
    scan: Scan = nearest
    variant: Variant | None = None
    policy_files: PolicyFiles | None = None
    chain: AuditChain | None = None
    rules: SayPolicy = NO_RULES
    past: Snapshots | None = None
    facts: FactStore | None = None
    judge: Judge | None = None
    making: FactMaking | None = None
    assistant: Assistant | None = None
    phrasing: Phrasing | None = None
    brand: Brand = field(default_factory=Brand)
    template: MessageTemplate | None = None
    campaigns: CampaignLedger | None = None
    mail_tokens: MailTokens | None = None
    suppression_secret: bytes = field(default=b"", repr=False)
    results: CampaignResults | None = None

    def phrased(self) -> "Parts":
        """The same parts with the phrases in force at this moment; one answer is made with one state of them."""
        if self.phrasing is None or self.phrasing.wordings is self.wordings:
            return self
        return replace(self, wordings=self.phrasing.wordings, policy_files=self.phrasing.files, phrasing=None)
