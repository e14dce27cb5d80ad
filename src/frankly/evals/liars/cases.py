"""Cases as they stand in files, one JSON object a line, and what production makes of them: a draft and its bearing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field, StringConstraints, ValidationError, model_validator

from frankly.domain.base import Frozen
from frankly.domain.evidence import Anchor, AnchorType, Cause, Evidence, EvidenceKind, Ground
from frankly.domain.faults import suggestion
from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.text import DraftSentence, ProofLevel, Role, SentenceKind
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Misconfigured
from frankly.evals.liars.classes import CLASSES
from frankly.evals.liars.marked import NOW_MS
from frankly.ports.asking.judge import Judgement
from frankly.ports.verifier import Bearing

UNITS: Final = 1_000_000
"""What each piece of evidence contributed, in billionths: enough to be a reason."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Name = Annotated[str, StringConstraints(pattern=r"^[eg][1-9][0-9]{0,3}$")]


class CasePiece(Frozen):
    """One piece of evidence of a case."""

    id: Name
    """`e1`, `e2` …"""

    kind: EvidenceKind
    """What was done or stated."""

    anchor: str = ""
    """What it hangs on: `item:copper-kettle`, `category:tea`, `query:desk lamp`, `value:evening`; empty for nothing."""

    count: Annotated[int, Field(ge=0)] = 1
    """How often, or how many people."""

    days: Annotated[int, Field(ge=0)] | None = 3
    """How many days ago; null where time does not matter."""

    cause: Cause = "contributing"
    """What it is to the item."""

    source: str = "content"
    """The candidate source that brought its effect."""

    contribution: int = UNITS
    """By how much it moved the item, in billionths."""


class CaseGround(Frozen):
    """Evidence of a case that is told together."""

    id: Name
    """`g1` …"""

    evidence: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Its pieces, all of one kind."""

    anchor: str = ""
    """What they share: `category:tea`, `creator:Ardmoor`, `tag:wool`."""

    cause: Cause = "contributing"
    """What it is to the item."""


class Case(Frozen):
    """A sentence with all that it may lean on. A lie says in `class` and `why_false` what is wrong with it."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """Unique in its file."""

    lie: Annotated[str | None, Field(alias="class")] = None
    """Way of lying; none for honest sentences."""

    locale: Literal["en", "de"]
    """Language of the sentence."""

    kind: SentenceKind
    """What the sentence does."""

    level: ProofLevel | None = None
    """What proves a fact that cites spans."""

    role: Role = "sentence"
    """Where it stands."""

    text: Text
    """The draft, with slots."""

    cites: tuple[str, ...] | None = None
    """Evidence or spans that it cites; for a reason all evidence when nothing is said."""

    item: str
    """The recommended item: of items.jsonl, or a book of the demo."""

    description: str | None = None
    """Stands for the item's own text where that is hostile."""

    title: str | None = None
    """Stands for the item's own title."""

    evidence: tuple[CasePiece, ...] = ()
    """What there is; a sentence may cite some of it."""

    grounds: tuple[CaseGround, ...] = ()
    """What is told together."""

    why_false: str = ""
    """What is wrong, in one short sentence."""

    writer: Literal["made", "model"]
    """Code, or a language model."""

    words_only: bool = False
    """Whether it uses only words that its evidence contains, besides small words; the suite finds it out itself."""

    repairs: str | None = None
    """Id of an honest sentence that was refused, which this one mends."""

    @model_validator(mode="after")
    def _fits(self) -> "Case":
        if self.lie is not None and self.lie not in CLASSES:
            raise ValueError(f"there is no class '{self.lie}'. {suggestion(self.lie, CLASSES)}")
        if self.lie is not None and not self.why_false:
            raise ValueError("a lie says in 'why_false' what is wrong with it")
        known = {piece.id for piece in self.evidence}
        missing = [name for ground in self.grounds for name in ground.evidence if name not in known]
        if missing:
            raise ValueError(f"a ground names '{missing[0]}', which is no evidence of the case")
        if self.kind == "fact" and self.level is None and any(name.startswith("s") for name in self.cites or ()):
            raise ValueError("a fact that cites spans has a 'level': quoted, rewritten or approved")
        return self

    @cached_property
    def draft(self) -> DraftSentence:
        """The sentence as a writer hands it to the gate."""
        cites = self.cites
        if cites is None:
            cites = tuple(piece.id for piece in self.evidence) if self.kind == "reason" else ()
        return DraftSentence(
            kind=self.kind,
            text=self.text,
            evidence=cites,
            role=self.role,
            locale=self.locale,
            origin="model",
            level=self.level,
        )

    @property
    def level_name(self) -> str:
        """`live` for reasons and nudges, `field` for facts without spans, else the proof level."""
        return self.level or ("field" if self.kind == "fact" else "live")


