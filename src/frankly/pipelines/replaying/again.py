"""Makes a recorded decision again: the world as the record tells it, and the code of every request over it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, cast

from frankly.domain.answering.degradation import Degradation
from frankly.domain.deciding.decision import Decision
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.model.call import Payer
from frankly.errors import Invalid, NotFound
from frankly.pipelines.assisting.assist import assisted
from frankly.pipelines.assisting.hearing import RecordedModel
from frankly.pipelines.assisting.vote.trusting import RecordedVotes
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Assistant, Live, LoadedFiles, Parts, PolicyFiles, Snapshots
from frankly.pipelines.replaying.ports import (
    RecordedLive,
    RecordedPeople,
    RecordedSheets,
    RecordedWords,
    catalogue_of,
    neighbours_of,
)
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.answering import answered
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.recording import build
from frankly.ports.asking.prompts import PromptBook
from frankly.ports.facts import FactStore
from frankly.ports.people import PeopleStore
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import VectorIndex
from frankly.stages.verify.verifier import SentenceVerifier

_EVERY_CATALOGUE: Final = 2**62
"""As `exact_items`: the scan is asked, whatever the size of the catalogue."""

NOBODY: Final = Payer()
"""Nothing is paid for in a replay."""

PATIENCE_MS: Final = 60_000
"""So long a model that is asked anew may take: nobody waits for the answer."""

_NOT_ASKED: Final[Mapping[str, Any]] = {"state": "", "calls": {}, "late": [], "left": ["order", "texts"]}
"""What is heard of a model that was not asked: whoever listened may have gone before."""

_LOADED: Final = 8
"""Files of so many moments that are held at once; most decisions share theirs."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveSnapshot:
    """The live snapshot, where a decision names just that one."""

    live: Live

    async def get(self, snapshot_id: str) -> Snapshot:
        """The live snapshot.

        Raises:
            NotFound: when the decision names another one.
        """
        snapshot = self.live.snapshot
        if snapshot.id != snapshot_id:
            raise NotFound(f"Snapshot '{snapshot_id}' is not the one in force ('{snapshot.id}').")
        return snapshot


@dataclass(frozen=True, slots=True)
class _Kept:
    """Policy files of a record, in the place of those in force."""

    data: bytes
    hash: str
    inner: PolicyFiles

    def load(self, data: bytes) -> LoadedFiles:
        return self.inner.load(data)


async def made_again(world: Parts, told: Recorded) -> Decided:
    """Decide in the world of a record."""
    base = await decide(world, told.request(), told.inputs["now"])
    decided = await assisted(world, base, started_s=0.0, payer=NOBODY)
    return answered(decided, told.heard["fault"])


async def asked_again(world: Parts, today: Parts, told: Recorded, prompts: PromptBook | None) -> Decided:
    """Decide in the world of a record, with the language model of today; nothing is written down.

    Args:
        world: of the record.
        today: whose model is asked.
        told: the record.
        prompts: by which it is asked; None for those of then, or of today where there were none.

    Raises:
        Invalid: when no model is configured.
    """
    if today.assistant is None:
        raise Invalid("No language model is configured to be asked: set FRANKLY_MODEL, for example openai/gpt-4o-mini.")
    then = world.assistant.prompts if world.assistant is not None else today.assistant.prompts
    assistant = replace(today.assistant, prompts=prompts or then, known_late=frozenset())
    world = replace(world, assistant=assistant)
    request = told.request().model_copy(update={"deadline_ms": PATIENCE_MS})
    base = await decide(world, request, told.inputs["now"])
    return await assisted(world, base, started_s=0.0, payer=Payer(request=f"replay of {told.id}"))


def record_again(decided: Decided, told: Recorded) -> Decision:
    """The record of a decision that was made again."""
    return build(decided, told.heard["fault"])


async def world_of(parts: Parts, told: Recorded, snapshots: Snapshots | None = None) -> Parts:
    """The world as a record tells it: ports that answer what they answered, versions as they were.

    It may be asked something else as well (what if, without a ground): what was not asked then is found by a scan of
    the snapshot.

    Args:
        parts: the world of today.
        told: the record.
        snapshots: where the snapshot comes from; the parts' own past where none is given, else the live one.

    Raises:
        NotFound: when the snapshot is not there any more.
    """
    heard, inputs = told.heard, told.inputs
    failures, found = heard["failures"], neighbours_of(heard)
    snapshot = await (snapshots or parts.past or LiveSnapshot(parts.live)).get(inputs["snapshot"])
    return replace(
        lasting(parts, told),
        people=cast(PeopleStore, RecordedPeople(told.person, failures.get("people", ""))),
        embedder=cast(Embedder, RecordedWords(heard["vectors"], failures.get("embedder", ""))),
        index=cast(VectorIndex, found),
        scan=found.scan,
        exact_items=_EVERY_CATALOGUE if heard["index"] == "scan" and "index" not in failures else -1,
        live=RecordedLive(snapshot, tuple(Degradation.model_validate(one) for one in heard["live"])),
        facts=cast(FactStore, RecordedSheets(told.sheets, told.slate(), parts.facts, failures.get("facts", ""))),
        variant=inputs["variant"],
        engine=inputs["engine"],
        assistant=_assistant_of(parts, told),
    )


def _assistant_of(parts: Parts, told: Recorded) -> Assistant | None:
    """What stands in for the model that was to be asked: it replies what it replied, and is late where it was."""
    name, files = told.inputs.get("model"), parts.policy_files
    if not name or files is None or told.policies is None:
        return None
    files_then = _loaded(cast(Hashable, files), told.policies)
    heard = told.heard.get("model", _NOT_ASKED)
    return Assistant(
        model=RecordedModel(name, heard["calls"], told.replies),
        prompts=files_then.prompts,
        is_ready=lambda: heard["state"] != "warming",
        lexicons=files_then.lexicons,
        brand=files_then.brand,
        known_late=frozenset(heard["late"]),
        known_left=frozenset(heard.get("left", ())),
        votes=RecordedVotes(heard["vote"]) if "vote" in heard else None,
    )


def lasting(parts: Parts, told: Recorded) -> Parts:
    """What of the world as it was needs no snapshot: the items of every time, and what people edited then."""
    return replace(_with_policies(parts, told), catalogue=catalogue_of(parts.catalogue, told.heard))


def _with_policies(parts: Parts, told: Recorded) -> Parts:
    """Surfaces, wordings and vocabulary as they were; those in force where the record keeps none."""
    files = parts.policy_files
    if files is None or told.policies is None or told.policies_hash is None:
        return replace(parts, policy_files=None) if told.policies_hash is None else parts
    if files.hash == told.policies_hash:
        return parts
    loaded = _loaded(cast(Hashable, files), told.policies)
    return replace(
        parts,
        policies=loaded.policies,
        wordings=loaded.wordings,
        verifier=SentenceVerifier(loaded.lexicons, loaded.rules),
        rules=loaded.rules,
        brand=loaded.brand,
        template=loaded.template,
        policy_files=_Kept(told.policies, told.policies_hash, files),
    )


@lru_cache(maxsize=_LOADED)
def _loaded(files: Hashable, data: bytes) -> LoadedFiles:
    """Loading takes a second, and thousands of decisions share their files."""
    return cast(PolicyFiles, files).load(data)
