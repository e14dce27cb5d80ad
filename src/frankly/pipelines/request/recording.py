"""Builds the decision record (schema 3) and the served log. Whole numbers and strings; wide parts as columns.

On the way of the request only references are gathered; what they say is put together after the answer.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.canonical import Plain, hash_bytes
from frankly.domain.deciding.candidate import Candidates
from frankly.domain.deciding.decision import Decision, Kept, Served
from frankly.domain.deciding.slate import PROPENSITY_ONE, Slate, Slot
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import Ground
from frankly.domain.person.consent import Purpose, Scope
from frankly.domain.person.history import History
from frankly.domain.person.kept_profile import packed
from frankly.domain.saying.fact import FactSheet
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.facts import ToldFacts
from frankly.pipelines.request.hearing import Shown, grounds_in
from frankly.pipelines.request.recorded_columns import candidates_of, ledger_of
from frankly.stages.evidence.cut import SlateLedger, places_of
from frankly.stages.evidence.grounds import count_of
from frankly.stages.evidence.silent import SilentPieces
from frankly.stages.writing.choose_fact import FactParts


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What a record is made of; it waits for the writer, so that no large table and no request is held meanwhile."""

    request: RecommendationRequest
    scope: Scope
    segments: Sequence[str]
    snapshot: Snapshot
    history: History
    candidates: Candidates
    scores: Mapping[str, NDArray[np.int64]]
    cut: SlateLedger
    slate: Slate
    shown: Sequence[Sequence[int]]
    grounds: Sequence[Sequence[Ground]]
    drafts: Sequence[Shown]
    facts: Sequence[ToldFacts]
    silent: SilentPieces
    answer: Answer
    base_slate: Slate | None


def build(decided: Decided, fault: str = "") -> Decision:
    """Gather everything that the answer came from; it is put together when the record is written.

    Contributions of each fact are kept for the slate only; for the other candidates their part by source.

    Args:
        decided: what was read, made and found out.
        fault: why the record cannot be written at the moment, as the answer says it; empty when it can.
    """
    made = _Made(
        decided.request,
        decided.situation.scope,
        decided.situation.segments,
        decided.situation.snapshot,
        decided.record.history,
        decided.found.candidates,
        decided.found.ledger.by_source(),
        decided.cut,
        decided.slate,
        [behind.places for behind in decided.evidence],
        [behind.grounds for behind in decided.evidence],
        decided.heard.drafts,
        decided.told.facts,
        decided.told.silent,
        decided.answer,
        decided.base_slate,
    )
    inputs = decided.inputs
    heard = decided.heard.as_plain(decided.answers) | {"fault": fault}
    return Decision(inputs.decision_id(), inputs, heard, partial(_body, made), _kept(decided))


def _kept(decided: Decided) -> tuple[Kept, ...]:
    record, files = decided.record, decided.policy_files
    profile = Kept("profile", decided.inputs.profile_version, record.key is not None, partial(packed, record))
    policies = () if files is None else (Kept("policies", files.hash, False, lambda: files.data),)
    facts = [Kept("facts", sheet.hash, False, partial(_data, sheet), of=item) for item, sheet in _sheets(decided)]
    calls = sorted(decided.heard.calls.items())
    replies = [
        Kept("reply", call.text_hash, record.key is not None, partial(str.encode, call.reply.text), of=content)
        for content, call in calls
        if call.reply is not None
    ]
    return profile, *policies, *facts, *replies


def _sheets(decided: Decided) -> Sequence[tuple[str, FactSheet]]:
    return sorted(decided.heard.sheets.items())


def _data(sheet: FactSheet) -> bytes:
    return sheet.data


