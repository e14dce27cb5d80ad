"""What a draft may lean on: the evidence of a recorded answer, or the item alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.saying.fact import PROOF_LEVELS
from frankly.domain.saying.message_lines import MessageQuestion
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import DraftSentence
from frankly.errors import DependencyError, FranklyError, Invalid, NotFound
from frankly.pipelines.checking.views import DraftInput
from frankly.pipelines.facts.proving import cited_text, for_anyone
from frankly.pipelines.replaying.facts import RecordedFacts, evidence_of, grounds_of
from frankly.pipelines.replaying.record import Recorded, recorded
from frankly.ports.asking.judge import Judge
from frankly.ports.catalogue import Catalogue
from frankly.ports.decisions import DecisionStore
from frankly.ports.verifier import Bearing, Verifier
from frankly.stages.snapshot.naming import parsed


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """What a check needs.

    Attributes:
        catalogue: items.
        decisions: recorded answers.
        verifier: the gate for text.
        rules: what may be said.
        labels: language → labels that are shown.
        judge: of rewritten facts; None where there is nobody.
    """

    catalogue: Catalogue
    decisions: DecisionStore
    verifier: Verifier
    rules: SayPolicy
    labels: Mapping[str, Mapping[tuple[str, str], str]]
    judge: Judge | None = None


@dataclass(slots=True, eq=False)
class Bearings:
    """Bearings of drafts; each decision and item is read once.

    Attributes:
        gate: where from.
    """

    gate: Gate
    _decisions: dict[str, tuple[Recorded, Mapping[str, Item]] | FranklyError] = field(default_factory=dict)
    _items: dict[str, Item | None] = field(default_factory=dict)

    async def of(self, given: DraftInput) -> tuple[DraftSentence, Bearing]:
        """The draft, and what it may lean on.

        Raises:
            NotFound: when the item or decision is not there.
            Invalid: when the decision did not show the item, or cannot be read.
            StoreUnavailable: when the store cannot be read.
        """
        bearing = await (self._of_decision(given) if given.decision is not None else self._of_item(given))
        locale = given.locale or bearing.locale
        draft = DraftSentence(
            kind=given.kind,
            text=given.text,
            evidence=given.evidence,
            role=given.role,
            locale=locale,
            origin=given.origin,
            pattern=given.pattern,
            level=given.level,
        )
        return draft, await self._judged(draft, bearing)

    async def _of_item(self, given: DraftInput) -> Bearing:
        item = None if given.item is None else await self.item(given.item)
        if item is None:
            locale = given.locale or "en"
            return Bearing(item=None, evidence={}, labels=self._labels(locale), locale=locale)
        bearing = for_anyone(item, self.gate.rules, PROOF_LEVELS)
        # A sentence of fields alone may be in any language; only the item's own words are bound to theirs.
        locale = given.locale if given.locale is not None and given.level is None else item.language
        return replace(bearing, labels=self._labels(locale), locale=locale)

    async def _of_decision(self, given: DraftInput) -> Bearing:
        told, items = await self._decision(str(given.decision))
        body, locale = told.body, str(told.body["locale"])
        facts = RecordedFacts(body["ledger"], told.person.history, told.inputs["now"], len(body["slate"]))
        common = Bearing(
            item=None,
            evidence={},
            anchors=items,
            labels=self._labels(locale),
            locale=locale,
            now=told.inputs["now"],
            topics=frozenset(body["scope"].get("topics", ())),
            surface=told.inputs["surface"],
            untold=frozenset(f"e{place + 1}" for place in body.get("untold", ())),
            levels=PROOF_LEVELS,
            is_read_later=isinstance(told.request(), MessageQuestion),
        )
        if given.item is None:
            above = body["headline"]["evidence"].items()
            pieces = [facts.evidence(int(fact), slot, count, units) for fact, (slot, units, count) in above]
            return replace(common, evidence={piece.id: piece for piece in pieces})
        slot, entry = self._entry(told, str(given.item))
        pieces = evidence_of(facts, entry, slot)
        return replace(
            common,
            item=items.get(entry["item"]),
            evidence={piece.id: piece for piece in pieces},
            grounds=grounds_of(entry),
            causes=dict(entry["causes"]),
        )

    def _entry(self, told: Recorded, item: str) -> tuple[int, Mapping[str, Any]]:
        shown = [str(entry["item"]) for entry in told.body["slate"]]
        if item not in shown:
            raise Invalid(f"Decision '{told.id}' did not show '{item}'; it showed {', '.join(shown[:10])}.")
        slot = shown.index(item)
        return slot, told.body["slate"][slot]

    async def _decision(self, name: str) -> tuple[Recorded, Mapping[str, Item]]:
        if name not in self._decisions:
            try:
                told = await recorded(self.gate.decisions, name)
                position = parsed(str(told.inputs["snapshot"])).position
                self._decisions[name] = told, await self.gate.catalogue.get_many(told.heard["items"], at=position)
            except (NotFound, Invalid) as error:
                self._decisions[name] = error
        found = self._decisions[name]
        if isinstance(found, FranklyError):
            raise found
        return found

    async def item(self, name: str) -> Item:
        """An item as it is now.

        Raises:
            NotFound: when there is none.
        """
        if name not in self._items:
            self._items[name] = (await self.gate.catalogue.get_many([name])).get(name)
        item = self._items[name]
        if item is None:
            raise NotFound(f"There is no item '{name}'; bring it in first ('frankly import items', PUT /v1/items).")
        return item

    async def _judged(self, draft: DraftSentence, bearing: Bearing) -> Bearing:
        """The bearing with the word of a judge, where one is needed and there is one."""
        if draft.level != "rewritten" or bearing.item is None or self.gate.judge is None:
            return bearing
        span = cited_text(bearing.item, draft.evidence)
        if not span:
            return bearing
        try:
            said = await self.gate.judge.judge(span, draft.text)
        except DependencyError:
            return bearing
        return replace(bearing, judgements={binding(span, draft.text): said})

    def _labels(self, locale: str) -> Mapping[tuple[str, str], str]:
        return self.gate.labels.get(locale, self.gate.labels.get(locale.split("-")[0], {}))
