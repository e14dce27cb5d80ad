"""What is learned from, what is asked with, what is to be found: the protocols of offline ranking.

Nothing of what is to be found, and nothing after it, is in what statistics are made of or in what is asked with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS

RATE = EVENT_CODES[EventKind.RATE]
GOOD_STARS = 4
"""Stars from which on a rating speaks for its item."""


class Act(NamedTuple):
    """One act of a person on an item."""

    at_ms: int
    """When; a sequence file has an order and no times, so each step stands for some days."""

    item: str
    """Id of the item."""

    kind: int
    """Code of the event kind."""

    value: int = 1
    """Stars of a rating, number bought, and so on."""

    order: str = ""
    """Key of the order that it was part of, where one is known."""


People: TypeAlias = Mapping[str, Sequence[Act]]
"""Person → acts, oldest first."""


@dataclass(frozen=True, slots=True)
class Question:
    """One person to be predicted.

    Attributes:
        person: who.
        history: acts that are known, oldest first.
        truth: items to be found.
        now: moment of the question, milliseconds.
        masked: items that may not be recommended; those of the whole history, however much of it is known.
        candidates: items that are ranked; none means the whole catalogue.
    """

    person: str
    history: Sequence[Act]
    truth: frozenset[str]
    now: int
    masked: frozenset[str]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """A protocol applied to a set.

    Attributes:
        rule: the protocol in words, with who is counted and who is left out.
        training: person → acts that statistics may be made of.
        questions: people to be predicted.
    """

    rule: str
    training: Mapping[str, Sequence[Act]]
    questions: Sequence[Question]


def leave_one_out(people: People, back: int = 1) -> Split:
    """The last item but `back - 1` is to be found; asked with what came before it, learned without the one before it.

    Args:
        people: everyone's acts.
        back: 1 holds out the last item (the test), 2 the second to last (for choices), and so on; what comes after
            it is not looked at.
    """
    training, questions, had = {}, [], 0
    for person, acts in people.items():
        training[person] = acts[: -back - 1]
        if len(acts) < back + 2:
            continue
        question = _question(person, acts[:-back], {acts[-back].item}, acts[-back].at_ms)
        if question.truth:
            questions.append(question)
        else:
            had += 1
    short = len(people) - len(questions) - had
    rule = (
        f"leave-one-out: item {back} from the end held out, history before it, statistics without the last {back + 1}; "
        f"{len(questions)} people with at least {back + 2} acts counted, {short} shorter ones left out, "
        f"{had} left out whose held-out item they had before"
    )
    return Split(rule, training, questions)


def by_time(people: People, cut_ms: int, cut_name: str, until_ms: int | None = None, until_name: str = "") -> Split:
    """Learned and asked with what was before a moment; to be found: items new to the person that came afterwards.

    Args:
        people: everyone's acts.
        cut_ms: the moment.
        cut_name: the moment in words.
        until_ms: nothing from this moment on is looked at; None means there is no end.
        until_name: that moment in words.
    """
    training: dict[str, Sequence[Act]] = {}
    questions = []
    for person, acts in people.items():
        before = [act for act in acts if act.at_ms < cut_ms]
        later = {act.item for act in acts[len(before) :] if until_ms is None or act.at_ms < until_ms}
        if not before:
            continue
        training[person] = before
        question = _question(person, before, later, cut_ms)
        if question.truth:
            questions.append(question)
    known = {act.item for acts in training.values() for act in acts}
    unknown = len({item for question in questions for item in question.truth} - known)
    end = f" and before {until_name}" if until_ms is not None else ""
    rule = (
        f"time split: statistics and history before {cut_name}; to be found are items new to the person from then on"
        f"{end}, also the {unknown} that nobody had before; {len(questions)} people with acts before and new items "
        f"afterwards counted, {len(people) - len(training)} without acts before and "
        f"{len(training) - len(questions)} without new items afterwards left out"
    )
    return Split(rule, training, questions)


def windows_before(cut_ms: int, days: int, number: int) -> list[tuple[int, int]]:
    """Start and end of windows of some days that follow each other and end at a moment, the earliest first.

    Choices made on one window alone fit that window; several before the cut are what they are made on.
    """
    length = days * DAY_MS
    return [(cut_ms - back * length, cut_ms - (back - 1) * length) for back in range(number, 0, -1)]


def last_fifth(people: People, back: int = 1) -> Split:
    """The last fifth of each person's acts is set aside; to be found: what they liked in it.

    Args:
        people: everyone's acts.
        back: 1 sets the last fifth aside (the test); 2 the last fifth of what is left of it (for choices), and so on.
    """
    training, questions, unliked = {}, [], 0
    for person, acts in people.items():
        whole = acts
        for _ in range(back - 1):
            whole = whole[: _fifth(len(whole))]
        known, later = whole[: _fifth(len(whole))], whole[_fifth(len(whole)) :]
        training[person] = known
        question = _question(person, known, {act.item for act in later if likes(act)}, later[0].at_ms if later else 0)
        if known and question.truth:
            questions.append(question)
        else:
            unliked += 1
    of = "" if back == 1 else f" of what is before the last {'fifth' if back == 2 else f'{back - 1} fifths'}"
    rule = (
        f"each person's last fifth by time{of} set aside, to be found are its items that were rated at least "
        f"{GOOD_STARS} or acted for otherwise, and are new to the person; {len(questions)} people counted, "
        f"{unliked} without such an item left out"
    )
    return Split(rule, training, questions)


def likes(act: Act) -> bool:
    """Whether an act speaks for its item: a rating by its stars, anything else by being done."""
    return act.kind != RATE or act.value >= GOOD_STARS


def with_last(question: Question, acts: int) -> Question:
    """The same question asked with the last few acts alone; all that the whole history had stays masked."""
    return replace(question, history=question.history[max(len(question.history) - acts, 0) :])


def _fifth(acts: int) -> int:
    return acts - max(acts // 5, 1) if acts else 0


def _question(person: str, history: Sequence[Act], later: set[str], now: int) -> Question:
    had = frozenset(act.item for act in history)
    return Question(person, history, frozenset(later - had), now, had)