class Library:
    """The items that cases speak of, and what production makes of a case."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Keep the items."""
        self.items: Mapping[str, Item] = {str(item.id): item for item in items}

    def item(self, name: str) -> Item:
        """One item.

        Raises:
            Misconfigured: with the nearest id.
        """
        if name not in self.items:
            raise Misconfigured(f"There is no item '{name}' for this case. {suggestion(name, self.items)}")
        return self.items[name]

    def bearing(self, case: Case) -> Bearing:
        """All that the sentence may lean on, as the pipeline would hand it over.

        Raises:
            Misconfigured: when an item is unknown.
        """
        item = self.item(case.item)
        changed = {"description": case.description, "title": case.title}
        if changed := {name: value for name, value in changed.items() if value is not None}:
            item = item.model_copy(update=changed)
        pieces = {piece.id: _evidence(piece) for piece in case.evidence}
        anchors = {piece.anchor.value for piece in pieces.values() if piece.anchor.type == "item"}
        span = span_cited(case, item)
        causes = {piece.id: piece.cause for piece in case.evidence} | {one.id: one.cause for one in case.grounds}
        return Bearing(
            item=item,
            evidence=pieces,
            grounds={ground.id: _ground(ground, pieces) for ground in case.grounds},
            anchors={name: item if name == case.item else self.item(name) for name in sorted(anchors)},
            locale=case.locale,
            now=NOW_MS,
            causes=causes,
            levels=("quoted",) if case.level is None else (case.level,),
            # As if a judge had accepted everything: what is left is what the words alone prove.
            judgements={binding(span, case.text): NOBODY} if case.level == "rewritten" else {},
        )


NOBODY: Final = Judgement(accepts=True, why="", by="nobody: the words alone")
"""Stands for a judge where one measures what words prove without any."""


def span_cited(case: Case, item: Item) -> str:
    """All that a judge of a case sees of the item: the cited sentence; empty where there is none or several."""
    spans = {span.id: span.text for span in spans_of(item.description, item.language)}
    return spans.get(case.draft.evidence[0], "") if len(case.draft.evidence) == 1 else ""


def read_cases(file: Path) -> Iterator[Case]:
    """Read a file of cases.

    Raises:
        Misconfigured: naming file and line of what is wrong.
    """
    seen: set[str] = set()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        case = _case(line, f"{file.name}, line {number}")
        if case.id in seen:
            raise Misconfigured(f"{file.name}, line {number}: the id '{case.id}' is used twice; give each its own.")
        seen.add(case.id)
        yield case


def half_of(item: str) -> Literal["dev", "held-out"]:
    """Which half of the honest sentences an item belongs to: by a hash, so that nobody chooses."""
    return "held-out" if sha256(f"half:{item}".encode()).digest()[0] & 1 else "dev"


def _case(line: str, where: str) -> Case:
    try:
        return Case.model_validate(_object(line))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the case"
        raise Misconfigured(f"{where}: {place}: {first['msg']}. evals/liars/README.md has the format.") from error
    except ValueError as error:
        raise Misconfigured(f"{where}: this is no JSON object on one line ({error}).") from error


def _object(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError(f"it is a {type(row).__name__}")
    return row


def _anchor(text: str) -> Anchor:
    kind, _, value = text.partition(":")
    if not text:
        return Anchor(type="none")
    if kind not in get_args(AnchorType) or not value:
        raise Misconfigured(f"'{text}' is no anchor; write item:<id>, category:<name>, tag:<name>, query:<words> …")
    return Anchor.model_validate({"type": kind, "value": value})


def _evidence(piece: CasePiece) -> Evidence:
    return Evidence(
        id=piece.id,
        kind=piece.kind,
        anchor=_anchor(piece.anchor),
        count=piece.count,
        at=None if piece.days is None else EpochMs(NOW_MS - piece.days * DAY_MS),
        contribution=piece.contribution,
        sources={piece.source: piece.contribution},
    )


def _ground(ground: CaseGround, pieces: Mapping[str, Evidence]) -> Ground:
    own = [pieces[name] for name in ground.evidence]
    return Ground(
        kind=own[0].kind,
        anchor=_anchor(ground.anchor),
        evidence=ground.evidence,
        count=sum(piece.count for piece in own),
        contribution=sum(piece.contribution for piece in own),
        share_ppm=1_000_000 // max(1, len(pieces)) * len(own),
    )
