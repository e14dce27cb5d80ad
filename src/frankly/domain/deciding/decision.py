"""The decision: the immutable record of one answer, schema 3.

Its id is the hash of its inputs, known before anything is computed; the content hash covers all of it. Whole numbers
and strings only, so that the record has one canonical form. What many decisions share (a person as they were read,
everything that people edit) is kept beside it once, and named by its hash.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from frankly.domain.canonical import Plain, canonical, content_hash
from frankly.domain.ids import DecisionId

SCHEMA: Final = 3
"""Version of the record's shape. A writer only writes this one, and only this one is replayed."""

READABLE: Final = (2, SCHEMA)
"""Versions that can be read. Schema 2 had no facts about items, and everything else where it is now."""

KeptKind: TypeAlias = Literal["profile", "policies", "facts", "reply"]
"""A person as they were read, inside their scope; all files that people edit; the facts that were read of an item; what
a language model replied to one call."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that a decision depends on and names by its hash: it is stored once, and not in every record.

    Attributes:
        kind: what it is.
        hash: of the bytes (`domain.canonical.hash_bytes`).
        is_personal: whether it is about a person, and goes with them.
        make: gives the bytes, when they are not stored yet.
        of: the item, where a decision keeps one of the kind for each.
    """

    kind: KeptKind
    hash: str
    is_personal: bool
    make: Callable[[], bytes]
    of: str = ""


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """All that an answer depends on besides what the ports answered meanwhile.

    Attributes:
        request: the request as plain data, without an inline profile (its hash is the profile version).
        now: moment of the request, milliseconds.
        seed: seed of all draws.
        person: key of the person or session; None for someone unknown.
        profile_version: hash of the person as read, inside the scope: the name of the kept profile.
        snapshot: id of the snapshot.
        surface: name of the surface.
        surface_version: hash of its policy.
        policy_version: hash of segments, roles and brand.
        text_version: hash of the wordings.
        engine: version of the program.
        variant: policy or baseline, as it was drawn.
        model: name of the language model that was to be asked; empty where none was.
        prompts: hash of the prompts by which it was to be asked.
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
    variant: str = "personalised"
    model: str = ""
    prompts: str = ""

    def as_plain(self) -> dict[str, Plain]:
        """The inputs as canonical data; without a model there is nothing said of one."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in told.items() if value or name not in {"model", "prompts"}}

    def decision_id(self) -> DecisionId:
        """The id of the decision that these inputs lead to: `d` and 32 hexadecimal digits."""
        return DecisionId("d" + content_hash(self.as_plain()))


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded answer.

    Attributes:
        id: hash of the inputs.
        inputs: all that it depended on.
        heard: what the ports answered: neighbours, vectors of words, failures; a replay answers the same.
        make: puts together `body`, after the answer.
        kept: what it names by hash.
    """

    id: DecisionId
    inputs: DecisionInputs
    heard: dict[str, Plain]
    make: Callable[[], dict[str, Plain]]
    kept: tuple[Kept, ...] = ()

    @property
    def body(self) -> dict[str, Plain]:
        """Scope, slate with evidence, drops, orders, texts, degradations, as plain data (schema 3)."""
        return self.make()

    def as_plain(self) -> dict[str, Plain]:
        """The whole record as canonical data."""
        return {
            "schema": SCHEMA,
            "id": str(self.id),
            "inputs": self.inputs.as_plain(),
            "heard": self.heard,
            "kept": self._kept(),
            "body": self.body,
        }

    def _kept(self) -> dict[str, Plain]:
        """Kind → hash; of what is kept for each item, kind → item → hash."""
        found: dict[str, Plain] = {one.kind: one.hash for one in self.kept if not one.of}
        by_item: dict[str, dict[str, Plain]] = {}
        for one in self.kept:
            if one.of:
                by_item.setdefault(one.kind, {})[one.of] = one.hash
        return found | by_item

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
