"""The decision: the immutable record of one answer, schema 1.

Its id is the hash of its inputs, known before anything is computed; the content hash covers all of it. Whole numbers
and strings only, so that the record has one canonical form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from frankly.domain.canonical import Plain, canonical, content_hash
from frankly.domain.ids import DecisionId

SCHEMA: Final = 1
"""Version of the record's shape; a reader of an older one migrates it, a writer only writes this one."""


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """All that an answer depends on besides the recorded answers of the index.

    Attributes:
        request: the request as plain data, without an inline profile (its hash is the profile version).
        now: moment of the request, milliseconds.
        seed: seed of all draws.
        person: key of the person or session; None for someone unknown.
        profile_version: hash of the profile in scope.
        snapshot: id of the snapshot.
        surface: name of the surface.
        surface_version: hash of its policy.
        policy_version: hash of segments, roles and brand.
        text_version: hash of the wordings.
        engine: version of the program.
    """

    request: dict[str, Plain]
    now: int
    seed: int
    person: str | None
    profile_version: str
    snapshot: str
    surface: str
    surface_version: str
    policy_version: str
    text_version: str
    engine: str

    def as_plain(self) -> dict[str, Plain]:
        """The inputs as canonical data."""
        return {name: getattr(self, name) for name in self.__slots__}

    def decision_id(self) -> DecisionId:
        """The id of the decision that these inputs lead to: `d` and 32 hexadecimal digits."""
        return DecisionId("d" + content_hash(self.as_plain()))


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded answer.

    Attributes:
        id: hash of the inputs.
        inputs: all that it depended on.
        neighbours: recorded answers of the index: source → item ids, nearest first.
        make: puts together `body`, when the record is written: after the answer, beside the requests.
    """

    id: DecisionId
    inputs: DecisionInputs
    neighbours: dict[str, Plain]
    make: Callable[[], dict[str, Plain]]

    @property
    def body(self) -> dict[str, Plain]:
        """Scope, slate with evidence, drops, orders, texts, degradations, as plain data (schema 1)."""
        return self.make()

    def as_plain(self) -> dict[str, Plain]:
        """The whole record as canonical data."""
        return {
            "schema": SCHEMA,
            "id": str(self.id),
            "inputs": self.inputs.as_plain(),
            "neighbours": self.neighbours,
            "body": self.body,
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON of the record."""
        return canonical(self.as_plain())

    def hash(self) -> str:
        """Hash of the canonical JSON."""
        return content_hash(self.as_plain())


@dataclass(frozen=True, slots=True)
class Served:
    """One item that was returned in a slot: logged with its propensity, or nothing can be measured later.

    Attributes:
        decision: which answer.
        item: which item.
        slot: counted from 1.
        propensity_ppb: probability with which the policy put it there, in parts per billion.
        surface: where.
        person: key of the person or session; None for someone unknown, or without consent to `measure`.
        variant: `personalised` or `holdout`.
        at: milliseconds.
    """

    decision: str
    item: str
    slot: int
    propensity_ppb: int
    surface: str
    person: str | None
    variant: str
    at: int


@dataclass(frozen=True, slots=True)
class Impression:
    """The client says that an item of an answer was seen.

    Attributes:
        decision: which answer.
        item: which item.
        slot: counted from 1.
        at: when, milliseconds.
    """

    decision: str
    item: str
    slot: int
    at: int
