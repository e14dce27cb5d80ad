"""Proposes quoted facts of an item, by code alone: several sentences, the best first, distinct ones before repeated.

Nothing here is trusted: the verifier derives every text again from the item before anybody reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.canonical import hash_bytes
from frankly.domain.item import Item
from frankly.domain.quoting.aspects import Aspects
from frankly.domain.quoting.clause import ClauseKind
from frankly.domain.quoting.frame import Frame, Shape
from frankly.domain.quoting.quoting import NOT_PLAIN, Quoting
from frankly.domain.quoting.run import Run, runs_of
from frankly.domain.quoting.word_list import quoted_words
from frankly.domain.saying.fact import Fact, fact_id, source_hash

MOST_FACTS: Final = 8
"""Facts of one item; more would only be read by nobody."""

OF_SHAPE: Final[Mapping[Shape, int]] = {"sentence": 30, "fragment": 10, "opening": 5, "imperative": 0}
"""A statement says more than a call."""

OF_CLAUSE: Final[Mapping[ClauseKind, int]] = {"whole": 0, "main": 4, "run": 2, "opening": 0}
PLAIN: Final = 10
"""What may be said plainly is read more easily."""

PER_ASPECT: Final = 4
MOST_ASPECTS: Final = 4
LENGTHS: Final = (6, 24)
"""Words of a sentence that is neither bare nor a strain."""

PER_WORD: Final = 1
LEANING: Final = 6
"""Counts against a sentence for each list of words that only the description may say."""

LEAST: Final = 0
"""What weighs less is proposed only where the item has less than enough."""

ENOUGH: Final = 2
POOR: Final = -40
"""What weighs even less is not proposed."""


@dataclass(frozen=True, slots=True, eq=False)
class QuotedFacts:
    """Makes facts of items.

    Attributes:
        quoting: language → how its texts may be quoted.
        aspects: what facts can speak of.
        version: of all of this; other rules make other facts.
    """

    quoting: Mapping[str, Quoting]
    aspects: Aspects
    version: str = field(init=False)

    def __post_init__(self) -> None:
        """Hash what facts are made with."""
        parts = [one.version for _, one in sorted(self.quoting.items())]
        object.__setattr__(self, "version", hash_bytes("\x1f".join([*parts, self.aspects.version]).encode()))

    def __call__(self, item: Item) -> Sequence[Fact]:
        """Facts of an item in the language of its text, the best first; none where nothing may be quoted."""
        locale = item.language.split("-")[0]
        quoting = self.quoting.get(locale)
        if quoting is None:
            return ()
        runs = [
            run
            for run in runs_of(item.title, item.description, item.language, quoting)
            if run.manners and not _shows_photograph(run, quoting)
        ]
        weighed = sorted(
            ((self._weight(run, quoting), run) for run in runs), key=lambda one: (-one[0], one[1].span.number)
        )
        source = source_hash(item)
        made = [self._fact(item, source, run, quoting) for run in _spread(weighed)]
        return [fact for fact in made if fact is not None][:MOST_FACTS]

    def _weight(self, run: Run, quoting: Quoting) -> int:
        """How much a run is worth telling."""
        words = quoted_words(run.text)
        least, most = LENGTHS
        weight = OF_SHAPE[run.shape] + OF_CLAUSE[run.clause.kind]
        weight += PLAIN if "plain" in run.manners else 0
        weight += PER_ASPECT * min(MOST_ASPECTS, len(self.aspects.of(run.text, quoting.locale)))
        weight -= PER_WORD * (max(0, least - len(words)) + max(0, len(words) - most))
        weight -= LEANING * len({fault.why for fault in run.faults if fault.why in NOT_PLAIN})
        return weight

    def _fact(self, item: Item, source: str, run: Run, quoting: Quoting) -> Fact | None:
        frame = _frame(item, run, quoting)
        if frame is None:
            return None
        text, cites = frame.around(run.text), (run.span.id,)
        return Fact(
            id=fact_id(item.id, source, cites, quoting.locale, text, "quoted"),
            item=item.id,
            source=source,
            cites=cites,
            locale=quoting.locale,
            text=text,
            aspects=self.aspects.of(run.text, quoting.locale),
            level="quoted",
            origin="template",
            pattern=frame.name,
        )


def _shows_photograph(run: Run, quoting: Quoting) -> bool:
    """Whether it describes the photograph rather than the item: whoever bought by that would be misled."""
    return quoting.grammar["scenery"].find(quoted_words(run.text)) is not None


def _frame(item: Item, run: Run, quoting: Quoting) -> Frame | None:
    """A frame that fits: plain where it may be; which of several follows from the item, so that shelves vary."""
    for manner in ("plain", "attributed"):
        fitting = [frame for frame in quoting.by_manner.get(manner, ()) if not run.against(frame)]
        if fitting:
            return fitting[int(hash_bytes(f"{item.id}\x1f{run.text}".encode())[:8], 16) % len(fitting)]
    return None


def _spread(weighed: Sequence[tuple[int, Run]]) -> list[Run]:
    """The best run of each sentence first, then the others; weak ones only for want of better, poor ones never."""
    seen: set[int] = set()
    first: list[Run] = []
    later: list[Run] = []
    for weight, run in weighed:
        is_repeated = run.span.number in seen
        if weight < POOR or (weight < LEAST and (is_repeated or len(first) >= ENOUGH)):
            continue
        (later if is_repeated else first).append(run)
        seen.add(run.span.number)
    return [*first, *later]
