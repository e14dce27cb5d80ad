"""What the page about a decision shows, put together in the words of one language; the template only lays it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, Final

from babel.dates import format_skeleton

from frankly.api.page.words import KINDS, ORIGINS, PAGE, USES
from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.item import Item
from frankly.domain.person.consent import EvidenceGroup
from frankly.pipelines.people.classed import Causes
from frankly.pipelines.people.ladder import Rung, ladder, points
from frankly.pipelines.people.told_decision import ToldDecision, ToldItem, ToldPiece
from frankly.pipelines.people.words import Words
from frankly.stages.profile.corrected import LABELS
from frankly.stages.verify.clean import clean
from frankly.stages.verify.fill import babel_locale, number

STEPS: Final = 200
"""Steps in which bars are drawn: half a percent each."""

_CORRECTABLE: Final = frozenset(set(EvidenceGroup) - {EvidenceGroup.LOCATION, EvidenceGroup.SITUATION})


@dataclass(frozen=True, slots=True)
class Bar:
    """One rung as a bar.

    Attributes:
        named: ground or piece, as a correction names it; empty for all else together.
        words: what it is.
        when: when it last happened; empty where time does not matter.
        points: what it adds, as text with its sign where it is negative.
        start: where the bar begins, in steps.
        length: how long it is, in steps; at least one.
        tone: `did`, `said`, `now`, `others`, `shop` or `rest`; which colour it has.
        is_negative: whether it speaks against the item.
        cause: class of the ground, or empty where it has none.
        is_theirs: whether it is the person's own, so that it can be corrected.
        is_rule: whether a correction would hold for acts to come.
    """

    named: str
    words: str
    when: str
    points: str
    start: int
    length: int
    tone: str
    is_negative: bool
    cause: str
    is_theirs: bool
    is_rule: bool


@dataclass(frozen=True, slots=True)
class ExactRow:
    """One fact with its exact contribution."""

    named: str
    words: str
    when: str
    units: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the page shows it.

    Attributes:
        id: the item.
        slot: its place.
        title: what it was called then.
        by: its main creator; empty where there is none.
        sentences: why it was there, as it was said.
        facts: what was said about the item itself.
        place: why it stands where it stands, where its score alone did not decide.
        because: the editor's reason.
        is_sponsored: whether somebody paid.
        points: its score.
        bars: its ladder.
        exact: all facts.
        exact_sum: their sum.
        averse: category of its strongest ground with that ground's name; None where there is none.
    """

    id: str
    slot: int
    title: str
    by: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...]
    place: str
    because: str
    is_sponsored: bool
    points: str
    bars: tuple[Bar, ...]
    exact: tuple[ExactRow, ...]
    exact_sum: str
    averse: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the page is made of.

    Attributes:
        words: words of its language.
        told: the decision.
        catalogue: items as they were then.
        classes: item → what its grounds are to it; empty where the decision could not be made again.
    """

    words: Words
    told: ToldDecision
    catalogue: Mapping[str, Item]
    classes: Mapping[str, Causes]

    @property
    def text(self) -> Mapping[str, str]:
        """The page's own words."""
        return PAGE[self.words.lang]

    def moment(self, at_ms: int) -> str:
        """A moment in full."""
        moment = datetime.fromtimestamp(at_ms / 1000, UTC)
        locale = babel_locale(self.words.lang)
        return f"{format_skeleton('yMMMMd', moment, locale=locale)}, {moment:%H:%M} UTC"

    def day(self, at_ms: int | None) -> str:
        """A day, or nothing."""
        if at_ms is None:
            return ""
        moment = datetime.fromtimestamp(at_ms / 1000, UTC)
        return str(format_skeleton("yMMMd", moment, locale=babel_locale(self.words.lang)))

    def items(self) -> list[Shown]:
        """The slate."""
        return [self._shown(item) for item in self.told.items()]

    def allowed(self) -> tuple[str, str, str]:
        """Who decided, which uses, which kinds of data."""
        scope, lang = self.told.body["scope"], self.words.lang
        uses = [USES[lang].get(name, name) for name in scope["purposes"]]
        kinds = [KINDS[lang].get(name, name) for name in scope["evidence"]]
        none = self.text["nothing"]
        return self.text[f"basis_{scope['basis']}"], ", ".join(uses) or none, ", ".join(kinds) or none

    def rung(self, item: str, named: str) -> Rung | None:
        """The rung that a link names."""
        rungs = ladder(self.told.item(item), self.catalogue)
        return next((rung for rung in rungs if rung.named and rung.named == named), None)

    def is_hidden(self, *names: str) -> bool:
        """Whether a rule keeps any of some facts from being told, also to the person who asks."""
        return not self.told.hidden.isdisjoint(names)

    def rung_words(self, rung: Rung) -> str:
        """What a rung is, in words."""
        if rung.kind is not None and self.is_hidden(*(piece.id for piece in rung.pieces)):
            return self.text["untold"]
        if rung.kind is None:
            return self.text["rest"].format(count=number(len(rung.pieces), self.words.lang))
        return self.words.evidence(rung.kind, rung.anchor, rung.count, is_category=rung.is_category)

    def _shown(self, item: ToldItem) -> Shown:
        entry, known = item.entry, self.catalogue.get(item.id)
        rungs = ladder(item, self.catalogue)
        causes: Causes = self.classes.get(item.id, {})
        numbers = points([rung.units for rung in rungs])
        return Shown(
            id=item.id,
            slot=item.slot,
            title=self.words.title(item.id),
            by=(clean(known.creators[0]) or "") if known is not None and known.creators else "",
            sentences=tuple(item.sentences),
            facts=tuple(item.facts),
            place=ORIGINS[self.words.lang][str(entry["origin"])],
            because=clean(str(entry["because"])) or "",
            is_sponsored=bool(entry["sponsored"]),
            points=self._signed(sum(numbers)),
            bars=tuple(self._bars(rungs, numbers, causes)),
            exact=tuple(self._exact(piece) for piece in item.pieces),
            exact_sum=self._signed(item.score),
            averse=self._averse(item),
        )

    def _bars(self, rungs: Sequence[Rung], numbers: Sequence[int], causes: Causes) -> list[Bar]:
        """Bars one after the other: each begins where the one before ended, so that the last ends at the score."""
        ends = list(accumulate((rung.units for rung in rungs), initial=0))
        least, most = min(ends), max(ends)
        scale = max(most - least, 1)
        bars = []
        for rung, shown, before, after in zip(rungs, numbers, ends, ends[1:], strict=False):
            start = (min(before, after) - least) * STEPS // scale
            end = (max(before, after) - least) * STEPS // scale
            group = None if rung.kind is None else GROUP_OF[rung.kind]
            bars.append(
                Bar(
                    named=rung.named,
                    words=self.rung_words(rung),
                    when=self.day(max((piece.at for piece in rung.pieces if piece.at is not None), default=None))
                    if rung.named and not self.is_hidden(*(piece.id for piece in rung.pieces))
                    else "",
                    points=self._signed(shown),
                    start=min(start, STEPS - 1),
                    length=max(end - start, 1),
                    tone=_tone(rung.kind),
                    is_negative=rung.units < 0,
                    cause=causes.get(rung.named, ""),
                    is_theirs=group in _CORRECTABLE and bool(rung.named),
                    is_rule=rung.is_category,
                )
            )
        return bars

    def _exact(self, piece: ToldPiece) -> ExactRow:
        if self.is_hidden(piece.id):
            return ExactRow(piece.id, self.text["untold"], "", self._signed(piece.units))
        words = self.words.evidence(piece.kind, piece.anchor, piece.count)
        return ExactRow(piece.id, words, self.day(piece.at), self._signed(piece.units))

    def _averse(self, item: ToldItem) -> tuple[str, str] | None:
        for ground in item.grounds(self.catalogue):
            if ground.anchor.type in LABELS and not self.is_hidden(*(piece.id for piece in ground.pieces)):
                return ground.id, self.words.name(ground.anchor)
        return None

    def _signed(self, value: int) -> str:
        return f"−{number(-value, self.words.lang)}" if value < 0 else number(value, self.words.lang)


def _tone(kind: EvidenceKind | None) -> str:
    if kind is None:
        return "rest"
    group = GROUP_OF[kind]
    if group is None:
        others = {"popular", "popular_in_category", "popular_in_segment", "trending", "outside_usual"}
        return "others" if kind.value in others else "shop"
    return {EvidenceGroup.STATED: "said", EvidenceGroup.SITUATION: "now", EvidenceGroup.LOCATION: "others"}.get(
        group, "did"
    )


def versions(told: ToldDecision, text: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the decision was made with."""
    inputs: Mapping[str, Any] = told.inputs
    names = ("snapshot", "surface_version", "policy_version", "text_version", "engine")
    return [(text["decision"], told.id), *((text[name], str(inputs[name])) for name in names)]
