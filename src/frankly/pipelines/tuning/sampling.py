"""Draws the people whose acts become questions, and the windows that they are asked in, from everyone's acts.

Read by chunks: memory grows with the people drawn, not with everyone's acts. Who is drawn depends on the seed and on
the person's key alone, not on the order of arrival.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from frankly.domain.person.event import EVENT_CODES, POSITIVE
from frankly.domain.time import DAY_MS, to_iso
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import RATE, Act, Question, leave_one_out, likes, windows_before
from frankly.pipelines.tuning.asking import number_of
from frankly.ports.events import EventColumns

WINDOW_DAYS = (7, 14, 28, 56, 84)
"""Lengths of windows that are tried, the shortest first: its models are the freshest."""

WINDOWS = (4, 3, 2)
"""Numbers of windows that are tried; one alone would be fitted."""

ENOUGH = 400
"""Questions that each window should have; longer windows are tried until they do."""

LEAST = 100
"""Questions without which nothing is learned: an interval over fifty people held out is wider than any gain."""

LEAST_OF_WINDOW = 20
"""Questions without which a window says nothing."""

NEWEST_ACTS = 2000
"""Newest acts of one person that are looked at, as a request does."""

_FOR = frozenset(EVENT_CODES[kind] for kind in POSITIVE)

Kept = Callable[[EventColumns], NDArray[np.bool_]]
"""Which acts of a chunk lie before a window."""


@dataclass(slots=True)
class Sample:
    """Acts of the people drawn, and what is known of all.

    Attributes:
        people: person → acts on items of the catalogue, oldest first, in order of the draw.
        known: number of people with any act, refusals left out.
        acts: number of their acts.
        digest: hash of all of them.
        oldest: time of the first act, milliseconds.
        newest: time of the last one.
    """

    people: dict[str, list[Act]] = field(default_factory=dict)
    known: int = 0
    acts: int = 0
    digest: str = ""
    oldest: int = 0
    newest: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One validation window.

    Attributes:
        name: for people.
        questions: about people drawn, in order of the draw.
        kept: tells which acts lie before it.
        ends_ms: end of what its statistics may know.
        has_times: whether it goes by time.
    """

    name: str
    questions: Sequence[Question]
    kept: Kept
    ends_ms: int
    has_times: bool


async def draw(
    chunks: AsyncIterator[EventColumns],
    refused: Container[str],
    catalogue: Mapping[str, int],
    now: int,
    seed: int,
    most: int,
    progress: Callable[[int], None] = lambda done: None,
) -> Sample:
    """Draw people and keep their acts.

    Args:
        chunks: everyone's acts, ordered by person and time.
        refused: keys of people who are not used.
        catalogue: items that exist; acts on others are left out.
        now: acts dated later are left out.
        seed: of the draw.
        most: people that are kept.
        progress: told how many acts were read.
    """
    sample, digest, read = Sample(), hashlib.sha256(), 0
    drawn: dict[int, tuple[str, list[Act]]] = {}
    bound = 1 << 64
    async for chunk in chunks:
        read += len(chunk.people)
        progress(read)
        for person, acts in _by_person(chunk):
            usable = np.flatnonzero(chunk.at_ms[acts] <= now) + acts.start
            if person in refused or not len(usable):
                continue
            _count(sample, chunk, usable)
            digest.update(_bytes(person, chunk, usable))
            number = number_of(person, seed)
            if number < bound:
                drawn[number] = (person, _acts(chunk, usable, catalogue))
        if len(drawn) > 2 * most:
            bound = sorted(drawn)[most]
            drawn = {number: kept for number, kept in drawn.items() if number < bound}
    sample.digest = digest.hexdigest()[:16]
    sample.people = dict(drawn[number] for number in sorted(drawn)[:most])
    return sample