def _body(made: _Made) -> dict[str, Plain]:
    answer = made.answer
    drafts = _Drafts(answer, made.drafts)
    statistics = frozenset(np.flatnonzero(made.cut.rows < 0).tolist())
    return {
        "scope": _scope(made.scope),
        "locale": answer.locale,
        "segments": list(map(str, made.segments)),
        "slate": [_entry(made, place, drafts, statistics) for place in range(len(answer.items))],
        "headline": {"drafts": drafts.of(None), "evidence": _cited_above(made, statistics)},
        "ledger": ledger_of(made.cut, made.history, made.snapshot.row_of),
        "candidates": candidates_of(made.snapshot.item_ids, made.candidates, made.scores, made.slate),
        "explored": [
            [slot + 1, str(made.snapshot.item_ids[row]), share]
            for (slot, row), share in sorted(made.slate.propensities.items())
            if share != PROPENSITY_ONE
        ],
        "degradations": [degradation.model_dump(mode="json") for degradation in answer.degradations],
        "answer": answer_hash(answer),
        **_untold(made),
        **_outvoted(made),
    }


def _outvoted(made: _Made) -> dict[str, Plain]:
    """The slate as it was ranked, where a model's vote made it another."""
    base = made.base_slate
    if base is None or [slot.row for slot in base.slots] == [slot.row for slot in made.slate.slots]:
        return {}
    return {"before_the_vote": [str(made.snapshot.item_ids[slot.row]) for slot in base.slots]}


def _untold(made: _Made) -> dict[str, Plain]:
    """Facts that rules kept from being said, and those of them that the person may see who asks."""
    untold = np.flatnonzero(made.silent.mask)
    if not len(untold):
        return {}
    shown = untold[~made.silent.hidden[untold]].tolist()
    return {"untold": untold.tolist(), **({"shown_when_asked": shown} if shown else {})}


def answer_hash(answer: Answer) -> str:
    """Hash of the answer's bytes as they are sent."""
    return hash_bytes(answer.to_bytes())


def _entry(made: _Made, place: int, drafts: "_Drafts", statistics: Set[int]) -> dict[str, Plain]:
    item, slot = made.answer.items[place], made.slate.slots[place]
    told = drafts.of(str(item.id))
    entry: dict[str, Plain] = {
        "item": str(item.id),
        "slot": item.slot,
        "origin": item.origin,
        "score": item.score,
        "propensity": item.propensity_ppb,
        "personalised": item.personalised,
        "main_reason": str(item.main_reason) if item.main_reason else None,
        "sponsored": item.is_sponsored,
        "because": slot.because,
        "shown": list(made.shown[place]),
        "counts": _counts(made, slot, made.shown[place], statistics),
        "grounds": _grounds(made, place),
        "causes": [[name, cause] for name, cause in item.causes.items()],
        "drafts": told,
    }
    return entry | {"facts": weighed_plain(made.facts[place])} if made.facts[place].weighed else entry


def weighed_plain(facts: ToldFacts) -> dict[str, Plain]:
    """What facts were weighed, the best first, as columns: places on the sheet, parts of the scores; what was told."""
    return {
        "places": [one.place for one in facts.weighed],
        **{part: [getattr(one.parts, part) for one in facts.weighed] for part in FactParts._fields},
        "told": list(facts.told),
    }


def _counts(made: _Made, slot: Slot, shown: Sequence[int], statistics: Set[int]) -> dict[str, Plain]:
    """Of statistics, how many people stand behind this item: the fact itself does not say."""
    pieces = ((place, made.cut.pieces[place]) for place in shown if place in statistics)
    return {
        str(place): count
        for place, piece in pieces
        if (count := count_of(made.snapshot, piece, slot.row)) != piece.count
    }


def _grounds(made: _Made, place: int) -> dict[str, Plain]:
    """Grounds that the answer shows or that a sentence names."""
    item = made.answer.items[place]
    named: dict[str, Ground] = {f"g{number + 1}": ground for number, ground in enumerate(item.grounds)}
    for shown in made.drafts:
        if shown.about is not None and shown.about.id == item.id:
            named |= {name: made.grounds[place][int(name[1:]) - 1] for name in grounds_in(shown.draft)}
    return {name: _ground(ground) for name, ground in named.items()}


