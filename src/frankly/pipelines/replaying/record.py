"""A decision record as it is read back: named parts, and what is kept beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.decision import READABLE, SCHEMA, KeptKind
from frankly.domain.person.kept_profile import packed, unpacked
from frankly.domain.person.profile import PersonRecord
from frankly.domain.saying.fact import FactSheet
from frankly.domain.saying.message_lines import MessageQuestion
from frankly.errors import Invalid, NotFound
from frankly.ports.decisions import WHY_GONE, DecisionStore


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """One recorded decision, with all that it names by hash.

    Attributes:
        plain: the record as it was written.
        person: the person as they were read.
        policies: the files that people edited then; None where the record names none.
        sheets: item → the facts that were read of it.
        replies: hash → what a language model replied.
    """

    plain: Mapping[str, Any]
    person: PersonRecord
    policies: bytes | None
    sheets: Mapping[str, FactSheet] = field(default_factory=dict)
    replies: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Id of the decision."""
        return str(self.plain["id"])

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Request, moment, seed, versions."""
        found: Mapping[str, Any] = self.plain["inputs"]
        return found

    @property
    def heard(self) -> Mapping[str, Any]:
        """What the ports answered."""
        found: Mapping[str, Any] = self.plain["heard"]
        return found

    @property
    def body(self) -> Mapping[str, Any]:
        """What was made."""
        found: Mapping[str, Any] = self.plain["body"]
        return found

    @property
    def policies_hash(self) -> str | None:
        """Hash of the files that people edited then."""
        found: str | None = self.plain["kept"].get("policies")
        return found

    def kept(self) -> list[tuple[str, bytes]]:
        """Hash and bytes of all that is kept beside it."""
        policies = [] if self.policies is None else [(str(self.policies_hash), self.policies)]
        sheets = {sheet.hash: sheet.data for sheet in self.sheets.values()}
        replies = {name: text.encode() for name, text in self.replies.items()}
        return [(str(self.plain["kept"]["profile"]), packed(self.person)), *policies, *sheets.items(), *replies.items()]

    def slate(self) -> frozenset[str]:
        """Ids of the items that were shown."""
        return frozenset(str(entry["item"]) for entry in self.body["slate"])

    def request(self) -> RecommendationRequest:
        """What was asked."""
        asked = self.inputs["request"]
        return (MessageQuestion if "message" in asked else RecommendationRequest).model_validate(asked)


async def recorded(decisions: DecisionStore, decision_id: str) -> Recorded:
    """Read a decision with all that is kept beside it.

    Raises:
        NotFound: when there is no such decision (any more), or what it keeps is gone.
        Invalid: when it was recorded by a version whose records cannot be replayed.
    """
    plain = await decisions.get(decision_id)
    if plain is None:
        raise NotFound(f"There is no decision '{decision_id}'. Stateless answers are not recorded. {WHY_GONE}")
    return replayable(await completed(decisions, plain))


def replayable(told: Recorded) -> Recorded:
    """The record, where this version can make its decision again.

    Raises:
        Invalid: when it was recorded by a version whose records cannot be replayed.
    """
    if told.plain["schema"] != SCHEMA:
        raise Invalid(
            f"Decision '{told.id}' was recorded with schema {told.plain['schema']}, before facts about items were part "
            f"of a record. It can be read and shown, and replayed by the release that made it "
            f"({told.inputs['engine']}); this version replays schema {SCHEMA}."
        )
    return told


async def completed(decisions: DecisionStore, plain: Mapping[str, Any]) -> Recorded:
    """A record that was read already, with all that is kept beside it, of any version that can be read.

    Raises:
        NotFound: when what it keeps is gone.
        Invalid: when it was recorded by a version whose records cannot be read.
    """
    if plain.get("schema") not in READABLE:
        known = " and ".join(map(str, READABLE))
        raise Invalid(
            f"Decision '{plain.get('id')}' was recorded with schema {plain.get('schema')}, which does not say enough "
            f"to be shown or replayed; this version reads schema {known}."
        )
    person = await _kept(decisions, plain, "profile")
    policies = await _kept(decisions, plain, "policies") if "policies" in plain["kept"] else None
    return Recorded(
        plain, unpacked(person), policies, await _sheets(decisions, plain), await _replies(decisions, plain)
    )


async def _sheets(decisions: DecisionStore, plain: Mapping[str, Any]) -> dict[str, FactSheet]:
    named: Mapping[str, str] = plain["kept"].get("facts", {})
    return {item: FactSheet.read(await _kept(decisions, plain, "facts", hash)) for item, hash in named.items()}


async def _replies(decisions: DecisionStore, plain: Mapping[str, Any]) -> dict[str, str]:
    named: Mapping[str, str] = plain["kept"].get("reply", {})
    return {hash: (await _kept(decisions, plain, "reply", hash)).decode() for hash in named.values()}


async def _kept(decisions: DecisionStore, plain: Mapping[str, Any], kind: KeptKind, hash: str | None = None) -> bytes:
    data = await decisions.kept(kind, hash or plain["kept"][kind], plain["id"])
    if data is None:
        raise NotFound(
            f"Decision '{plain['id']}' names a kept {kind} that is not there any more; it cannot be replayed."
        )
    return data
