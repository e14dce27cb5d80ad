"""Sentences that somebody else wrote, as an output keeps them: held to their item where they say what they cite."""

from dataclasses import replace

from frankly.domain.saying.fact import PROOF_LEVELS
from frankly.domain.saying.text import DraftSentence, Refused
from frankly.errors import NotFound
from frankly.evals.cases.case import Sentence
from frankly.evals.generating.shop import OpenShop
from frankly.evals.runs.output import Told
from frankly.pipelines.facts.proving import for_anyone
from frankly.ports.verifier import Bearing


def judged_texts(shop: OpenShop, sentences: tuple[Sentence, ...]) -> tuple[Told, ...]:
    """Each sentence; one that says what it does (`kind`) is verified, the others are bound to nothing.

    Raises:
        NotFound: when a sentence speaks of an item that the shop does not have.
    """
    return tuple(_told(shop, one, f"text.{number}") for number, one in enumerate(sentences))


def _told(shop: OpenShop, one: Sentence, place: str) -> Told:
    if one.item is not None and one.item not in shop.items:
        raise NotFound(f"{place}: there is no item '{one.item}' in this shop.")
    told = Told(text=one.text, place=place, item=one.item, kind=one.kind, locale=one.locale, level=one.level)
    if one.kind is None:
        return told.model_copy(update={"evidence": one.evidence})
    draft = DraftSentence(
        kind=one.kind,
        text=one.text[:600],
        evidence=one.evidence,
        locale=one.locale,
        origin="edited",
        level=one.level,
    )
    outcome = shop.second.verify(draft, _bearing(shop, one))
    is_refused = isinstance(outcome, Refused)
    codes = tuple(dict.fromkeys(verdict.code for verdict in outcome.verdicts)) if isinstance(outcome, Refused) else ()
    return told.model_copy(update={"evidence": one.evidence, "is_proved": not is_refused, "codes": codes})


def _bearing(shop: OpenShop, one: Sentence) -> Bearing:
    if one.item is None:
        return Bearing(item=None, evidence={}, locale=one.locale)
    return replace(for_anyone(shop.items[one.item], shop.text.rules, PROOF_LEVELS), locale=one.locale)