def _ground(ground: Ground) -> dict[str, Plain]:
    return {
        "kind": ground.kind.value,
        "anchor": [ground.anchor.type, ground.anchor.value],
        "facts": places_of(ground.evidence),
        "count": ground.count,
        "contribution": ground.contribution,
        "share": ground.share_ppm,
    }


def _cited_above(made: _Made, statistics: Set[int]) -> dict[str, Plain]:
    """Facts that lines above the slate cite: slot at which each was last shown, what it brought to all that show it."""
    above = [shown.draft for shown in made.drafts if shown.about is None]
    cited = sorted({place for draft in above for place in places_of(draft.evidence)})
    shown_at: dict[int, list[int]] = {fact: [] for fact in cited}
    for slot, shown in enumerate(made.shown):
        for fact in shown_at.keys() & shown:
            shown_at[fact].append(slot)
    found: dict[str, Plain] = {}
    columns = zip(shown_at.items(), made.cut.whole[cited].tolist(), made.cut.counts[cited].tolist(), strict=True)
    for (fact, slots), units, count in columns:
        # What is counted in the column needs no object of the fact.
        is_statistic, row = fact in statistics, made.slate.slots[slots[-1]].row
        people = count_of(made.snapshot, made.cut.pieces[fact], row) if is_statistic else count
        found[str(fact)] = [slots[-1], sum(units[slot] for slot in slots), people]
    return found


class _Drafts:
    """The sentences that the verifier was shown, by the item that they are about."""

    def __init__(self, answer: Answer, drafts: Sequence[Shown]) -> None:
        self._placed = {id(text): place for place, text in _texts(answer)}
        self._by_item: dict[str | None, list[Plain]] = {}
        for shown in drafts:
            about = None if shown.about is None else str(shown.about.id)
            self._by_item.setdefault(about, []).append(self._draft(shown))

    def of(self, item: str | None) -> list[Plain]:
        """Those about an item; without one, those above the slate."""
        return self._by_item.get(item, [])

    def _draft(self, shown: Shown) -> dict[str, Plain]:
        draft, outcome = shown.draft, shown.outcome
        plain: dict[str, Plain] = {
            "text": draft.text,
            "kind": draft.kind,
            "role": draft.role,
            "origin": draft.origin,
            "pattern": draft.pattern,
            "cites": list(draft.evidence),
            "causes": dict(shown.causes),
        }
        if draft.level is not None:
            plain["level"] = draft.level
        if isinstance(outcome, VerifiedText):
            return plain | {"said": outcome.text, "place": self._placed.get(id(outcome), "")}
        return plain | {
            "refused": [
                {"code": verdict.code, "span": list(verdict.span), "hint": verdict.hint} for verdict in outcome.verdicts
            ]
        }


def _texts(answer: Answer) -> list[tuple[str, VerifiedText]]:
    """Every text of an answer with where it stands."""
    found = [("headline", answer.headline)] if answer.headline is not None else []
    found += [("intro", answer.intro)] if answer.intro is not None else []
    if answer.message is not None:
        found += [(f"message/{role}", text) for role, text in answer.message.texts()]
    for item in answer.items:
        found += [("sentence", sentence) for sentence in item.sentences]
        found += [("call_to_action", text)] if (text := _call_to_action(item)) is not None else []
    return found


def _call_to_action(item: AnsweredItem) -> VerifiedText | None:
    return item.display.call_to_action


def _scope(scope: Scope) -> dict[str, Plain]:
    return {
        "basis": scope.basis,
        "purposes": sorted(scope.purposes),
        "evidence": sorted(scope.groups),
        "topics": sorted(scope.topics),
    }


def served(answer: Answer, person: str | None, scope: Scope) -> list[Served]:
    """One line for each item with its propensity; the person only where they allow `measure`."""
    who = person if Purpose.MEASURE in scope.purposes else None
    return [
        Served(
            decision=str(answer.decision),
            item=str(item.id),
            slot=item.slot,
            propensity_ppb=item.propensity_ppb,
            surface=answer.surface,
            person=who,
            variant=answer.variant,
            at=answer.now,
        )
        for item in answer.items
    ]
