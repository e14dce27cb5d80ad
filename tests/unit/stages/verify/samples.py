"""Items, evidence and drafts for tests of writing and verification, and the shipped wordings, loaded once."""

from collections.abc import Mapping
from functools import lru_cache

from frankly.adapters.files.words.wordings import TextData, load_text
from frankly.demo.catalogue import BRAND_FILE
from frankly.domain.evidence import Anchor, Cause, Evidence, EvidenceKind, Ground
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.money import Money
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.time import DAY_MS, EpochMs
from frankly.ports.verifier import Bearing
from frankly.stages.verify.verifier import SentenceVerifier
from tests.needs import ROOT

NOW = 20_000 * DAY_MS
K = EvidenceKind


@lru_cache
def texts() -> TextData:
    return load_text(ROOT / "policies", BRAND_FILE)


@lru_cache
def verifier() -> SentenceVerifier:
    return SentenceVerifier(texts().lexicons)


def item(name: str = "persuasion", title: str = "Persuasion", **fields: object) -> Item:
    known: dict[str, object] = {
        "categories": ("romance",),
        "creators": ("Jane Austen",),
        "price": Money(amount_minor=1299, currency="EUR"),
    }
    return Item.model_validate({"id": ItemId(name), "title": title, **known, **fields})


def piece(
    name: str = "e1",
    kind: EvidenceKind = K.VIEWED,
    anchor: tuple[str, str] = ("item", "emma"),
    *,
    contribution: int = 500,
    count: int = 1,
    days_ago: int | None = 3,
    sources: Mapping[str, int] | None = None,
) -> Evidence:
    return Evidence(
        id=name,
        kind=kind,
        anchor=Anchor.model_validate({"type": anchor[0], "value": anchor[1]}),
        count=count,
        at=None if days_ago is None else EpochMs(NOW - days_ago * DAY_MS),
        contribution=contribution,
        sources={"content": contribution} if sources is None else dict(sources),
    )


def ground(
    pieces: tuple[Evidence, ...], anchor: tuple[str, str] | None = None, *, share_ppm: int = 1_000_000
) -> Ground:
    return Ground(
        kind=pieces[0].kind,
        anchor=pieces[0].anchor if anchor is None else Anchor.model_validate({"type": anchor[0], "value": anchor[1]}),
        evidence=tuple(one.id for one in pieces),
        count=len(pieces),
        contribution=sum(one.contribution for one in pieces),
        share_ppm=share_ppm,
    )


def bearing(
    *pieces: Evidence,
    about: Item | None = None,
    grounds: Mapping[str, Ground] | None = None,
    anchors: Mapping[str, Item] | None = None,
    labels: Mapping[tuple[str, str], str] | None = None,
    locale: str = "en",
    causes: Mapping[str, Cause] | None = None,
    without_item: bool = False,
) -> Bearing:
    return Bearing(
        item=None if without_item else about or item(),
        evidence={one.id: one for one in pieces},
        grounds=grounds or {},
        anchors=anchors
        if anchors is not None
        else {"emma": item("emma", "Emma"), "ivanhoe": item("ivanhoe", "Ivanhoe")},
        labels=labels or {},
        locale=locale,
        now=NOW,
        causes=causes or {},
    )


def reason(text: str, *evidence: str, locale: str = "en") -> DraftSentence:
    return DraftSentence(kind="reason", text=text, evidence=evidence or ("e1",), locale=locale)


def codes(draft: DraftSentence, under: Bearing) -> set[str]:
    outcome = verifier().verify(draft, under)
    return {verdict.code for verdict in outcome.verdicts} if isinstance(outcome, Refused) else set()


def filled(draft: DraftSentence, under: Bearing) -> str:
    outcome = verifier().verify(draft, under)
    assert isinstance(outcome, VerifiedText), outcome
    return outcome.text