def windows(sample: Sample, most: int) -> tuple[list[Window], bool]:
    """Windows that the data carries, and whether they go by time.

    By time: several of one length before the newest act. Where acts have an order and hardly any times (a list that was
    imported with made-up dates), the last and the second to last item of each person are asked for.

    Args:
        sample: people drawn.
        most: questions in all windows together.

    Raises:
        Invalid: when there is too little, saying how much is needed and how much there is.
    """
    by_time = _best(_by_times(sample))
    by_place = [] if _questions(by_time) >= LEAST else [w for w in _by_places(sample) if len(w.questions)]
    chosen = by_time if _questions(by_time) >= max(LEAST, _questions(by_place)) else by_place
    if _questions(chosen) < LEAST or _different(chosen) < LEAST // 2:
        raise Invalid(_too_little(sample, max(_questions(by_time), _questions(by_place))))
    limit = max(most // len(chosen), LEAST_OF_WINDOW)
    short = [replace(window, questions=window.questions[:limit]) for window in chosen]
    return short, chosen is by_time


def speaks(act: Act) -> bool:
    """Whether an act speaks for its item, as statistics count it."""
    return (act.kind in _FOR or act.kind == RATE) and likes(act)


def _too_little(sample: Sample, found: int) -> str:
    days = (sample.newest - sample.oldest) // DAY_MS if sample.acts else 0
    return (
        f"There is too little to learn from. Needed are {LEAST} times that somebody who acted before acted for an item "
        f"new to them, in at least two stretches of time; there are {found}. Stored are {sample.acts:,} acts of "
        f"{sample.known:,} people over {days:,} days. Until there are more, keep the weights that are shipped."
    )


def _count(sample: Sample, chunk: EventColumns, usable: NDArray[np.int64]) -> None:
    first, last = int(chunk.at_ms[usable].min()), int(chunk.at_ms[usable].max())
    sample.oldest = min(sample.oldest, first) if sample.acts else first
    sample.newest = max(sample.newest, last)
    sample.known += 1
    sample.acts += len(usable)


def _bytes(person: str, chunk: EventColumns, usable: NDArray[np.int64]) -> bytes:
    items = "\x1f".join(chunk.items[index] for index in usable.tolist())
    columns = (chunk.kinds[usable], chunk.at_ms[usable], chunk.values[usable])
    return f"{person}\x1f{items}\x1e".encode() + b"".join(column.tobytes() for column in columns)


def _by_person(chunk: EventColumns) -> list[tuple[str, slice]]:
    keys = np.array(chunk.people, np.object_)
    if not len(keys):
        return []
    starts = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
    return [(str(keys[start]), slice(start, end)) for start, end in pairwise(starts)]


def _acts(chunk: EventColumns, usable: NDArray[np.int64], catalogue: Mapping[str, int]) -> list[Act]:
    kept = [index for index in usable.tolist() if chunk.items[index] in catalogue][-NEWEST_ACTS:]
    return [
        Act(int(chunk.at_ms[index]), chunk.items[index], int(chunk.kinds[index]), int(chunk.values[index]))
        for index in kept
    ]


def _by_times(sample: Sample) -> list[list[Window]]:
    """Windows of each length, from the shortest on, until each of them has enough questions."""
    found = []
    for days in WINDOW_DAYS:
        number = next((n for n in WINDOWS if 2 * n * days * DAY_MS <= sample.newest - sample.oldest), 0)
        spans = windows_before(sample.newest + 1, days, number)
        found.append([_by_time(sample, start, end) for start, end in spans])
        if number and min(len(window.questions) for window in found[-1]) >= ENOUGH:
            break
    return found


def _by_time(sample: Sample, start: int, end: int) -> Window:
    def kept(chunk: EventColumns) -> NDArray[np.bool_]:
        return np.asarray(chunk.at_ms < start)

    questions = [_question(person, acts, start, end) for person, acts in sample.people.items()]
    name = f"{to_iso(start)[:10]} to {to_iso(end)[:10]}"
    return Window(name, [question for question in questions if question is not None], kept, start, True)


def _question(person: str, acts: Sequence[Act], start: int, end: int) -> Question | None:
    before = [act for act in acts if act.at_ms < start]
    had = frozenset(act.item for act in before)
    truth = frozenset(act.item for act in acts if start <= act.at_ms < end and speaks(act)) - had
    return Question(person, before, truth, start, had) if truth and any(map(speaks, before)) else None


def _by_places(sample: Sample) -> list[Window]:
    people = {person: [act for act in acts if speaks(act)] for person, acts in sample.people.items()}
    found = []
    for back, name in ((2, "second to last item"), (1, "last item")):
        split = leave_one_out(people, back)
        found.append(Window(name, split.questions, _all_but_last(back + 1), sample.newest + 1, False))
    return found


def _all_but_last(number: int) -> Kept:
    def kept(chunk: EventColumns) -> NDArray[np.bool_]:
        chosen = np.zeros(len(chunk.people), np.bool_)
        for _, acts in _by_person(chunk):
            chosen[acts.start : max(acts.stop - number, acts.start)] = True
        return chosen

    return kept


def _best(found: Sequence[list[Window]]) -> list[Window]:
    """The windows with the most questions in the smallest of them; windows that say nothing are left out."""
    usable = [[w for w in several if len(w.questions) >= LEAST_OF_WINDOW] for several in found]
    return max(usable, key=lambda several: min(_questions(several), 4 * ENOUGH), default=[])


def _questions(several: Sequence[Window]) -> int:
    return sum(len(window.questions) for window in several)


def _different(several: Sequence[Window]) -> int:
    return len({question.person for window in several for question in window.questions})
