"""Looks at the facts of an item, takes one that somebody wrote, and lets a person sign or refuse one."""

from collections.abc import Sequence
from dataclasses import replace

from frankly.domain.item import Item
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.fact import PROOF_LEVELS, Fact, FactId, draft_of, fact_id, source_hash
from frankly.domain.saying.text import Refused, Verdict, VerifiedText
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid, NotFound
from frankly.pipelines.facts.judging import judged
from frankly.pipelines.facts.proving import for_anyone, with_proof
from frankly.pipelines.facts.views import CitedView, ItemFactInput, ItemFactsView, ItemFactView
from frankly.pipelines.parts import Parts
from frankly.ports.facts import FactStore


async def facts_of(parts: Parts, item_id: str) -> ItemFactsView:
    """All facts of an item, those of its present text first.

    Raises:
        NotFound: when there is no such item.
    """
    item = await _item(parts, item_id)
    source = source_hash(item)
    store = _store(parts)
    texts = sorted(await store.texts_of(item_id), key=lambda text: text.source != source)
    views = [_view(parts, item, fact, is_current=text.source == source) for text in texts for fact in text.facts]
    return ItemFactsView(item=item.id, facts=tuple(views), is_made=item_id in await store.made_with({item_id: source}))


async def add_fact(parts: Parts, item_id: str, given: ItemFactInput, now: EpochMs) -> ItemFactView:
    """Store a sentence that somebody wrote about an item, verified, and judged where there is a judge.

    Returns:
        The fact: it may be shown at once where a judge accepts it; else it waits for a person.

    Raises:
        NotFound: when there is no such item.
        Invalid: when the verifier refuses it, or it cites what is not there; nothing was stored.
    """
    item = await _item(parts, item_id)
    _require_cited(item, given.cites)
    source, locale = source_hash(item), item.language
    fact = Fact(
        id=fact_id(item_id, source, given.cites, locale, given.text, "rewritten"),
        item=item.id,
        source=source,
        cites=given.cites,
        locale=locale,
        text=given.text,
        aspects=given.aspects,
        level="rewritten",
        origin=given.origin,
        made_at=now,
    )
    outcome = _verified(parts, item, fact)
    if isinstance(outcome, Refused):
        raise Invalid(_refusal(outcome.verdicts), details={"verdicts": _plain(outcome.verdicts)})
    store = _store(parts)
    await store.put([await judged(fact, item, parts.judge)])
    kept = next(one for text in await store.texts_of(item_id) for one in text.facts if one.id == fact.id)
    return _view(parts, item, kept, is_current=True)


async def review_fact(
    parts: Parts, item_id: str, fact: str, *, reviewer: str, approves: bool, now: EpochMs, because: str = ""
) -> ItemFactView:
    """Sign a fact, or refuse it for good.

    Raises:
        NotFound: when there is no such item or fact.
        Conflict: when a check, a judge or a person refused it before, or the verifier refuses it now.
    """
    item = await _item(parts, item_id)
    store = _store(parts)
    known = {one.id: one for text in await store.texts_of(item_id) for one in text.facts}
    before = known.get(FactId(fact))
    if approves and before is not None and before.source == source_hash(item) and before.status != "refused":
        level = "approved" if before.level == "rewritten" else before.level
        outcome = _verified(parts, item, before.model_copy(update={"level": level}))
        if isinstance(outcome, Refused):
            raise Conflict(_refusal(outcome.verdicts), details={"verdicts": _plain(outcome.verdicts)})
    after = await store.review(item_id, FactId(fact), reviewer=reviewer, approves=approves, at=now, because=because)
    return _view(parts, item, after, is_current=after.source == source_hash(item))


def _store(parts: Parts) -> FactStore:
    if parts.facts is None:
        raise NotFound("There is no store of facts here.")
    return parts.facts


async def _item(parts: Parts, item_id: str) -> Item:
    item = (await parts.catalogue.get_many([item_id])).get(item_id)
    if item is None:
        raise NotFound(f"There is no item '{item_id}'; put it first (PUT /v1/items/{{id}}).")
    return item


def _require_cited(item: Item, cites: Sequence[str]) -> None:
    known = [span.id for span in spans_of(item.description, item.language)]
    missing = [name for name in cites if name not in known and not name.startswith("item.")]
    if missing:
        has = f"s1 to {known[-1]}" if known else "no sentence"
        raise Invalid(f"#/cites: the description of '{item.id}' has {has}; '{missing[0]}' is none of them.")


def _verified(parts: Parts, item: Item, fact: Fact) -> VerifiedText | Refused:
    """What the verifier says of a fact, a judge's and a person's word aside."""
    labels = parts.policies.labels.get(item.language.split("-")[0], {})
    bearing = replace(for_anyone(item, parts.rules, PROOF_LEVELS), labels=labels)
    draft = draft_of(fact, item.language)
    return parts.verifier.verify(draft, with_proof(bearing, item, draft))


def _refusal(verdicts: Sequence[Verdict]) -> str:
    said = "; ".join(f"{verdict.code}: {verdict.hint}" for verdict in verdicts[:3])
    return f"The verifier refuses this sentence. {said}"


def _plain(verdicts: Sequence[Verdict]) -> list[dict[str, object]]:
    return [verdict.model_dump(mode="json") for verdict in verdicts]


def _view(parts: Parts, item: Item, fact: Fact, *, is_current: bool) -> ItemFactView:
    known = {span.id: span.text for span in spans_of(item.description, item.language)} if is_current else {}
    said = None
    if is_current and fact.status == "admitted":
        outcome = _verified(parts, item, fact)
        said = outcome if isinstance(outcome, VerifiedText) else None
    return ItemFactView(
        id=fact.id,
        draft=fact.text,
        said=said,
        cites=tuple(CitedView(name=name, text=known.get(name, "")) for name in fact.cites),
        locale=fact.locale,
        aspects=fact.aspects,
        level=fact.level,
        status=fact.status,
        origin=fact.origin,
        pattern=fact.pattern,
        verdicts=fact.verdicts,
        judge=fact.judge,
        reviewer=fact.reviewer,
        made_at=fact.made_at,
        is_current=is_current,
    )
